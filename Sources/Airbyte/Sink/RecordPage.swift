import Connector
import JSON

/// The records of one page as lines, in memory that the next page uses again.
struct RecordPage: ~Copyable {
  /// Bytes that are kept from one page to the next.
  private static let keptCapacity = 8 << 20

  private(set) var lines = ByteBuffer(capacity: 1 << 16)
  private(set) var records = 0

  /// Replaces the records by those of another page.
  /// - Parameters:
  ///   - stream: whose records they are, for the error.
  ///   - append: writes the lines; returns how many, and a value of its own.
  /// - Returns: that value.
  /// - Throws: what `append` throws; `SourceFailure` of kind `system` for a line that is not whole.
  mutating func fill<Value>(
    of stream: StreamName, _ append: (inout ByteBuffer) throws -> (lines: Int, value: Value)
  ) throws -> Value {
    lines.removeAll(keepingCapacityUpTo: Self.keptCapacity)
    let (count, value) = try append(&lines)
    records = count
    guard count == 0 || lines.count > 0 && lines[lines.count - 1] == ASCII.lineFeed else {
      throw SourceFailure(
        .system, "A page of \(stream) ends in the middle of a record. Report this with the log.")
    }
    return value
  }

  /// How many records the first bytes of the page have whole.
  func records(upTo end: Int) -> Int {
    if end == lines.count { return records }
    return lines.withBytes { bytes in bytes[..<end].count { $0 == ASCII.lineFeed } }
  }
}
