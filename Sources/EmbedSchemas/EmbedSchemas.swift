import Foundation

/// `EmbedSchemas <generated.swift> <schema.json>…`: one static member of `SchemaFile` for each file, named after
/// it, and `SchemaFile.all`. A stream row that names a schema without a file therefore does not compile.
@main
struct EmbedSchemas {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
    guard let generated = arguments.first else { throw CocoaError(.fileNoSuchFile) }
    let files = arguments.dropFirst()

    var members = ""
    var names: [String] = []
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      let member = camelCase(name)
      let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
      guard schema is [String: Any] else { throw CocoaError(.propertyListReadCorrupt) }
      let text = try String(contentsOf: file, encoding: .utf8)
      members += "  static let \(member) = Self(name: \"\(name)\", text: ##\"\"\"\n\(text)\n\"\"\"##)\n"
      names.append("." + member)
    }
    let swift = """
      // Made from Schemas/*.json by EmbedSchemas.

      extension SchemaFile {
      \(members)  static let all: [Self] = [\(names.joined(separator: ", "))]
      }

      """
    try swift.write(to: generated, atomically: true, encoding: .utf8)
  }

  /// `ads_reports` → `adsReports`.
  static func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_").map(String.init)
    return words.dropFirst().reduce(words.first ?? "") { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }
}
