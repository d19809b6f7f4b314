import JSON
import Secrets

/// Writes messages as lines without secrets, and pages of record lines as they are. It remembers why the output failed.
struct MessageWriter: ~Copyable {
  /// Bytes of the line's buffer that are kept from one message to the next.
  private static let keptCapacity = 8 << 20

  /// Takes secrets out of messages. Records are written as they are.
  var redaction = Redaction()
  /// Why the output failed; nil while it has not.
  private(set) var trouble: OutputError?
  /// How many messages and pages have been written, or tried.
  private(set) var count = 0
  private let lines: LineWriter
  private var line = ByteBuffer()

  init(_ lines: LineWriter) { self.lines = lines }

  /// The bytes of the last message.
  var lineCount: Int { line.count }

  /// Writes a message.
  /// - Returns: whether it has been written. It has not where the process was told to stop.
  /// - Throws: `OutputError`.
  mutating func write(_ message: Message) throws(OutputError) -> Bool {
    count += 1
    compose(message)
    return try noted(Self.result(of: line, lines.write)) == line.count
  }

  /// Writes a page of record lines.
  /// - Returns: how many bytes have been written, up to the end of a line: fewer where the process was told to stop.
  /// - Throws: `OutputError`.
  mutating func write(_ page: borrowing ByteBuffer) throws(OutputError) -> Int {
    count += 1
    return try noted(Self.result(of: page, lines.write))
  }

  /// Writes a message although the process was told to stop.
  /// - Returns: whether it has been written.
  mutating func writeLast(_ message: Message) -> Bool {
    compose(message)
    return (try? noted(Self.result(of: line, lines.writeLast))) ?? false
  }

  /// Makes sure that the output has kept what was written.
  /// - Throws: `OutputError`.
  mutating func settle() throws(OutputError) {
    do throws(OutputError) { try lines.output.finish() } catch {
      trouble = error
      throw error
    }
  }

  private static func result<Value>(
    of buffer: borrowing ByteBuffer, _ write: (UnsafeRawBufferPointer) throws(OutputError) -> Value
  ) -> Result<Value, OutputError> {
    do throws(OutputError) { return .success(try buffer.withBytes(write)) } catch { return .failure(error) }
  }

  private mutating func noted<Value>(_ result: Result<Value, OutputError>) throws(OutputError) -> Value {
    if case .failure(let error) = result { trouble = error }
    return try result.get()
  }

  private mutating func compose(_ message: Message) {
    line.removeAll(keepingCapacityUpTo: Self.keptCapacity)
    line.append(line: message.redacted(by: redaction))
  }
}
