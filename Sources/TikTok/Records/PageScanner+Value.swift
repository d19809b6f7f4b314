import JSON

extension PageScanner {
  /// Writes the value at `start` as its field's type wants it. Returns the offset behind the value.
  @inline(__always)
  mutating func scanValue(
    _ s: Span<UInt8>, _ start: Int, _ rule: RecordLayout.Field, field: Int, depth: Int,
    _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    let isText = JSONScanner.byte(s, start) == ASCII.quote
    switch rule.coercion {
    case .text where isText:
      let end = try JSONScanner.skipString(s, start &+ 1)
      if layout.requirements.dashIsNull, end &- start <= 8, isNothing(s, start, end), end &- start > 2 {
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

  /// The values that are not the rule: null, `"-"`, another type than usual, times, arrays.
  @inline(never)
  private mutating func scanUncommon(
    _ s: Span<UInt8>, _ start: Int, _ coercion: RecordLayout.Coercion, _ rule: RecordLayout.Field, field: Int,
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
    let fits =
      switch coercion {
      case .any: append(any: s, start, end, &out)
      case .text: append(text: s, start, end, &out)
      case .integer, .number: try append(number: s, start, end, isInteger: coercion == .integer, &out)
      case .boolean: try append(boolean: s, start, end, &out)
      case .timestamp, .date: try append(time: s, start, end, isDate: coercion == .date, &out)
      case .array, .object: false
      }
    guard !fits else { return end }
    if s[start] != ASCII.n, !isNothing(s, start, end) {
      nulled.append((field, out.count))
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

  /// Whether the text at `start` says that there is no value: `""` or `"-"`, the latter escaped or not.
  private func isNothing(_ s: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard s[start] == ASCII.quote else { return false }
    switch end - start {
    case 2: return true
    case 3: return s[start + 1] == ASCII.minus
    case 8: return s[start + 1] == ASCII.backslash && (try? JSONScanner.text(s, start + 1, end - 1)) == "-"
    default: return false
    }
  }

  private mutating func noteMisfit(of field: Int, _ s: Span<UInt8>, _ start: Int, _ end: Int) {
    let path = layout.paths[field]
    guard !summary.misfits.contains(where: { $0.field == path }) else { return }
    let shown = min(end, start + 40)
    let example = s.withUnsafeBufferPointer { String(decoding: $0[start..<shown], as: UTF8.self) }
    summary.misfits.append(.init(field: path, example: example))
  }

  private func append(any s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer) -> Bool {
    out.appendOnOneLine(s, from: start, to: end)
    return true
  }

  /// Text as it is, null, and anything else as text: a number's digits, an array's JSON.
  private func append(text s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer) -> Bool {
    switch s[start] {
    case ASCII.quote, ASCII.n: out.append(s, from: start, to: end)
    case ASCII.openBrace, ASCII.openBracket:
      var line = ByteBuffer(capacity: end - start)
      line.appendOnOneLine(s, from: start, to: end)
      let bytes = line.array()
      out.append(quoting: bytes.span, from: 0, to: bytes.count)
    default:
      out.append(ASCII.quote)
      out.append(s, from: start, to: end)
      out.append(ASCII.quote)
    }
    return true
  }

  /// A number, bare or as text.
  private func append(
    number s: Span<UInt8>, _ start: Int, _ end: Int, isInteger: Bool, _ out: inout ByteBuffer
  ) throws(JSONError) -> Bool {
    if s[start] != ASCII.quote {
      return append(digits: s, start, end, isInteger: isInteger, &out)
    }
    for i in start..<end where s[i] == ASCII.backslash {
      let plain = Array(try JSONScanner.text(s, start + 1, end - 1).utf8)
      return append(digits: plain.span, 0, plain.count, isInteger: isInteger, &out)
    }
    return append(digits: s, start + 1, end - 1, isInteger: isInteger, &out)
  }

  /// A number's digits as received, or a whole number's without fraction and exponent.
  private func append(
    digits s: Span<UInt8>, _ start: Int, _ end: Int, isInteger: Bool, _ out: inout ByteBuffer
  ) -> Bool {
    let (numberEnd, form) = JSONScanner.number(s, start)
    guard form != .none, numberEnd == end else { return false }
    if isInteger, form == .decimal { return append(whole: s, start, end, &out) }
    out.append(s, from: start, to: end)
    return true
  }

  /// `69.00`, `1.5E3`: the digits of the whole number that a decimal is, if it is one and its exponent is not
  /// beyond those of floating point numbers.
  private func append(whole s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer) -> Bool {
    var mantissa = start
    var digits = 0
    var point: Int?
    while mantissa < end, ASCII.lowercased(s[mantissa]) != ASCII.e {
      if s[mantissa] == ASCII.point { point = digits }
      if ASCII.isDigit(s[mantissa]) { digits += 1 }
      mantissa += 1
    }
    var exponent = 0
    for i in mantissa..<end where ASCII.isDigit(s[i]) {
      exponent = min(exponent * 10 + Int(s[i] - ASCII.zero), 1 << 20)
    }
    if mantissa < end, s[mantissa + 1] == ASCII.minus { exponent = -exponent }
    // How many digits stand before the point once the exponent has moved it.
    let length = (point ?? digits) + exponent

    let mark = out.count
    if s[start] == ASCII.minus { out.append(ASCII.minus) }
    let first = out.count
    var index = 0
    for i in start..<mantissa where ASCII.isDigit(s[i]) {
      if index < length, s[i] != ASCII.zero || out.count > first { out.append(s[i]) }
      if index >= length, s[i] != ASCII.zero {
        out.truncate(to: mark)
        return false
      }
      index += 1
    }
    if out.count == first {
      out.append(ASCII.zero)
    } else if length - digits > 308 {
      out.truncate(to: mark)
      return false
    } else if length > digits {
      for _ in digits..<length { out.append(ASCII.zero) }
    }
    return true
  }

  /// true and false; also as text, and as the 0 and 1 that `skip_learning_phase` has been seen with (§7).
  private func append(
    boolean s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Bool {
    guard s[start] == ASCII.quote else { return append(word: s, start, end, &out) }
    for i in start..<end where s[i] == ASCII.backslash {
      let plain = Array(try JSONScanner.text(s, start + 1, end - 1).utf8)
      return append(word: plain.span, 0, plain.count, &out)
    }
    return append(word: s, start + 1, end - 1, &out)
  }

  private func append(word s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer) -> Bool {
    func says(_ word: StaticString) -> Bool {
      guard end - start == word.utf8CodeUnitCount else { return false }
      for k in 0..<end - start {
        let (byte, wanted) = (s[start + k], word.utf8Start[k])
        guard byte == wanted || wanted >= ASCII.a && ASCII.lowercased(byte) == wanted else { return false }
      }
      return true
    }
    if says("true") || says("1") {
      out.append("true")
    } else if says("false") || says("0") {
      out.append("false")
    } else {
      return false
    }
    return true
  }
}
