import Connector
import JSON

extension PageScanner {
  /// One record: its line is written whole or not at all. Returns the offset behind the record.
  mutating func scanRecord(
    _ s: Span<UInt8>, _ start: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let mark = out.count
    firstObject = objects + 1
    unknown.beginRecord()
    nulled.removeAll(keepingCapacity: true)
    out.append(prefix.bytes)
    let end = try scanObject(s, start, shape: 0, depth: 4, &out)
    repeatPromoted(&out)
    addColumns(&out)
    checkKey(out)
    // What is left out does not move the cursor: the change that it tells of is read by the next sync.
    let isLeftOut = notesKeys && noteKey(out)
    guard !isLeftOut, passesCursor(out) else {
      out.truncate(to: mark)
      return end
    }
    for field in layout.inspected where wasSeen(field) { takeOut(extents[field], &out) }
    closeObject(&out)
    if rows != nil { note(from: mark + prefix.count, out) }
    if nulled.isEmpty { out.append(suffix.bytes) } else { out.append(frame.suffixForNulled(nulledPaths())) }
    summary.emitted += 1
    return end
  }

  func nulledPaths() -> [String] {
    var paths: [String] = []
    for (field, _) in nulled where !paths.contains(layout.paths[field]) { paths.append(layout.paths[field]) }
    return paths
  }

  /// Whether the record under way has the field.
  private func wasSeen(_ field: Int) -> Bool { extents[field].object >= firstObject }

  /// Writes an object without its closing brace, each member with a comma behind it. Returns the offset behind
  /// the object in `s`.
  mutating func scanObject(
    _ s: Span<UInt8>, _ start: Int, shape index: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    objects &+= 1
    out.append(ASCII.openBrace)
    return try scanMembers(s, start, shape: index, object: objects, depth: depth, &out)
  }

  /// Writes the members of an object as members of the object of that number, each with a comma behind it. Returns
  /// the offset behind the object in `s`.
  private mutating func scanMembers(
    _ s: Span<UInt8>, _ start: Int, shape index: Int, object: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard depth <= JSONScanner.maximumDepth else { throw .tooDeep(at: start) }
    let shape = layout.shapes[index]
    var i = JSONScanner.skipSpace(s, start &+ 1)
    if JSONScanner.byte(s, i) == ASCII.closeBrace { return i &+ 1 }
    var position = 0
    while true {
      i = scanPredicted(s, i, shape, object: object, position: &position, &out)
      var field = position < shape.orderCount ? Int(order[shape.orderStart &+ position]) : -1
      var value: Int
      if field >= 0, isName(of: layout.fields[field], s, i) {
        value = i &+ layout.fields[field].nameCount
      } else {
        let key = try JSONScanner.expect(s, i, ASCII.quote)
        let keyEnd = try JSONScanner.skipString(s, key) &- 1
        field = try find(s, key, keyEnd, in: shape)
        if position < shape.orderCount {
          order[shape.orderStart &+ position] = Int32(truncatingIfNeeded: field)
        }
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

  /// Writes null for the metrics that the row does not have.
  @inline(never)
  private mutating func addAbsent(to object: Int, _ out: inout ByteBuffer) {
    for field in absent where extents[field].object != object {
      let rule = layout.fields[field]
      let start = out.count
      out.append(layout.names.span, from: rule.nameStart, to: rule.nameStart &+ rule.nameCount)
      let value = out.count
      out.append("null")
      extents[field] = Extent(object: object, start: start, value: value, end: out.count)
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
    if extents[field].object == object { takeOut(extents[field], &out) }
    let start = out.count
    out.append(layout.names.span, from: rule.nameStart, to: rule.nameStart &+ rule.nameCount)
    let valueStart = out.count
    let end = try scanValue(s, value, rule, field: field, depth: depth, &out)
    // Not before: what is taken out within the value must not meet the place of an earlier record's.
    extents[field] = Extent(object: object, start: start, value: valueStart, end: out.count)
    out.append(ASCII.comma)
    return end
  }

  /// An object whose members become those of the object around it.
  @inline(never)
  private mutating func scanFlattened(
    _ s: Span<UInt8>, _ value: Int, _ field: Int, _ object: Int, depth: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard JSONScanner.byte(s, value) == ASCII.openBrace else {
      return try JSONScanner.skipValue(s, value, depth: depth)
    }
    // Before: a member that takes the place of one further up moves the beginning too.
    extents[field] = Extent(object: object, start: out.count, value: out.count, end: out.count)
    let end = try scanMembers(
      s, value, shape: layout.fields[field].shape, object: object, depth: depth &+ 1, &out)
    extents[field].end = out.count
    return end
  }

  /// A member that the layout does not know: handed on as it is, or passed over. `key..<keyEnd` has its quotes.
  private mutating func scanUnknown(
    _ s: Span<UInt8>, key: Int, keyEnd: Int, value: Int, object: Int, isKept: Bool, depth: Int,
    _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let end = try JSONScanner.skipValue(s, value, depth: depth)
    guard isKept else { return end }
    let earlier = try unknown.place(of: s, key, keyEnd, in: object, out)
    if let earlier { takeOut(unknown.extents[earlier], &out) }
    let start = out.count
    out.append(s, from: key, to: keyEnd)
    out.append(ASCII.colon)
    let valueStart = out.count
    out.appendOnOneLine(s, from: value, to: end)
    unknown.note(Extent(object: object, start: start, value: valueStart, end: out.count), at: earlier)
    out.append(ASCII.comma)
    return end
  }

  /// Takes a member out of the output with the comma that parts it from its neighbour. What was written after it
  /// moves up; what lies within it was never seen.
  private mutating func takeOut(_ member: Extent, _ out: inout ByteBuffer) {
    var gap = member.start..<member.end
    if out[member.end] == ASCII.comma {
      gap = member.start..<member.end + 1
    } else if out[member.start - 1] == ASCII.comma {
      // The last member of an object that is closed.
      gap = member.start - 1..<member.end
    }
    out.remove(gap)
    for field in extents.indices where wasSeen(field) {
      let isWithin = extents[field].start >= member.start && extents[field].start < member.end
      var extent = extents[field]
      if isWithin, layout.fields[field].disposition != .flatten {
        extent.object = 0
      } else {
        extent.close(gap)
      }
      extents[field] = extent
    }
    nulled.removeAll { gap.contains($0.place) }
    for index in nulled.indices where nulled[index].place >= gap.upperBound {
      nulled[index].place -= gap.count
    }
    unknown.close(gap)
  }

  /// Writes the values that stand at the record's top once more, unless the API has put them there itself.
  private mutating func repeatPromoted(_ out: inout ByteBuffer) {
    for index in promoted.indices where wasSeen(promoted[index]) {
      let field = promoted[index]
      let top = layout.fields[field].promotedTo
      if wasSeen(top) {
        // Of two that may stand there, the one that says something.
        guard isNull(top, out), !isNull(field, out) else { continue }
        takeOut(extents[top], &out)
      }
      let start = out.count
      let name = layout.fields[top]
      out.append(layout.names.span, from: name.nameStart, to: name.nameStart + name.nameCount)
      let value = out.count
      out.appendCopy(from: extents[field].value, to: extents[field].end)
      extents[top] = Extent(object: firstObject, start: start, value: value, end: out.count)
      if nulled.contains(where: { $0.field == field }) { nulled.append((top, value)) }
      out.append(ASCII.comma)
    }
  }

  private mutating func addColumns(_ out: inout ByteBuffer) {
    var end = 0
    for index in columns.indices {
      let column = columns[index]
      let text = columnTexts.bytes(from: end, to: column.end)
      end = column.end
      if wasSeen(column.field) {
        // What TikTok adds to the metrics may have such a name: `currency` has been seen there, as "0".
        guard isNull(column.field, out) || isAmongMetrics(column.field) else { continue }
        takeOut(extents[column.field], &out)
      }
      let start = out.count
      out.append(text)
      let value = start + layout.fields[column.field].nameCount
      extents[column.field] = Extent(object: firstObject, start: start, value: value, end: out.count)
      out.append(ASCII.comma)
    }
  }

  /// Whether a member of the record's top came within the metrics, which stand there in the flat layout.
  private func isAmongMetrics(_ field: Int) -> Bool {
    let metrics = layout.metrics
    guard metrics >= 0, layout.fields[metrics].disposition == .flatten, wasSeen(metrics) else { return false }
    return extents[metrics].start <= extents[field].start && extents[field].start < extents[metrics].end
  }

  private func isNull(_ field: Int, _ out: borrowing ByteBuffer) -> Bool {
    out[extents[field].value] == ASCII.n
  }

  private mutating func checkKey(_ out: borrowing ByteBuffer) {
    for index in key.indices where fault == nil && (!wasSeen(key[index]) || isNull(key[index], out)) {
      let field = key[index]
      fault = .missingKey(field: layout.paths[field], record: summary.records)
    }
  }

  /// Whether the record is wanted by its cursor; keeps the newest one. A record without the cursor is handed on
  /// whatever stands in for it: nothing tells whether it changed.
  private mutating func passesCursor(_ out: borrowing ByteBuffer) -> Bool {
    guard layout.cursor >= 0 else { return true }
    let own = judge(layout.cursor, out)
    if own == nil { summary.undated += 1 }
    guard let judged = own ?? judge(layout.cursorFallback, out) else { return true }
    if compare(out, judged, newestCursor[...]) > 0 {
      newestCursor.removeAll(keepingCapacity: true)
      for i in judged { newestCursor.append(out[i]) }
    }
    if own == nil || leavesOutCursors { return own == nil }
    // A day alone is as new as any time of that day.
    return compare(out, judged, since.prefix(judged.count)) >= 0
  }

  /// The text between the quotes of a field that tells when the record changed.
  private func judge(_ field: Int, _ out: borrowing ByteBuffer) -> Range<Int>? {
    guard field >= 0, wasSeen(field), !isNull(field, out) else { return nil }
    return extents[field].value + 1..<extents[field].end - 1
  }

  /// Less than, equal to or greater than 0, as the text `range` is before, the same as or after `other`.
  private func compare(
    _ out: borrowing ByteBuffer, _ range: Range<Int>, _ other: ArraySlice<UInt8>
  ) -> Int {
    for (i, byte) in zip(range, other) where out[i] != byte { return out[i] < byte ? -1 : 1 }
    return range.count - other.count
  }

  @inline(__always)
  func closeObject(_ out: inout ByteBuffer) {
    if out[out.count - 1] == ASCII.comma { out.truncate(to: out.count - 1) }
    out.append(ASCII.closeBrace)
  }
}
