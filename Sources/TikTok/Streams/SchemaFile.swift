/// One file of `Schemas/`, embedded in the binary under its name.
struct SchemaFile: Sendable {
  /// The file's name without its ending.
  let name: String
  /// The file's content, a JSON Schema.
  let text: String
}
