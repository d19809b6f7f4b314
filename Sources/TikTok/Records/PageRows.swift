/// Where the rows of a scanned page lie in its output, for rows that are to be joined to those of other pages.
struct PageRows: Sendable, Equatable {
  struct Row: Sendable, Equatable {
    /// The record, with its braces.
    let record: Range<Int>
    /// The members of its metrics, without the braces around them.
    let metrics: Range<Int>
    /// Its key, in ``PageRows/keys``.
    let key: Range<Int>
    /// Of the key's bytes.
    let hash: UInt64
    /// The fields of which values were null-ed.
    let nulled: [String]
    /// How many members its metrics have; `.max` where some that the schema does not name may be among them.
    let count: Int
  }

  private(set) var rows: [Row] = []
  private(set) var keys: [UInt8] = []

  /// Adds a row; `appendKey` writes its key.
  mutating func append(
    _ record: Range<Int>, metrics: Range<Int>, nulled: [String], count: Int,
    key appendKey: (inout [UInt8]) -> Void
  ) {
    let start = keys.count
    appendKey(&keys)
    rows.append(
      Row(
        record: record, metrics: metrics, key: start..<keys.count,
        hash: RecordLayout.wideHash(keys.span, start, keys.count), nulled: nulled, count: count))
  }
}
