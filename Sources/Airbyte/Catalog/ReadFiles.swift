import Connector

/// The files that say what to read: the catalog, and the states of earlier reads.
struct ReadFiles: Sendable {
  private let catalog: DocumentFile
  /// nil for a first read.
  private let state: DocumentFile?

  /// - Parameters:
  ///   - catalog: the path of the configured catalog.
  ///   - state: the path of the states; nil for a first read.
  init(catalog: String, state: String?) {
    self.catalog = DocumentFile(role: .catalog, path: catalog)
    self.state = state.map { DocumentFile(role: .state, path: $0) }
  }

  /// The streams to read.
  /// - Throws: `DocumentError` for a file that says nothing about any stream.
  func selection(of offered: [StreamDescription]) throws(DocumentError) -> Selection {
    let document = try catalog.object()
    var states = StateDocument.none
    if let state { states = try StateDocument(state, try state.bytes()) }
    do throws(CatalogError) {
      return Selection(try ConfiguredCatalog(document), of: offered, from: states)
    } catch {
      throw DocumentError(file: catalog, problem: .catalog(error))
    }
  }

  /// Why a stream is not read, in words for the user: all mistakes of its entry, one after the other.
  func failure(_ refusal: Selection.Refusal) -> SourceFailure {
    let errors =
      switch refusal.reason {
      case .catalog(let errors): errors.map { DocumentError(file: catalog, problem: .catalog($0)) }
      case .state(let error): [DocumentError(file: state ?? catalog, problem: .shape(error))]
      }
    return SourceFailure(.configuration, errors.map(\.message).joined(separator: " "))
  }
}
