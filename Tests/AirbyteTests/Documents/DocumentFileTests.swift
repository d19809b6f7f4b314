import Glibc
import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `Document file` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ content: String, role: DocumentFile.Role = .configuration) throws -> DocumentFile {
    DocumentFile(role: role, path: try folder.file("config.json", content))
  }

  static let wrong: [(content: [UInt8], problem: DocumentError.Problem)] = [
    (Array("".utf8), .empty),
    (Array(" \n\t\n".utf8), .empty),
    ([0xef, 0xbb, 0xbf], .empty),
    (Array("[1]".utf8), .notAnObject(found: "an array")),
    (Array("null".utf8), .notAnObject(found: "null")),
    (Array(#""text""#.utf8), .notAnObject(found: "text")),
    (
      Array("{\n  \"a\": 1,\n}".utf8),
      .invalidJSON(.make(.syntax(at: 12), line: 3, column: 1, "`}`", .trailingComma))
    ),
    (
      Array("{\"ä\": 'x'}".utf8),
      .invalidJSON(.make(.syntax(at: 7), line: 1, column: 7, "`'`", .singleQuotes))
    ),
    (Array("{\"a\": ".utf8), .invalidJSON(.make(.truncated(at: 6), line: 1, column: 7, nil, .open("}")))),
    (
      Array("{\"a\": 1} {".utf8),
      .invalidJSON(.make(.syntax(at: 9), line: 1, column: 10, "`{`", .furtherContent))
    ),
    (
      [0x7b, 0x22, 0xff, 0x22, 0x7d],
      .invalidJSON(.make(.invalidUTF8(at: 2), line: 1, column: 3, nil, .notUTF8))
    ),
    (
      Array(repeating: 0x5b, count: 600),
      .invalidJSON(.make(.tooDeep(at: 512), line: 1, column: 513, nil, nil))
    ),
  ]

  @Test(arguments: wrong)
  func `invalid content has its own error`(content: [UInt8], problem: DocumentError.Problem) throws {
    let file = DocumentFile(role: .configuration, path: try folder.file("config.json", content))
    let error = #expect(throws: DocumentError.self) { try file.object() }
    #expect(error?.problem == problem)
  }

  @Test func `a missing file, a directory and an unreadable file have their own errors`() throws {
    let missing = DocumentFile(role: .catalog, path: "\(folder.path)/none.json")
    #expect(throws: DocumentError(file: missing, problem: .missing)) { try missing.object() }
    let below = DocumentFile(role: .catalog, path: "\(try folder.file("f", "{}"))/none.json")
    #expect(throws: DocumentError(file: below, problem: .missing)) { try below.object() }
    let directory = DocumentFile(role: .state, path: folder.path)
    #expect(throws: DocumentError(file: directory, problem: .directory)) { try directory.bytes() }
    let inline = DocumentFile(role: .configuration, path: #"{"token": "secret"}"#)
    #expect(throws: DocumentError(file: inline, problem: .inline)) { try inline.object() }
    let path = try folder.file("secret.json", "{}")
    chmod(path, 0)
    // The root user may read everything.
    guard getuid() != 0 else { return }
    let locked = DocumentFile(role: .configuration, path: path)
    #expect(throws: DocumentError(file: locked, problem: .unreadable(code: EACCES))) { try locked.object() }
  }

  @Test func `a file over the size limit is not read to its end`() throws {
    let path = try folder.file("large.json", "{}")
    truncate(path, DocumentFile.limit + 1)
    let file = DocumentFile(role: .state, path: path)
    #expect(throws: DocumentError(file: file, problem: .tooLarge)) { try file.bytes() }
  }

  @Test func `every error names the file and the remedy, and shows no content`() throws {
    let path = "/somewhere/config.json"
    var texts: [String] = []
    for role in [DocumentFile.Role.configuration, .catalog, .state] {
      let file = DocumentFile(role: role, path: path)
      for problem in Self.wrong.map(\.problem) + [
        .missing, .directory, .unreadable(code: EACCES), .tooLarge, .inline,
        .shape(ShapeError(path: "streams[3].sync_mode", problem: .missing)),
      ] {
        texts.append(DocumentError(file: file, problem: problem).message)
      }
    }
    var seen: Set<String> = []
    let distinct = texts.filter { seen.insert($0).inserted }
    try expectSnapshot(distinct.joined(separator: "\n") + "\n", named: "document-errors.txt")
  }

  @Test func `a byte order mark and a pipe are accepted`() async throws {
    let bytes: [UInt8] = [0xef, 0xbb, 0xbf] + Array(#"{"a": 1}"#.utf8)
    let marked = DocumentFile(role: .configuration, path: try folder.file("bom.json", bytes))
    #expect(try marked.object() == ["a": 1])

    let path = "\(folder.path)/pipe"
    mkfifo(path, 0o600)
    async let writing: Void = onThread {
      let descriptor = open(path, O_WRONLY)
      try DescriptorOutput(descriptor).write(#"{"a": 2}"#)
      close(descriptor)
    }
    let object = try await onThread { try DocumentFile(role: .configuration, path: path).object() }
    try await writing
    #expect(object == ["a": 2])
  }

  @Test func `a lone surrogate before another escape is accepted`() throws {
    #expect(try file(#"{"a": "\ud800\u0041"}"#).object() == ["a": "\u{fffd}A"])
  }
}

extension JSONFault {
  static func make(
    _ error: JSONError, line: Int, column: Int, _ found: String?, _ cause: Cause?
  ) -> JSONFault {
    JSONFault(error: error, place: Place(line: line, column: column), found: found, cause: cause)
  }
}

extension Place {
  init(line: Int, column: Int) {
    self.init(
      of: line + column - 2,
      in: Array(repeating: 0x0a, count: line - 1) + Array(repeating: 0x78, count: column))
  }
}
