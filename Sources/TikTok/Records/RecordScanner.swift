import Connector
import JSON

/// Converts a page's array of records to record lines in one pass.
struct RecordScanner: ~Copyable {
  private let layout: RecordLayout
  private let frame: RecordFrame
  /// The bytes around every record, from ``frame``.
  private let prefix: FixedBuffer<UInt8>
  private let suffix: FixedBuffer<UInt8>
  private let constants: ConstantFields
  private let key: RecordKey
  private let notesKeys: Bool
  private let leftOut: Set<UInt64>

  private var objects: ObjectScanner
  private var cursor: CursorFilter
  private var rows: PageRows?
  private var occurrences = KeyOccurrences()
  /// Records, lines and keys so far.
  private var counts = PageSummary()
  /// The first error in a record that is not one of JSON's grammar.
  private(set) var fault: PageError?

  /// Takes the parameters of ``PageScanner``.
  init(
    layout: RecordLayout, frame: RecordFrame, columns: [ConstantField], absent: [String],
    cursor: CursorFilter, notesKeys: Bool, leftOut: Set<UInt64>, notesRows: Bool
  ) {
    self.layout = layout
    self.frame = frame
    prefix = FixedBuffer(frame.prefix)
    suffix = FixedBuffer(frame.suffix)
    constants = ConstantFields(columns, of: layout)
    key = RecordKey(layout)
    self.notesKeys = notesKeys && !layout.key.isEmpty
    self.leftOut = leftOut
    objects = ObjectScanner(layout, absent: absent)
    self.cursor = cursor
    rows = notesRows ? PageRows() : nil
  }

  /// What the page held in place of what is scanned.
  var replacements: PendingReplacements {
    get { objects.replacements }
    set { objects.replacements = newValue }
  }

  /// What the records scanned so far amount to, without what the page says around them.
  var summary: PageSummary {
    var summary = counts
    summary.undated = cursor.undated
    summary.disordered = cursor.disordered
    summary.lastCursor = String(decoding: cursor.last, as: UTF8.self)
    summary.newestCursor = String(decoding: cursor.newest, as: UTF8.self)
    summary.rows = rows
    summary.misfits = objects.misfits.examples
    summary.unknownFields = objects.members.unknown.names
    return summary
  }

  /// Starts over with the first record; only the predictions stay.
  mutating func reset() {
    counts = PageSummary()
    cursor.reset()
    if rows != nil { rows = PageRows() }
    occurrences = KeyOccurrences()
    objects.reset()
    fault = nil
  }

  /// Appends the lines of an array's records. Returns the offset after the array.
  mutating func scan(
    _ s: Span<UInt8>, _ start: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    var i = JSONScanner.skipSpace(s, start + 1)
    if JSONScanner.byte(s, i) == ASCII.closeBracket { return i + 1 }
    while true {
      if JSONScanner.byte(s, i) == ASCII.openBrace {
        i = try scanRecord(s, i, &out)
      } else {
        i = try JSONScanner.skipValue(s, i, depth: 3)
        fault = fault ?? .unexpectedShape("element \(counts.records) of its records is not an object")
      }
      counts.records += 1
      i = JSONScanner.skipSpace(s, i)
      let c = JSONScanner.byte(s, i)
      if c == ASCII.closeBracket { return i + 1 }
      guard c == ASCII.comma else { throw JSONScanner.unexpected(s, i) }
      i = JSONScanner.skipSpace(s, i + 1)
    }
  }

  /// Writes one record's line, whole or not at all. Returns the offset after the record.
  private mutating func scanRecord(
    _ s: Span<UInt8>, _ start: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let mark = out.count
    out.append(prefix.bytes)
    let end = try objects.scanRecord(s, start, &out)
    objects.members.promote(&out)
    constants.add(to: &objects.members, &out)
    if fault == nil, let field = key.missing(in: objects.members, out) {
      fault = .missingKey(field: layout.paths[field], record: counts.records)
    }
    // What is left out does not move the cursor, because its change is read by the next sync.
    let isLeftOut = notesKeys && noteKey(out)
    guard !isLeftOut, cursor.passes(objects.members, out) else {
      out.truncate(to: mark)
      return end
    }
    objects.members.removeInspected(&out)
    ObjectScanner.close(&out)
    let changes = objects.members.changes
    if rows != nil { noteRow(mark + prefix.count..<out.count, changes: changes, out) }
    if changes.isEmpty { out.append(suffix.bytes) } else { out.append(frame.suffixForChanges(changes)) }
    counts.emitted += 1
    return end
  }

  /// Notes the key of the current record. Returns whether such a record is left out.
  private mutating func noteKey(_ out: borrowing ByteBuffer) -> Bool {
    var hash = key.hash(of: objects.members, out)
    let earlier = occurrences.note(hash)
    if earlier > 0 {
      counts.repeatedKeys += 1
      var numbered = FNV1a(after: hash)
      for byte in RecordKey.number(earlier) { numbered.add(byte) }
      hash = numbered.value
    }
    counts.keys.append(hash)
    return !leftOut.isEmpty && leftOut.contains(hash)
  }

  private mutating func noteRow(_ record: Range<Int>, changes: [RecordChange], _ out: borrowing ByteBuffer) {
    guard let metrics = objects.members.metrics(out) else {
      let what = layout.metrics >= 0 && objects.members.has(layout.metrics) ? "object `metrics`" : "`metrics`"
      fault = fault ?? .unexpectedShape("record \(counts.records) of the answer has no \(what)")
      return
    }
    let count = objects.members.unknown.isEmpty ? objects.metricsCount : .max
    let isRepeated = rows?.append(
      record, metrics: metrics, changes: changes, count: count, key: key, of: objects.members, out,
      &occurrences)
    if isRepeated == true { counts.repeatedKeys += 1 }
  }
}
