import Connector
import JSON

/// Writes a record's object, and those within it, as the layout requires.
///
/// It learns the order of the keys from the first record and predicts it for the others, so that most keys cost one
/// comparison.
struct ObjectScanner: ~Copyable {
  /// The members of the current record.
  var members: WrittenMembers
  /// How many members the metrics of the current record have.
  private(set) var metricsCount = 0
  /// Fields whose values did not fit their type.
  private(set) var misfits = Misfits()
  /// What the page had elsewhere than in members that are behind; usually nothing.
  var replacements = PendingReplacements()
  private let layout: RecordLayout
  private let absent: AbsentMetrics
  /// The shape of a report's values; -1 for none.
  private let metricsShape: Int
  private var predicted: PredictedMembers

  /// The depth of a record in a response: it is in an array in `data` in the envelope.
  private static let recordDepth = 4

  /// - Parameters:
  ///   - layout: how the stream's records are made.
  ///   - absent: names of metrics that the rows lack; the selected ones are written as null.
  init(_ layout: RecordLayout, absent: [String]) {
    self.layout = layout
    self.absent = AbsentMetrics(named: absent, in: layout)
    metricsShape = layout.metrics < 0 ? -1 : layout.fields[layout.metrics].shape
    members = WrittenMembers(layout)
    predicted = PredictedMembers(layout)
  }

  /// Forgets all records; only the predictions stay.
  mutating func reset() {
    misfits = Misfits()
    members.unknown = UnknownMembers()
  }

  /// Writes the record at `start` without its closing brace, each member followed by a comma. Returns the offset after
  /// the record in `s`.
  mutating func scanRecord(
    _ s: Span<UInt8>, _ start: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    members.beginRecord()
    return try scanObject(s, start, shape: 0, depth: Self.recordDepth, &out)
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
      if replacements.isEmpty {
        i = predicted.scan(s, i, shape, object: object, position: &position, &members.extents, &out)
      }
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
            s, key: key &- 1, keyEnd: keyEnd &+ 1, value: JSONScanner.skipSpace(s, value), shape: index,
            object: object, depth: depth, &out)
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
        if !absent.isEmpty { absent.append(to: object, layout, &members.extents, &out) }
      }
      return i &+ 1
    }
  }

  @inline(__always)
  private mutating func scanMember(
    _ s: Span<UInt8>, _ value: Int, field: Int, object: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let rule = layout.fields[field]
    if rule.disposition == .drop { return try skip(s, value, depth: depth) }
    if rule.disposition == .flatten { return try scanFlattened(s, value, field, object, depth: depth, &out) }
    if members.extents[field].object == object { members.remove(members.extents[field], &out) }
    let start = out.count
    layout.appendKey(of: field, to: &out)
    let valueStart = out.count
    let end = try scanValue(s, value, rule, field: field, depth: depth, &out)
    if let declared = rule.declared, rule.coercion != .array { declared.rewrite(from: valueStart, &out) }
    if !replacements.isEmpty { noteReplacements(value..<end, in: field, at: valueStart) }
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
    _ s: Span<UInt8>, key: Int, keyEnd: Int, value: Int, shape index: Int, object: Int, depth: Int,
    _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard layout.shapes[index].keepsUnknown else { return try skip(s, value, depth: depth) }
    let end = try JSONScanner.skipValue(s, value, depth: depth)
    let earlier = try members.unknown.place(of: s, key, keyEnd, in: object, out)
    if let earlier { members.remove(members.unknown.extents[earlier], &out) }
    let start = out.count
    out.append(s, from: key, to: keyEnd)
    out.append(ASCII.colon)
    let valueStart = out.count
    out.appendOnOneLine(s, from: value, to: end)
    for replacement in replacements.take(key..<end) {
      let name = try JSONScanner.text(s, key + 1, keyEnd - 1)
      members.noteChange(replacement.change, ofUnknown: layout.path(of: index) + name, at: start)
    }
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
      if form != .none, JSONScanner.byte(s, end) == ASCII.quote,
        JSONScanner.isFinite(s, start &+ 1, end, form)
      {
        out.append(s, from: start &+ 1, to: end)
        return end &+ 1
      }
    case .integer where isText:
      let (end, form) = JSONScanner.number(s, start &+ 1)
      if form == .integer, JSONScanner.byte(s, end) == ASCII.quote,
        JSONScanner.isFinite(s, start &+ 1, end, form)
      {
        out.append(s, from: start &+ 1, to: end)
        return end &+ 1
      }
    case .object where JSONScanner.byte(s, start) == ASCII.openBrace:
      let end = try scanObject(s, start, shape: rule.shape, depth: depth &+ 1, &out)
      Self.close(&out)
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
      Self.close(&out)
      return end
    }
    let end = try JSONScanner.skipValue(s, start, depth: depth)
    let fits = try coercion.append(s, start, end, &out)
    guard !fits else { return end }
    if s[start] != ASCII.n, !Coercion.isNothing(s, start, end) {
      members.noteChange(.nulled, of: field, at: out.count)
      misfits.note(layout.paths[field], s, start, end)
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
      let element = out.count
      i = try scanUncommon(s, i, rule.item, rule, field: field, depth: depth + 1, &out)
      rule.declared?.rewrite(from: element, &out)
      i = JSONScanner.skipSpace(s, i)
      let c = JSONScanner.byte(s, i)
      guard c == ASCII.comma || c == ASCII.closeBracket else { throw JSONScanner.unexpected(s, i) }
      out.append(c)
      i += 1
      if c == ASCII.closeBracket { return i }
      i = JSONScanner.skipSpace(s, i)
    }
  }

  /// Notes what was replaced in `range`, the value of a field, and not in a member within it. `place` is where the value
  /// is written.
  @inline(never)
  private mutating func noteReplacements(_ range: Range<Int>, in field: Int, at place: Int) {
    for replacement in replacements.take(range) {
      members.noteChange(replacement.change, of: field, at: place)
      misfits.note(layout.paths[field], replacement.change, replacement.original)
    }
  }

  /// Skips a value that is not written. Returns the offset after it.
  @inline(__always)
  private mutating func skip(_ s: Span<UInt8>, _ start: Int, depth: Int) throws(JSONError) -> Int {
    let end = try JSONScanner.skipValue(s, start, depth: depth)
    if !replacements.isEmpty { _ = replacements.take(start..<end) }
    return end
  }

  /// Writes the closing brace of an object, in place of the last comma.
  @inline(__always)
  static func close(_ out: inout ByteBuffer) {
    if out[out.count - 1] == ASCII.comma { out.truncate(to: out.count - 1) }
    out.append(ASCII.closeBrace)
  }
}
