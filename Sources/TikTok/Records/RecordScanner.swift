import Connector
import JSON

/// Converts a page's array of records to record lines in one pass.
///
/// It learns the order of the keys from the first record and predicts it for the others, so that most keys cost one
/// comparison.
struct RecordScanner: ~Copyable {
  private let layout: RecordLayout
  private let frame: RecordFrame
  /// The bytes around every record, from ``frame``.
  private let prefix: FixedBuffer<UInt8>
  private let suffix: FixedBuffer<UInt8>
  private let constants: ConstantFields
  /// The fields of metrics that the page's rows lack. They are written as null.
  private let absent: [Int]
  private let key: RecordKey
  private let notesKeys: Bool
  private let leftOut: Set<UInt64>
  /// The shape of a report's values; -1 for none.
  private let metricsShape: Int
  /// How many members of that shape the current record has.
  private var metricsCount = 0

  private var members: WrittenMembers
  private var predicted: PredictedMembers
  private var cursor: CursorFilter
  private var rows: PageRows?
  /// Records, lines, keys and misfits so far.
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
    self.absent = absent.compactMap(layout.metric).filter { layout.fields[$0].disposition == .emit }
    key = RecordKey(layout)
    self.notesKeys = notesKeys && !layout.key.isEmpty
    self.leftOut = leftOut
    metricsShape = layout.metrics < 0 ? -1 : layout.fields[layout.metrics].shape
    members = WrittenMembers(layout)
    predicted = PredictedMembers(layout)
    self.cursor = cursor
    rows = notesRows ? PageRows() : nil
  }

  /// What the records scanned so far amount to, without what the page says around them.
  var summary: PageSummary {
    var summary = counts
    summary.undated = cursor.undated
    summary.newestCursor = String(decoding: cursor.newest, as: UTF8.self)
    summary.rows = rows
    summary.unknownFields = members.unknown.names
    return summary
  }

  /// Starts over with the first record; only the predictions stay.
  mutating func reset() {
    counts = PageSummary()
    cursor.reset()
    if rows != nil { rows = PageRows() }
    members.unknown = UnknownMembers()
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
    members.beginRecord()
    out.append(prefix.bytes)
    let end = try scanObject(s, start, shape: 0, depth: 4, &out)
    members.promote(&out)
    constants.add(to: &members, &out)
    if fault == nil, let field = key.missing(in: members, out) {
      fault = .missingKey(field: layout.paths[field], record: counts.records)
    }
    // What is left out does not move the cursor, because its change is read by the next sync.
    let isLeftOut = notesKeys && noteKey(out)
    guard !isLeftOut, cursor.passes(members, out) else {
      out.truncate(to: mark)
      return end
    }
    members.removeInspected(&out)
    closeObject(&out)
    let nulled = members.nulledPaths
    if rows != nil { noteRow(mark + prefix.count..<out.count, nulled: nulled, out) }
    if nulled.isEmpty { out.append(suffix.bytes) } else { out.append(frame.suffixForNulled(nulled)) }
    counts.emitted += 1
    return end
  }

  /// Notes the key of the current record. Returns whether such a record is left out.
  private mutating func noteKey(_ out: borrowing ByteBuffer) -> Bool {
    let hash = key.hash(of: members, out)
    counts.keys.append(hash)
    return !leftOut.isEmpty && leftOut.contains(hash)
  }

  private mutating func noteRow(_ record: Range<Int>, nulled: [String], _ out: borrowing ByteBuffer) {
    guard let metrics = members.metrics(out) else {
      let what = layout.metrics >= 0 && members.has(layout.metrics) ? "object `metrics`" : "`metrics`"
      fault = fault ?? .unexpectedShape("record \(counts.records) of the answer has no \(what)")
      return
    }
    let count = members.unknown.isEmpty ? metricsCount : .max
    rows?.append(record, metrics: metrics, nulled: nulled, count: count, key: key, of: members, out)
  }

  /// Writes an object without its closing brace, each member followed by a comma. Returns the offset after the object
  /// in `s`.
  private mutating func scanObject(
    _ s: Span<UInt8>, _ start: Int, shape index: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    out.append(ASCII.openBrace)
    let object = members.enterObject()
    return try scanMembers(s, start, shape: index, object: object, depth: depth, &out)
  }

  /// Writes the members of an object as members of the object with that number, each followed by a comma. Returns the
  /// offset after the object in `s`.
  private mutating func scanMembers(
    _ s: Span<UInt8>, _ start: Int, shape index: Int, object: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard depth <= JSONScanner.maximumDepth else { throw .tooDeep(at: start) }
    let shape = layout.shapes[index]
    var i = JSONScanner.skipSpace(s, start &+ 1)
    if JSONScanner.byte(s, i) == ASCII.closeBrace { return i &+ 1 }
    var position = 0
    while true {
      i = predicted.scan(s, i, shape, object: object, position: &position, &members.extents, &out)
      var field = predicted.field(at: position, of: shape)
      var value: Int
      if field >= 0, layout.isKey(of: layout.fields[field], s, i) {
        value = i &+ layout.fields[field].nameCount
      } else {
        let key = try JSONScanner.expect(s, i, ASCII.quote)
        let keyEnd = try JSONScanner.skipString(s, key) &- 1
        field = try layout.field(named: s, key, keyEnd, in: shape)
        predicted.note(field, at: position, of: shape)
        value = try JSONScanner.expect(s, JSONScanner.skipSpace(s, keyEnd &+ 1), ASCII.colon)
        if field < 0 {
          i = try scanUnknown(
            s, key: key &- 1, keyEnd: keyEnd &+ 1, value: JSONScanner.skipSpace(s, value), object: object,
            isKept: shape.keepsUnknown, depth: depth, &out)
        }
      }
      position &+= 1
      if field >= 0 {
        value = JSONScanner.skipSpace(s, value)
        i = try scanMember(s, value, field: field, object: object, depth: depth, &out)
      }
      i = JSONScanner.skipSpace(s, i)
      let c = JSONScanner.byte(s, i)
      if c == ASCII.comma {
        i = JSONScanner.skipSpace(s, i &+ 1)
        continue
      }
      guard c == ASCII.closeBrace else { throw JSONScanner.unexpected(s, i) }
      if index == metricsShape {
        metricsCount = position
        if !absent.isEmpty { addAbsent(to: object, &out) }
      }
      return i &+ 1
    }
  }

  /// Writes null for the metrics that the row lacks.
  @inline(never)
  private mutating func addAbsent(to object: Int, _ out: inout ByteBuffer) {
    for field in absent where members.extents[field].object != object {
      let start = out.count
      layout.appendKey(of: field, to: &out)
      let value = out.count
      out.append("null")
      members.extents[field] = MemberExtent(object: object, start: start, value: value, end: out.count)
      out.append(ASCII.comma)
    }
  }

  @inline(__always)
  private mutating func scanMember(
    _ s: Span<UInt8>, _ value: Int, field: Int, object: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let rule = layout.fields[field]
    if rule.disposition == .drop { return try JSONScanner.skipValue(s, value, depth: depth) }
    if rule.disposition == .flatten { return try scanFlattened(s, value, field, object, depth: depth, &out) }
    if members.extents[field].object == object { members.remove(members.extents[field], &out) }
    let start = out.count
    layout.appendKey(of: field, to: &out)
    let valueStart = out.count
    let end = try scanValue(s, value, rule, field: field, depth: depth, &out)
    // Not before the value is scanned: members removed within it must not move an earlier record's extent.
    members.extents[field] = MemberExtent(object: object, start: start, value: valueStart, end: out.count)
    out.append(ASCII.comma)
    return end
  }

  /// Writes the members of an object as members of the object around it.
  @inline(never)
  private mutating func scanFlattened(
    _ s: Span<UInt8>, _ value: Int, _ field: Int, _ object: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard JSONScanner.byte(s, value) == ASCII.openBrace else {
      return try JSONScanner.skipValue(s, value, depth: depth)
    }
    // Before the members are scanned: one that replaces an earlier member moves the beginning too.
    members.extents[field] = MemberExtent(object: object, start: out.count, value: out.count, end: out.count)
    let end = try scanMembers(
      s, value, shape: layout.fields[field].shape, object: object, depth: depth &+ 1, &out)
    members.extents[field].end = out.count
    return end
  }

  /// Writes a member that the layout does not know as it is, or skips it. `key..<keyEnd` includes the quotes.
  private mutating func scanUnknown(
    _ s: Span<UInt8>, key: Int, keyEnd: Int, value: Int, object: Int, isKept: Bool, depth: Int,
    _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let end = try JSONScanner.skipValue(s, value, depth: depth)
    guard isKept else { return end }
    let earlier = try members.unknown.place(of: s, key, keyEnd, in: object, out)
    if let earlier { members.remove(members.unknown.extents[earlier], &out) }
    let start = out.count
    out.append(s, from: key, to: keyEnd)
    out.append(ASCII.colon)
    let valueStart = out.count
    out.appendOnOneLine(s, from: value, to: end)
    members.unknown.note(
      MemberExtent(object: object, start: start, value: valueStart, end: out.count), at: earlier)
    out.append(ASCII.comma)
    return end
  }

  /// Writes the value at `start` as its field's type requires. Returns the offset after the value.
  @inline(__always)
  private mutating func scanValue(
    _ s: Span<UInt8>, _ start: Int, _ rule: RecordLayout.Field, field: Int, depth: Int,
    _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let isText = JSONScanner.byte(s, start) == ASCII.quote
    switch rule.coercion {
    case .text where isText:
      let end = try JSONScanner.skipString(s, start &+ 1)
      if layout.requirements.dashIsNull, end &- start <= 8, Coercion.isNothing(s, start, end),
        end &- start > 2
      {
        out.append("null")
      } else {
        out.append(s, from: start, to: end)
      }
      return end
    case .number where isText:
      let (end, form) = JSONScanner.number(s, start &+ 1)
      if form != .none, JSONScanner.byte(s, end) == ASCII.quote {
        out.append(s, from: start &+ 1, to: end)
        return end &+ 1
      }
    case .integer where isText:
      let (end, form) = JSONScanner.number(s, start &+ 1)
      if form == .integer, JSONScanner.byte(s, end) == ASCII.quote {
        out.append(s, from: start &+ 1, to: end)
        return end &+ 1
      }
    case .object where JSONScanner.byte(s, start) == ASCII.openBrace:
      let end = try scanObject(s, start, shape: rule.shape, depth: depth &+ 1, &out)
      closeObject(&out)
      return end
    default: break
    }
    return try scanUncommon(s, start, rule.coercion, rule, field: field, depth: depth, &out)
  }

  /// Writes the less common values: null, `"-"`, values of an unexpected type, times, arrays.
  @inline(never)
  private mutating func scanUncommon(
    _ s: Span<UInt8>, _ start: Int, _ coercion: Coercion, _ rule: RecordLayout.Field, field: Int,
    depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    if coercion == .array, JSONScanner.byte(s, start) == ASCII.openBracket {
      return try scanArray(s, start, rule, field: field, depth: depth, &out)
    }
    if coercion == .object, JSONScanner.byte(s, start) == ASCII.openBrace {
      let end = try scanObject(s, start, shape: rule.shape, depth: depth &+ 1, &out)
      closeObject(&out)
      return end
    }
    let end = try JSONScanner.skipValue(s, start, depth: depth)
    let fits = try coercion.append(s, start, end, &out)
    guard !fits else { return end }
    if s[start] != ASCII.n, !Coercion.isNothing(s, start, end) {
      members.noteNulled(field, at: out.count)
      noteMisfit(of: field, s, start, end)
    }
    out.append("null")
    return end
  }

  private mutating func scanArray(
    _ s: Span<UInt8>, _ start: Int, _ rule: RecordLayout.Field, field: Int, depth: Int,
    _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard rule.item != .any else {
      let end = try JSONScanner.skipValue(s, start, depth: depth)
      out.appendOnOneLine(s, from: start, to: end)
      return end
    }
    guard depth < JSONScanner.maximumDepth else { throw .tooDeep(at: start) }
    out.append(ASCII.openBracket)
    var i = JSONScanner.skipSpace(s, start + 1)
    if JSONScanner.byte(s, i) == ASCII.closeBracket {
      out.append(ASCII.closeBracket)
      return i + 1
    }
    while true {
      i = try scanUncommon(s, i, rule.item, rule, field: field, depth: depth + 1, &out)
      i = JSONScanner.skipSpace(s, i)
      let c = JSONScanner.byte(s, i)
      guard c == ASCII.comma || c == ASCII.closeBracket else { throw JSONScanner.unexpected(s, i) }
      out.append(c)
      i += 1
      if c == ASCII.closeBracket { return i }
      i = JSONScanner.skipSpace(s, i)
    }
  }

  private mutating func noteMisfit(of field: Int, _ s: Span<UInt8>, _ start: Int, _ end: Int) {
    let path = layout.paths[field]
    guard !counts.misfits.contains(where: { $0.field == path }) else { return }
    let shown = min(end, start + 40)
    let example = s.withUnsafeBufferPointer { String(decoding: $0[start..<shown], as: UTF8.self) }
    counts.misfits.append(.init(field: path, example: example))
  }

  @inline(__always)
  private func closeObject(_ out: inout ByteBuffer) {
    if out[out.count - 1] == ASCII.comma { out.truncate(to: out.count - 1) }
    out.append(ASCII.closeBrace)
  }
}
