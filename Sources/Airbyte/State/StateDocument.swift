import Connector
import JSON

/// The states of an earlier read, by stream, in any format that was ever in use.
struct StateDocument: Sendable, Equatable {
  private var states: [StreamName: JSON] = [:]
  /// Why the newest states of some streams cannot be used, which concerns no other stream.
  private(set) var mistakes: [StreamName: ShapeError] = [:]
  /// These states.
  private(set) var mistaken: [StreamName: JSON] = [:]

  /// The streams that have a state, in alphabetical order.
  var names: [StreamName] { states.keys.sorted { $0.rawValue < $1.rawValue } }

  /// The newest state of a stream; nil if it has none.
  subscript(stream: StreamName) -> JSON? { states[stream] }

  /// Nothing was read before.
  static let none = StateDocument()

  private init() {}

  /// Reads the content of a state file: a list of state messages, one of them, JSON Lines (an earlier read's
  /// output), or the object of times before there were state messages; nothing at all for a first read.
  /// - Throws: `DocumentError` that names the file and the place.
  init(_ file: DocumentFile, _ bytes: [UInt8]) throws(DocumentError) {
    guard JSONScanner.skipSpace(bytes.span, 0) < bytes.count else { return }
    if Self.isLines(bytes) {
      try take(lines: bytes, of: file)
    } else {
      try take(DocumentNode(try file.json(bytes)), of: file)
    }
  }

  /// Whether the first line is a document of its own and something follows it.
  private static func isLines(_ bytes: [UInt8]) -> Bool {
    let start = JSONScanner.skipSpace(bytes.span, 0)
    guard let end = bytes[start...].firstIndex(of: ASCII.lineFeed) else { return false }
    guard JSONScanner.skipSpace(bytes.span, end) < bytes.count else { return false }
    return (try? JSON(parsing: Array(bytes[start..<end]))) != nil
  }

  private mutating func take(lines bytes: [UInt8], of file: DocumentFile) throws(DocumentError) {
    var number = 0
    var start = 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: ASCII.lineFeed) ?? bytes.count
      let text = Array(bytes[start..<end])
      if JSONScanner.skipSpace(text.span, 0) < text.count {
        let line: JSON
        do {
          line = try JSON(parsing: text)
        } catch {
          // A killed read may have left an incomplete last line. The lines before it are complete.
          guard end < bytes.count else { return }
          let line = Array(bytes[..<end])
          throw DocumentError(file: file, problem: .invalidJSON(JSONFault(error, in: line, from: start)))
        }
        try take(DocumentNode(line, path: "line \(number)"), of: file)
      }
      start = end + 1
    }
  }

  private mutating func take(_ node: DocumentNode, of file: DocumentFile) throws(DocumentError) {
    do throws(ShapeError) {
      switch node.value {
      case .null: return
      case .array: for element in try node.elements() { try take(element) }
      case .bool, .number, .string, .object: try take(node)
      }
    } catch {
      throw DocumentError(file: file, problem: .shape(error))
    }
  }

  /// Takes one entry over; a later one of the same stream wins.
  private mutating func take(_ entry: DocumentNode) throws(ShapeError) {
    guard let type = try entry.optionalMember("type"), type.value.string != nil else {
      return try takeUntyped(entry)
    }
    switch try type.text() {
    case "STATE": try take(try entry.member("state"))
    case "STREAM": try take(stream: try entry.member("stream"))
    case "GLOBAL":
      for stream in try entry.member("global").member("stream_states").elements() { try take(stream: stream) }
    case "LEGACY": try take(legacy: try entry.member("data"))
    case "RECORD", "LOG", "TRACE", "SPEC", "CATALOG", "CONNECTION_STATUS", "CONTROL": return
    default:
      throw ShapeError(path: type.path, problem: .notOneOf(["STREAM", "GLOBAL", "LEGACY", "STATE"]))
    }
  }

  private mutating func takeUntyped(_ entry: DocumentNode) throws(ShapeError) {
    let members = try entry.object()
    if members["stream_descriptor"] != nil {
      try take(stream: entry)
    } else if members["stream"]?["stream_descriptor"] != nil {
      try take(stream: try entry.member("stream"))
    } else if members["global"]?["stream_states"] != nil {
      for stream in try entry.member("global").member("stream_states").elements() { try take(stream: stream) }
    } else if members.members.filter({ !$0.value.isNull }).map(\.name) == ["data"] {
      try take(legacy: try entry.member("data"))
    } else {
      try take(legacy: entry)
    }
  }

  private mutating func take(stream: DocumentNode) throws(ShapeError) {
    let name = try stream.member("stream_descriptor").member("name").text()
    set(try stream.optionalMember("stream_state"), of: StreamName(name))
  }

  /// One object with a state for each stream.
  private mutating func take(legacy: DocumentNode) throws(ShapeError) {
    for (name, state) in try legacy.members() where !state.value.isNull {
      set(state, of: StreamName(name))
    }
  }

  /// Replaces the state of a stream, and what was wrong with it.
  private mutating func set(_ state: DocumentNode?, of stream: StreamName) {
    (states[stream], mistakes[stream], mistaken[stream]) = (nil, nil, nil)
    guard let state, state.value != "", state.value != [] else { return }
    do throws(ShapeError) {
      let names = try state.object().names
      // Marks such as `__ab_no_cursor_state_message` say that a read ended, not where the next one begins.
      if !names.allSatisfy({ $0.hasPrefix("__ab_") }) { states[stream] = state.value }
    } catch {
      (mistakes[stream], mistaken[stream]) = (error, state.value)
    }
  }
}
