import Foundation
import Testing

/// The dependencies between the modules. SwiftPM does not refuse an import that the manifest does not declare, so the
/// test reads the `import` lines.
struct `Layering` {
  /// Every module with the modules below it, the only ones of this package that it may import.
  static let house: [(module: String, below: Set<String>)] = [
    ("JSON", []),
    ("Platform", []),
    ("Secrets", ["JSON"]),
    ("CCurl", []),
    ("HTTP", ["CCurl", "Platform", "Secrets"]),
    ("Connector", ["JSON"]),
    ("Airbyte", ["Connector", "JSON", "Platform", "Secrets"]),
    ("TikTok", ["Connector", "HTTP", "JSON", "Platform", "Secrets"]),
    ("source-tiktok-marketing", ["Airbyte", "Connector", "TikTok"]),
    ("EmbedSchemas", []),
    ("EmbedSchemasPlugin", []),
  ]

  /// The folders of each module that has several. A folder may use only those before it. "" is the module's root.
  static let folders: [(module: String, line: [String])] = [
    (
      "TikTok",
      [
        "Collections", "Dates", "Accounts", "Reports", "Streams", "API", "Records", "State", "Configuration",
        "Plan", "Messages", "Capture", "Read", "",
      ]
    ),
    (
      "Airbyte",
      [
        "Errors", "Interruption", "Output", "Command", "Documents", "State", "Messages", "Catalog",
        "Progress", "Sink", "",
      ]
    ),
  ]

  @Test(arguments: house)
  func `a module imports only the modules below it`(module: String, below: Set<String>) throws {
    let modules = Set(Self.house.map(\.module))
    for file in try swiftFiles(of: module) {
      for name in imports(of: try String(contentsOf: file, encoding: .utf8)) where modules.contains(name) {
        #expect(below.contains(name), "\(file.lastPathComponent) imports \(name)")
      }
    }
  }

  @Test func `every folder of Sources has a row in the table`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    #expect(Set(folders) == Set(Self.house.map(\.module)))
  }

  @Test(arguments: folders)
  func `a folder uses only the folders before it`(module: String, line: [String]) throws {
    let files = try swiftFiles(of: module).map { file in
      (
        file, folder: folder(of: file, in: module),
        code: code(of: try String(contentsOf: file, encoding: .utf8))
      )
    }
    let found = Set(files.map(\.folder))
    #expect(found == Set(line), "each folder has its place in the table")
    var homes: [Substring: String] = [:]
    for file in files {
      for type in declaredTypes(in: file.code) { homes[type] = homes[type] ?? file.folder }
    }
    #expect(homes.count > 10)
    for file in files {
      let place = try #require(line.firstIndex(of: file.folder))
      for type in Set(file.code.matches(of: /(?:^|[^.\w])([A-Z]\w*)/).map(\.1)) {
        guard let home = homes[type], let other = line.firstIndex(of: home) else { continue }
        #expect(other <= place, "\(file.folder)/\(file.0.lastPathComponent) uses \(type) of \(home)")
      }
    }
  }

  @Test func `only the curl transport imports curl`() throws {
    for file in try swiftFiles(of: "HTTP") {
      guard imports(of: try String(contentsOf: file, encoding: .utf8)).contains("CCurl") else { continue }
      #expect(file.path.contains("/HTTP/Curl/"), "\(file.lastPathComponent) imports CCurl")
    }
  }

  @Test func `the package depends on no other package`() throws {
    let manifest = try String(contentsOf: sources.appending(path: "../Package.swift"), encoding: .utf8)
    #expect(!manifest.contains(".package("))
  }

  @Test func `both test targets use the same waiting function`() throws {
    let copies = try ["HTTPTests", "TikTokTests"].map { target in
      let path = "../Tests/\(target)/Support/Eventually.swift"
      return try String(contentsOf: sources.appending(path: path), encoding: .utf8)
    }
    #expect(copies[0] == copies[1])
  }

  private var sources: URL { URL(filePath: #filePath).appending(path: "../../../Sources").standardized }

  private func swiftFiles(of module: String) throws -> [URL] {
    let folder = sources.appending(path: module)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return files.filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
  }

  /// The folder of a module that contains a file, at any depth, or "" for the module's root.
  private func folder(of file: URL, in module: String) -> String {
    let parts = file.path.split(separator: "/").map(String.init)
    guard let place = parts.lastIndex(of: module), parts.count > place + 2 else { return "" }
    return parts[place + 1]
  }

  /// A text without its comments and literals.
  private func code(of text: String) -> String {
    text.replacing(/\/\/[^\n]*/, with: "").replacing(/"(?:\\.|[^"\\\n])*"/, with: "")
  }

  /// The types that are visible to other files.
  private func declaredTypes(in code: String) -> [Substring] {
    code.matches(
      of:
        /(?m)^((?:(?:package|public|fileprivate|private|final|indirect) )*)(?:struct|class|enum|protocol|actor) ([A-Z]\w*)/
    ).filter { !$0.1.contains("private") }.map(\.2)
  }

  /// The modules that the `import` lines name, with any modifiers before the keyword.
  private func imports(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let verb = words.firstIndex(of: "import"), verb <= 1, words.count > verb + 1 else { return nil }
      return words.dropFirst(verb + 1).first { !["struct", "func", "class", "enum", "var"].contains($0) }
        .map { String($0.prefix { $0 != "." }) }
    }
  }
}
