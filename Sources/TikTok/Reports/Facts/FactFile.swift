import JSON

/// A list of documented facts, embedded in the binary: a JSON array of objects.
struct FactFile: Sendable {
  let name: String
  let text: String

  /// The elements; none if the file is damaged, which a test rules out.
  var rows: [JSON] { (try? JSON(parsing: text))?.array ?? [] }
}
