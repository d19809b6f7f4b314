import Glibc
import JSON
import Synchronization

@testable import Airbyte

/// An output that keeps what is written. It can fail, be full or act as a terminal.
final class MemoryOutput: Output {
  private struct State {
    var writes: [[UInt8]] = []
    var failure: (after: Int, error: OutputError)?
    var onWrite: (@Sendable (Int) -> Void)?
    var room: Int?
  }

  private let state = Mutex(State())
  let columns: Int?

  init(columns: Int? = nil) { self.columns = columns }

  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    let (error, count, onWrite) = state.withLock { state -> (OutputError?, Int, (@Sendable (Int) -> Void)?) in
      if let failure = state.failure, state.writes.count >= failure.after { return (failure.error, 0, nil) }
      state.writes.append(Array(bytes))
      return (nil, state.writes.count, state.onWrite)
    }
    if let error { throw error }
    onWrite?(count)
  }

  func hasRoom(for count: Int) -> Bool { state.withLock { $0.room.map { $0 >= count } ?? true } }

  func fail(after writes: Int, with error: OutputError) { state.withLock { $0.failure = (writes, error) } }
  /// Calls `action` after each write, with the number of writes so far.
  func onWrite(_ action: @escaping @Sendable (Int) -> Void) { state.withLock { $0.onWrite = action } }
  func limitRoom(to count: Int?) { state.withLock { $0.room = count } }

  var writes: [[UInt8]] { state.withLock { $0.writes } }
  var text: String { String(decoding: writes.joined(), as: UTF8.self) }

  /// The lines, read as JSON.
  var messages: [JSON] {
    get throws { try Self.messages(text) }
  }

  /// The messages in short form, such as `STARTED a`, `RECORD a`, `STATE a 2.0 {"n":2}`.
  var outline: [String] {
    get throws { try Self.outline(text) }
  }

  static func outline(_ text: String) throws -> [String] { try messages(text).map { short($0) } }

  private static func messages(_ text: String) throws -> [JSON] {
    try text.split(separator: "\n").map { try JSON(parsing: String($0)) }
  }

  private static func short(_ message: JSON) -> String {
    switch message["type"]?.string {
    case "RECORD": "RECORD \(message["record"]?["stream"]?.string ?? "")"
    case "STATE":
      [
        "STATE", message["state"]?["stream"]?["stream_descriptor"]?["name"]?.string,
        message["state"]?["sourceStats"]?["recordCount"]?.text,
        message["state"]?["stream"]?["stream_state"]?.text,
      ].compactMap(\.self).joined(separator: " ")
    case "LOG": "\(message["log"]?["level"]?.string ?? "") \(message["log"]?["message"]?.string ?? "")"
    case "TRACE": short(trace: message["trace"] ?? .null)
    case "CONNECTION_STATUS":
      [message["connectionStatus"]?["status"]?.string, message["connectionStatus"]?["message"]?.string]
        .compactMap(\.self).joined(separator: " ")
    case let type: type ?? "?"
    }
  }

  private static func short(trace: JSON) -> String {
    switch trace["type"]?.string {
    case "ERROR":
      [
        "ERROR", trace["error"]?["failure_type"]?.string,
        trace["error"]?["stream_descriptor"]?["name"]?.string,
        trace["error"]?["message"]?.string,
      ].compactMap(\.self).joined(separator: " ")
    case "STREAM_STATUS":
      [
        trace["stream_status"]?["status"]?.string,
        trace["stream_status"]?["stream_descriptor"]?["name"]?.string,
        trace["stream_status"]?["reasons"]?.text,
      ].compactMap(\.self).joined(separator: " ")
    case "ESTIMATE":
      "ESTIMATE \(trace["estimate"]?["name"]?.string ?? "") \(trace["estimate"]?["row_estimate"]?.text ?? "")"
    default: "TRACE"
    }
  }
}
