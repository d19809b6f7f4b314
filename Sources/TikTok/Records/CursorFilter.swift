import JSON

/// Filters records by their cursor, keeps the newest cursor, and tells whether records come in the order of their cursors.
struct CursorFilter: Sendable {
  /// The fields of ``RecordLayout/cursor`` and ``RecordLayout/cursorFallback``; -1 for none.
  private let field: Int
  private let fallback: Int
  /// Records with an older cursor are left out.
  private let since: [UInt8]
  /// Whether records that have the cursor field are left out.
  private let leavesOutCursors: Bool
  /// The largest cursor of all records, those that are left out included; empty for none.
  private(set) var newest: [UInt8] = []
  /// Records without a cursor of their own.
  private(set) var undated = 0
  /// Whether the API sorts the records, newest first. Others need not be compared.
  private let isNewestFirst: Bool
  /// The cursor of the last record that has its own; empty for none.
  private(set) var last: [UInt8] = []
  /// Records that are newer than the one before.
  private(set) var disordered = 0

  init(_ layout: RecordLayout, since: String?, leavesOutCursors: Bool) {
    field = layout.cursor
    fallback = layout.cursorFallback
    self.since = since.map { Array($0.utf8) } ?? []
    self.leavesOutCursors = leavesOutCursors
    isNewestFirst = layout.requirements.isNewestFirst
  }

  /// Starts over with the first record.
  mutating func reset() {
    newest.removeAll()
    undated = 0
    last.removeAll()
    disordered = 0
  }

  /// Whether the record is wanted. A record without the cursor is, whatever its fallback says: whether it changed is
  /// unknown.
  mutating func passes(_ members: borrowing WrittenMembers, _ out: borrowing ByteBuffer) -> Bool {
    guard field >= 0 else { return true }
    let own = text(of: field, members, out)
    if own == nil { undated += 1 }
    if isNewestFirst, let own { noteOrder(of: own, out) }
    guard let text = own ?? text(of: fallback, members, out) else { return true }
    if Self.compare(out, text, newest[...]) > 0 {
      newest.removeAll(keepingCapacity: true)
      for i in text { newest.append(out[i]) }
    }
    if own == nil || leavesOutCursors { return own == nil }
    // A day alone is as new as any time of that day.
    return Self.compare(out, text, since.prefix(text.count)) >= 0
  }

  /// Compares a record's cursor with that of the record before.
  private mutating func noteOrder(of text: Range<Int>, _ out: borrowing ByteBuffer) {
    if !last.isEmpty, Self.compare(out, text, last[...]) > 0 { disordered += 1 }
    last.removeAll(keepingCapacity: true)
    for i in text { last.append(out[i]) }
  }

  /// The text between the quotes of a field that says when the record changed.
  private func text(
    of field: Int, _ members: borrowing WrittenMembers, _ out: borrowing ByteBuffer
  ) -> Range<Int>? {
    guard field >= 0, !members.lacks(field, out) else { return nil }
    return members.extents[field].value + 1..<members.extents[field].end - 1
  }

  /// Less than, equal to or greater than 0, as the text `range` is before, the same as or after `other`.
  private static func compare(
    _ out: borrowing ByteBuffer, _ range: Range<Int>, _ other: ArraySlice<UInt8>
  ) -> Int {
    for (i, byte) in zip(range, other) where out[i] != byte { return out[i] < byte ? -1 : 1 }
    return range.count - other.count
  }
}
