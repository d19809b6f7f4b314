import Foundation

/// `EmbedSchemas <generated.swift> <file.json>…`: one static member of `SchemaFile` for each schema, named after
/// its file, and `SchemaFile.all`. A stream row that names a schema without a file therefore does not compile.
/// Files in a folder `Facts` become members of `FactFile`.
@main
struct EmbedSchemas {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
    guard let generated = arguments.first else { throw CocoaError(.fileNoSuchFile) }
    let files = arguments.dropFirst()
    let facts = files.filter { $0.deletingLastPathComponent().lastPathComponent == "Facts" }
    let schemas = files.filter { !facts.contains($0) }
    let swift = """
      // Made from JSON files by EmbedSchemas.

      extension SchemaFile {
      \(try members(of: schemas) { $0 is [String: Any] })
        static let all: [Self] = [\(schemas.map { "." + member(of: $0) }.joined(separator: ", "))]
      }

      extension FactFile {
      \(try members(of: facts) { $0 is [[String: Any]] })
      }

      """
    try swift.write(to: generated, atomically: true, encoding: .utf8)
  }

  /// A static member for each file, whose content must be as it should.
  static func members(of files: [URL], _ isSound: (Any) -> Bool) throws -> String {
    try files.map { file in
      let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
      guard isSound(value) else { throw CocoaError(.propertyListReadCorrupt) }
      let text = try String(contentsOf: file, encoding: .utf8)
      let name = file.deletingPathExtension().lastPathComponent
      return "  static let \(member(of: file)) = Self(name: \"\(name)\", text: ##\"\"\"\n\(text)\n\"\"\"##)"
    }.joined(separator: "\n")
  }

  /// `ads_reports.json` → `adsReports`.
  static func member(of file: URL) -> String {
    let words = file.deletingPathExtension().lastPathComponent.split(separator: "_").map(String.init)
    return words.dropFirst().reduce(words.first ?? "") { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }
}
