import JSON

/// Numbers as the API writes them, bare or as text, as records have them.
enum NumberText {
  /// Appends a number that came bare or as text, with the digits that it came with.
  /// - Parameters:
  ///   - s: the bytes that contain the value.
  ///   - start: its first byte.
  ///   - end: the offset after it.
  ///   - isInteger: whether only whole numbers are wanted, and those without fraction and exponent.
  ///   - out: where the number goes.
  /// - Returns: false when the value is no such number, or too large for floating point; then nothing is appended.
  /// - Throws: `JSONError` for a text whose escapes are not JSON.
  static func append(
    _ s: Span<UInt8>, _ start: Int, _ end: Int, isInteger: Bool, _ out: inout ByteBuffer
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

  /// Appends a number's digits as received; those of an integer without fraction and exponent.
  private static func append(
    digits s: Span<UInt8>, _ start: Int, _ end: Int, isInteger: Bool, _ out: inout ByteBuffer
  ) -> Bool {
    let (numberEnd, form) = JSONScanner.number(s, start)
    guard form != .none, numberEnd == end else { return false }
    guard JSONScanner.isFinite(s, start, end, form) else { return false }
    if isInteger, form != .integer { return append(whole: s, start, end, &out) }
    out.append(s, from: start, to: end)
    return true
  }

  /// Appends the digits of a decimal that is a whole number, such as `69.00` and `1.5E3`, unless its exponent is
  /// larger than that of any floating point number.
  private static func append(whole s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer) -> Bool
  {
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
    // The digits before the point after the exponent has moved it.
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
}
