import Connector
import JSON
import Synchronization

/// A sink that keeps what it receives, and checks that the source follows the order that ``RecordSink`` requires.
final class MemorySink: RecordSink {
  enum Event: Sendable, Equatable {
    case start
    case records([JSON])
    case checkpoint(JSON)
    case estimate(Int)
    case complete
    case fail(SourceFailure)

    var records: [JSON] { if case .records(let records) = self { records } else { [] } }
    var state: JSON? { if case .checkpoint(let state) = self { state } else { nil } }
    var estimate: Int? { if case .estimate(let count) = self { count } else { nil } }
    var failure: SourceFailure? { if case .fail(let failure) = self { failure } else { nil } }
  }

  struct LogMessage: Sendable, Equatable {
    let level: LogLevel
    let text: String
  }

  /// The source delivered to a stream that has ended or never started.
  struct OutOfOrder: Error, Equatable {
    let stream: StreamName
  }

  private struct State {
    var events: [(stream: StreamName, event: Event)] = []
    var logs: [LogMessage] = []
    var resets: [Int] = []
    var started: Set<StreamName> = []
    var ended: Set<StreamName> = []
    var violations: [OutOfOrder] = []
  }

  private let state = Mutex(State())
  /// Called before a page is written.
  private let onWrite: @Sendable (StreamName) async throws -> Void

  init(onWrite: @escaping @Sendable (StreamName) async throws -> Void = { _ in }) { self.onWrite = onWrite }

  func events(of stream: StreamName) -> [Event] {
    state.withLock { $0.events.filter { $0.stream == stream }.map(\.event) }
  }

  /// All records of a stream, in the order written.
  func records(of stream: StreamName) -> [JSON] { events(of: stream).flatMap(\.records) }
  func states(of stream: StreamName) -> [JSON] { events(of: stream).compactMap(\.state) }
  func estimates(of stream: StreamName) -> [Int] { events(of: stream).compactMap(\.estimate) }
  func failure(of stream: StreamName) -> SourceFailure? { events(of: stream).compactMap(\.failure).first }

  /// The streams in the order of their first events.
  var streams: [StreamName] {
    state.withLock { state in
      state.events.map(\.stream).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
  }

  var logs: [LogMessage] { state.withLock(\.logs) }
  var warnings: [String] { logs.filter { $0.level == .warning }.map(\.text) }
  var resets: [Int] { state.withLock(\.resets) }
  var violations: [OutOfOrder] { state.withLock(\.violations) }

  private func keep(_ event: Event, of stream: StreamName) throws {
    try state.withLock { state in
      if event == .start { state.started.insert(stream) }
      guard state.started.contains(stream), !state.ended.contains(stream) else {
        state.violations.append(OutOfOrder(stream: stream))
        throw OutOfOrder(stream: stream)
      }
      switch event {
      case .start where state.events.contains { $0.stream == stream }: return
      case .complete, .fail: state.ended.insert(stream)
      default: break
      }
      state.events.append((stream, event))
    }
  }

  func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
    let message = LogMessage(level: level, text: message())
    state.withLock { $0.logs.append(message) }
  }

  func start(_ stream: StreamName) async throws { try keep(.start, of: stream) }

  func write<Value: Sendable>(
    _ stream: StreamName,
    _ append: @escaping @Sendable (RecordFrame, inout ByteBuffer) throws -> (lines: Int, value: Value)
  ) async throws -> Value? {
    try Task.checkCancellation()
    try await onWrite(stream)
    let frame = RecordFrame(prefix: [], suffix: [0x0a], suffixForChanges: { _ in [0x0a] })
    var buffer = ByteBuffer()
    let (count, value) = try append(frame, &buffer)
    let lines = String(decoding: buffer.array(), as: UTF8.self).split(separator: "\n")
    let records = try lines.map { try JSON(parsing: String($0)) }
    precondition(records.count == count)
    try keep(.records(records), of: stream)
    return value
  }

  func checkpoint(_ stream: StreamName, state: @escaping @Sendable () -> JSON) async throws {
    try keep(.checkpoint(state()), of: stream)
  }

  func estimate(_ stream: StreamName, records: Int) async throws { try keep(.estimate(records), of: stream) }
  func complete(_ stream: StreamName) async throws { try keep(.complete, of: stream) }

  func fail(_ stream: StreamName, with failure: SourceFailure) async throws {
    try keep(.fail(failure), of: stream)
  }

  func throttle(until reset: Int) async throws { state.withLock { $0.resets.append(reset) } }
}
