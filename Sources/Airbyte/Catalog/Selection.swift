import Connector
import JSON

/// The streams to read, each with the state to continue from.
struct Selection: Sendable {
  /// One stream of the read.
  struct Item: Sendable {
    let descriptor: StreamDescriptor
    let request: StreamRequest
  }

  /// In the catalog's order.
  let items: [Item]
  let notices: [Notice]

  var requests: [StreamRequest] { items.map(\.request) }

  /// - Parameters:
  ///   - catalog: the streams that the user wants.
  ///   - offered: the streams that the source offers.
  ///   - states: the states of earlier reads.
  /// - Throws: `CatalogError` when a wanted stream or mode is not offered.
  init(
    _ catalog: ConfiguredCatalog, of offered: [StreamDescription], from states: StateDocument
  ) throws(CatalogError) {
    var items: [Item] = []
    var notices: [Notice] = []
    for stream in catalog.streams {
      let name = stream.descriptor.name
      guard let description = offered.first(where: { $0.name == name }) else {
        let nearest = nearestName(to: name.rawValue, among: offered.map(\.name.rawValue))
        throw .unknownStream(name, path: stream.path, nearest: nearest)
      }
      let mode = try Self.mode(of: stream, description)
      if mode != stream.syncMode {
        notices.append(Notice(.info, "\(name) has no cursor and is read in full every time."))
      }
      notices += Self.notices(on: stream, description)
      let request = StreamRequest(
        name: name, syncMode: mode, schema: stream.schema, state: states[name], sync: stream.sync)
      items.append(Item(descriptor: stream.descriptor, request: request))
    }
    let wanted = Set(items.map(\.descriptor.name))
    notices += Self.notices(onLeftOver: states, wanted: wanted, offered: Set(offered.map(\.name)))
    self.items = items
    self.notices = notices
  }

  /// The mode to read in. Some clients (PyAirbyte) request every stream incrementally. One without a cursor is then
  /// read in full, which includes every change.
  private static func mode(
    of stream: ConfiguredStream, _ description: StreamDescription
  ) throws(CatalogError) -> SyncMode {
    let offered = description.syncModes
    if offered.contains(stream.syncMode) { return stream.syncMode }
    if stream.syncMode == .incremental, offered.contains(.fullRefresh) { return .fullRefresh }
    throw .unsupportedMode(description.name, stream.syncMode, path: stream.path, offered: offered)
  }

  private static func notices(on stream: ConfiguredStream, _ description: StreamDescription) -> [Notice] {
    let (chosen, own) = (stream.cursor, description.cursor)
    guard stream.syncMode == .incremental, !chosen.isEmpty, !own.isEmpty, chosen != own else { return [] }
    let text =
      "\(description.name) is read by its own cursor '\(own.joined(separator: "."))': "
      + "the catalog's cursor_field '\(chosen.joined(separator: ".").clipped)' has no effect."
    return [Notice(.warning, text)]
  }

  private static func notices(
    onLeftOver states: StateDocument, wanted: Set<StreamName>, offered: Set<StreamName>
  ) -> [Notice] {
    let leftOver = states.names.filter { !wanted.contains($0) }
    let unknown = leftOver.filter { !offered.contains($0) }
    var notices = leftOver.filter(offered.contains).map { name in
      Notice(.info, "The state of \(name) is not used, because the catalog does not contain the stream.")
    }
    notices += unknown.prefix(unknownNamesTold).map { name in
      let text =
        "The state file contains a state of '\(name.rawValue.clipped)', which is not a stream of this source. It is ignored."
      return Notice(.warning, text)
    }
    if unknown.count > unknownNamesTold {
      let text = "\(unknown.count - unknownNamesTold) more states of unknown streams are ignored."
      notices.append(Notice(.warning, text))
    }
    return notices
  }

  /// A file of another source may hold any number of names.
  private static let unknownNamesTold = 10
}
