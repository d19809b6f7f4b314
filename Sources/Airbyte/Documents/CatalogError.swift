import Connector

/// Why a configured catalog, or one stream of it, cannot be read.
enum CatalogError: Error, Equatable, Sendable {
  case shape(ShapeError)
  /// It is the output of `discover`, not a selection of streams.
  case discovered
  case empty
  case twice(StreamName, path: String)
  /// `nearest`: an existing stream that was probably meant.
  case unknownStream(StreamName, path: String, nearest: String?)
  case unsupportedMode(StreamName, SyncMode, path: String, offered: [SyncMode])
}

extension CatalogError: ExplainedError {
  var message: String {
    switch self {
    case .shape(let error): return error.message
    case .discovered: return "This is the list of available streams, not a selection of streams to read."
    case .empty: return "`streams` is empty: there is nothing to read. Choose at least one stream."
    case .twice(let name, let path): return "`\(path)` names the stream '\(name)' a second time. Remove it."
    case .unknownStream(let name, let path, let nearest):
      guard path != Option.streams.flag else {
        return "`\(path)` names '\(name.rawValue.clipped)', which this configuration does not offer."
          + (nearest.map { " Did you mean '\($0)'?" } ?? "") + " `discover` lists the available streams."
      }
      let guess = nearest.map { " Did you mean '\($0)'?" } ?? ""
      return
        "`\(path)` names the stream '\(name.rawValue.clipped)', which this configuration does not offer.\(guess) "
        + "Refresh the source's schema, or take the stream out of the connection. `discover` lists the available streams."
    case .unsupportedMode(let name, let mode, let path, let offered):
      let modes = offered.map { "`\($0.rawValue)`" }.joined(separator: " or ")
      return
        "The stream '\(name)' cannot be read in mode `\(mode.rawValue)`. Set `\(path).sync_mode` to \(modes)."
    }
  }
}
