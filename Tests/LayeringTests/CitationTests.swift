import Foundation
import Testing

/// Comments cite the articles in `Documentation.docc`: the fact sheet by its section numbers, other articles by their
/// headings. Each citation must point to an existing section.
struct CitationTests {
  /// The folders that contain citations.
  static let folders = ["Sources", "Tests", "integration_tests/simulated_api", "integration_tests/tests"]

  @Test(arguments: folders)
  func `a section sign cites an existing section or names another document`(folder: String) throws {
    let sections = Set(try Article.all().flatMap(\.sections))
    var cited = 0
    for file in try Self.files(in: folder) {
      for citation in Citation.all(in: file.text) {
        cited += 1
        #expect(citation.problem(with: sections) == nil, "\(file.path): \(citation)")
      }
    }
    // Otherwise the files were not found.
    #expect(cited > 0)
  }

  @Test(
    arguments: [
      ("(\u{A7}3.1 of the fact sheet)", nil), ("the envelope of \u{A7}1.", nil), ("\u{A7}1, \u{A7}3.1", nil),
      ("of the fact\n  /// sheet (\u{A7}1): it", nil), ("\u{A7}1 of the\n/// fact sheet", nil),
      ("\u{A7}8.4 of RFC 9110", nil), ("\u{A7}8.4 of\n// RFC 9110", nil),
      ("(\u{A7}2)", "there is no such section"), ("\u{A7}3.1.4", "there is no such section"),
      ("\u{A7}2 of the fact sheet", "there is no such section"),
      ("\u{A7}1 of the design", "it names no document that is known"),
      ("(api.md \u{A7}1)", "it names a file"), ("cited as \u{A7}n", "it has no number"),
    ] as [(String, String?)])
  func `a citation of a missing section is detected`(text: String, problem: String?) throws {
    let problems = Citation.all(in: text).map { $0.problem(with: ["1", "3.1"]) }
    #expect(problems.last == .some(problem))
  }

  @Test func `each section number is used once`() throws {
    let sections = try Article.all().flatMap(\.sections)
    #expect(sections.count > 20)
    for section in Set(sections) { #expect(sections.count { $0 == section } == 1, "\(section)") }
  }

  @Test func `every heading that is cited exists`() throws {
    let headings = Dictionary(uniqueKeysWithValues: try Article.all().map { ($0.name, $0.headings) })
    var cited = 0
    for file in try Self.folders.flatMap(Self.files) where !file.path.hasSuffix("CitationTests.swift") {
      for match in Citation.plain(file.text).matches(of: #/\b([A-Z]\w+)\.md, "([^"]+)"/#) {
        cited += 1
        #expect(headings["\(match.1)"]?.contains("\(match.2)") == true, "\(file.path): \(match.0)")
      }
    }
    #expect(cited > 0)
  }

  @Test func `the first article links to all others, and no link is broken`() throws {
    let articles = try Article.all()
    let others = Set(articles.map(\.name)).subtracting(["TikTok"])
    for article in articles {
      let links = Set(article.text.matches(of: #/<doc:(\w+)>/#).map { "\($0.1)" })
      #expect(links.subtracting(others) == [], "\(article.name)")
      if article.name == "TikTok" { #expect(links == others) }
    }
  }

  @Test func `every file that an article names exists`() throws {
    var named = 0
    for article in try Article.all() {
      for name in article.code where name.contains(#/^(Sources|Tests|Schemas|integration_tests)\/\S*$/#) {
        named += 1
        let path = Self.root.appending(path: name).path
        #expect(FileManager.default.fileExists(atPath: path), "\(article.name): \(name)")
      }
    }
    #expect(named > 0)
  }

  @Test func `every type that an article names is in the code`() throws {
    let swift = try ["Sources", "Tests"].flatMap(Self.files).filter { $0.path.hasSuffix(".swift") }
    let words = Set(swift.flatMap { $0.text.split { !($0.isLetter || $0.isNumber || $0 == "_") } })
    var named = 0
    for article in try Article.all() {
      for name in article.code where name.contains(#/^[A-Z][a-z]\w*(\.\w+)*$/#) {
        // A file, which is cited by its name.
        if name.hasSuffix(".swift") || name.hasSuffix(".md") { continue }
        named += 1
        let isThere = name.split(separator: ".").allSatisfy(words.contains)
        #expect(isThere, "\(article.name): \(name)")
      }
    }
    #expect(named > 0)
  }

  static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  /// The texts in a folder that are written by hand.
  static func files(in folder: String) throws -> [(path: String, text: String)] {
    let manager = FileManager.default
    let folder = root.appending(path: folder)
    let paths = try manager.subpathsOfDirectory(atPath: folder.path).sorted()
    return try paths.filter { path in
      ["swift", "h", "py", "json", "md"].contains(URL(filePath: path).pathExtension) && !path.hasPrefix(".")
    }.map { path in
      (path, try String(contentsOf: folder.appending(path: path), encoding: .utf8))
    }
  }
}

/// A section sign and the text around it.
private struct Citation: CustomStringConvertible {
  let before: Substring
  let behind: Substring

  var description: String { "…\(before.suffix(30))\u{A7}\(behind.prefix(30))…" }

  static func all(in text: String) -> [Citation] {
    guard text.contains("\u{A7}") else { return [] }
    let parts = plain(text).split(separator: "\u{A7}", omittingEmptySubsequences: false)
    return zip(parts, parts.dropFirst()).map { Citation(before: $0, behind: $1) }
  }

  /// The text without line breaks and without comment markers.
  static func plain(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let line = line.drop { $0 == " " }
      return line.drop { $0 == "/" || $0 == "#" }.drop { $0 == " " }
    }.joined(separator: " ")
  }

  /// Compares the number with the sections. It belongs to the fact sheet, named or not, unless an RFC is named after
  /// it. Other documents are cited by their headings.
  /// - Parameter sections: the existing section numbers.
  /// - Returns: what is wrong with the citation, or nil.
  func problem(with sections: Set<String>) -> String? {
    guard let number = behind.prefixMatch(of: #/[0-9]+(\.[0-9]+)*/#) else { return "it has no number" }
    if before.hasSuffix(".md ") { return "it names a file" }
    let rest = behind[number.range.upperBound...]
    if rest.hasPrefix(" of ") {
      if rest.prefixMatch(of: #/ of RFC [0-9]+/#) != nil { return nil }
      guard rest.hasPrefix(" of the fact sheet") else { return "it names no document that is known" }
    }
    return sections.contains("\(number.0)") ? nil : "there is no such section"
  }
}

/// An article of the documentation.
private struct Article {
  let name: String
  let text: String

  static func all() throws -> [Article] {
    try CitationTests.files(in: "Sources/TikTok/Documentation.docc").map { file in
      Article(name: URL(filePath: file.path).deletingPathExtension().lastPathComponent, text: file.text)
    }
  }

  /// The titles of its sections.
  var headings: [String] {
    text.split(separator: "\n").compactMap { line in
      line.prefixMatch(of: #/#{2,} (.+)/#).map { "\($0.1)" }
    }
  }

  /// The numbers of its sections: "\u{A7}3.1" for a section with the title "\u{A7}3.1 Parameters".
  var sections: [String] {
    headings.compactMap { $0.prefixMatch(of: #/\x{A7}([0-9]+(\.[0-9]+)*) /#).map { "\($0.1)" } }
  }

  /// The code spans in its text.
  var code: [String] { text.matches(of: #/`([^`\n]+)`/#).map { "\($0.1)" } }
}
