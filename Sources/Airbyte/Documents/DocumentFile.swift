import Glibc
import JSON

/// A file that the user named on the command line.
struct DocumentFile: Sendable, Equatable {
  /// What the file is for.
  enum Role: String, Sendable {
    case configuration, catalog, state

    /// The option that usually names the file.
    fileprivate var option: Option {
      switch self {
      case .configuration: .config
      case .catalog: .catalog
      case .state: .state
      }
    }
  }

  /// Bytes: more than any configuration, catalog or state has, and few enough for memory.
  static let limit = 64 << 20

  let role: Role
  let path: String
  /// The option that names the file.
  let option: Option

  /// - Parameters:
  ///   - role: what the file is for.
  ///   - path: as the user has typed it.
  ///   - option: that names the file; by default the one of its role.
  init(role: Role, path: String, option: Option? = nil) {
    self.role = role
    self.path = path
    self.option = option ?? role.option
  }

  /// The file as one JSON object.
  func object() throws(DocumentError) -> JSON {
    let value = try json(try bytes())
    guard value.object != nil else { throw error(.notAnObject(found: value.kind)) }
    return value
  }

  /// The file's content, read as JSON.
  func json(_ bytes: [UInt8]) throws(DocumentError) -> JSON {
    do {
      return try JSON(parsing: bytes)
    } catch {
      let start = JSONScanner.skipByteOrderMark(bytes.span)
      if JSONScanner.skipSpace(bytes.span, start) == bytes.count { throw self.error(.empty) }
      throw self.error(.invalidJSON(JSONFault(error, in: bytes)))
    }
  }

  /// The file's content.
  func bytes() throws(DocumentError) -> [UInt8] {
    guard !path.hasPrefix("{"), !path.hasPrefix("[") else { throw error(.inline) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(errno) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &part, part.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw refusal(errno) }
      guard count > 0 else { return content }
      content.append(contentsOf: part[..<count])
      guard content.count <= Self.limit else { throw error(.tooLarge) }
    }
  }

  private func refusal(_ code: Int32) -> DocumentError {
    switch code {
    case ENOENT, ENOTDIR: error(.missing)
    case EISDIR: error(.directory)
    default: error(.unreadable(code: code))
    }
  }

  private func error(_ problem: DocumentError.Problem) -> DocumentError {
    DocumentError(file: self, problem: problem)
  }
}

/// A position in a text, counted from 1.
struct Place: Sendable, Equatable {
  let line: Int
  let column: Int

  /// The place of the byte at `offset`; columns are characters of UTF-8, not bytes.
  init(of offset: Int, in bytes: [UInt8]) {
    let before = bytes.prefix(offset)
    let start = before.lastIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? 0
    line = before.count { $0 == ASCII.lineFeed } + 1
    column = before[start...].count { $0 & 0xc0 != 0x80 } + 1
  }
}
