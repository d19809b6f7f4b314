import Connector
import JSON

/// One file of `Schemas/`, embedded in the binary under its name.
struct SchemaFile: Sendable, Equatable {
  /// The file's name without its ending: the family of the streams that it describes.
  let name: String
  /// The file's content, a JSON Schema.
  let text: String

  /// The schema.
  /// - Throws: `SourceFailure` of kind `system` when the file is not JSON, which a test rules out.
  func schema() throws(SourceFailure) -> JSON {
    do {
      return try JSON(parsing: text)
    } catch {
      throw SourceFailure(.system, "The schema of `\(name)` is damaged.", detail: "\(error)")
    }
  }
}
