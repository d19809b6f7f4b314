import Connector
import JSON

/// Where the rows of a scanned page lie in its output. They are joined with the rows of other pages.
struct PageRows: Sendable, Equatable {
  struct Row: Sendable, Equatable {
    /// The record, with its braces.
    let record: Range<Int>
    /// The members of its metrics, without the braces around them.
    let metrics: Range<Int>
    /// Its key's place in ``PageRows/keys``. Keys that come again are numbered.
    let key: Range<Int>
    /// The hash of the key's bytes.
    let hash: UInt64
    /// The fields whose values are not those of the API.
    let changes: [RecordChange]
    /// How many members its metrics have; `.max` if there may be some that the schema does not name.
    let count: Int
  }

  private(set) var rows: [Row] = []
  private(set) var keys: [UInt8] = []

  /// Adds the current record.
  /// - Parameters:
  ///   - record: the record, with its braces.
  ///   - metrics: the members of its metrics, without the braces around them.
  ///   - changes: the fields whose values are not those of the API.
  ///   - count: how many members its metrics have; see ``Row/count``.
  ///   - key: the record's key.
  ///   - members: the record's members.
  ///   - out: the buffer that they were written to.
  ///   - occurrences: the keys of the page so far.
  /// - Returns: whether an earlier row has the same key.
  mutating func append(
    _ record: Range<Int>, metrics: Range<Int>, changes: [RecordChange], count: Int, key: borrowing RecordKey,
    of members: borrowing WrittenMembers, _ out: borrowing ByteBuffer, _ occurrences: inout KeyOccurrences
  ) -> Bool {
    let start = keys.count
    key.append(of: members, out, to: &keys)
    let earlier = occurrences.note(FNV1a.hash(keys.span, start, keys.count))
    keys += RecordKey.number(earlier)
    rows.append(
      Row(
        record: record, metrics: metrics, key: start..<keys.count,
        hash: FNV1a.hash(keys.span, start, keys.count), changes: changes, count: count))
    return earlier > 0
  }
}
