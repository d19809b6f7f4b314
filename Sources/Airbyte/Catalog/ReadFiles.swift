import Connector

/// What says what to read: a catalog or names of streams, and the states of earlier reads.
struct ReadFiles: Sendable {
  private let streams: Command.Streams
  /// nil for a first read.
  private let state: DocumentFile?
  private let isResumed: Bool

  init(streams: Command.Streams, states: Command.States) {
    self.streams = streams
    (state, isResumed) =
      switch states {
      case .none: (nil, false)
      case .file(let path): (DocumentFile(role: .state, path: path), false)
      case .resumed(let path): (DocumentFile(role: .state, path: path, option: .resume), true)
      }
  }

  /// The states of earlier reads.
  /// - Throws: `DocumentError`.
  func states() throws(DocumentError) -> StateDocument {
    guard let state else { return .none }
    let bytes: [UInt8]
    do throws(DocumentError) {
      bytes = try state.bytes()
    } catch {
      // The first of several reads.
      if isResumed, error.problem == .missing { return .none }
      throw error
    }
    return try StateDocument(state, bytes)
  }

  /// The streams to read, each with its state.
  /// - Throws: `DocumentError` for a file that says nothing about any stream.
  func selection(
    of offered: [StreamDescription], from states: StateDocument
  ) throws(DocumentError) -> Selection {
    switch streams {
    case .named(let names): return Selection(ConfiguredCatalog(naming: names), of: offered, from: states)
    case .catalog(let path):
      let catalog = DocumentFile(role: .catalog, path: path)
      let document = try catalog.object()
      do throws(CatalogError) {
        return Selection(try ConfiguredCatalog(document), of: offered, from: states)
      } catch {
        throw DocumentError(file: catalog, problem: .catalog(error))
      }
    }
  }

  /// Why a stream is not read, in words for the user: all mistakes of its entry, one after the other.
  func failure(_ refusal: Selection.Refusal) -> SourceFailure {
    SourceFailure(.configuration, messages(of: refusal.reason).joined(separator: " "))
  }

  private func messages(of reason: Selection.Refusal.Reason) -> [String] {
    switch (reason, streams) {
    case (.catalog(let errors), .catalog(let path)):
      let file = DocumentFile(role: .catalog, path: path)
      return errors.map { DocumentError(file: file, problem: .catalog($0)).message }
    case (.catalog(let errors), .named): return errors.map(\.message)
    case (.state(let error), _):
      return [state.map { DocumentError(file: $0, problem: .shape(error)).message } ?? error.message]
    }
  }
}
