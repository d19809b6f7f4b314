import JSON

/// Times and days as the API writes them, `YYYY-MM-DD HH:MM:SS` or milliseconds since 1970, as records have them.
enum TimeText {
  /// Appends `"YYYY-MM-DDTHH:MM:SS"`, or the day alone. A `Z` is dropped, and a day alone gets midnight. Other zones
  /// do not fit, because the type has none.
  /// - Parameters:
  ///   - s: the bytes that contain the value, text or a number.
  ///   - start: its first byte.
  ///   - end: the offset after it.
  ///   - isDate: whether only the day is wanted.
  ///   - out: where the time goes.
  /// - Returns: false when the value is no time; then nothing is appended.
  /// - Throws: `JSONError` for a text whose escapes are not JSON.
  static func append(
    _ s: Span<UInt8>, _ start: Int, _ end: Int, isDate: Bool, _ out: inout ByteBuffer
  ) throws(JSONError) -> Bool {
    guard s[start] == ASCII.quote else { return append(milliseconds: s, start, end, isDate: isDate, &out) }
    for i in start..<end where s[i] == ASCII.backslash {
      let plain = Array("\"\(try JSONScanner.text(s, start + 1, end - 1))\"".utf8)
      guard !plain.contains(ASCII.backslash) else { return false }
      return try append(plain.span, 0, plain.count, isDate: isDate, &out)
    }
    let from = start + 1
    var to = end - 1
    if to > from, s[to - 1] == ASCII.capitalZ { to -= 1 }
    guard to - from == 10 || to - from >= 19, isDay(s, from) else {
      return append(milliseconds: s, from, to, isDate: isDate, &out)
    }
    if to - from > 10 { guard isTime(s, from + 10, to) else { return false } }
    out.append(ASCII.quote)
    out.append(s, from: from, to: from + 10)
    if !isDate {
      out.append(ASCII.capitalT)
      if to - from > 10 { out.append(s, from: from + 11, to: to) } else { out.append("00:00:00") }
    }
    out.append(ASCII.quote)
    return true
  }

  /// Milliseconds since 1970, which pixels have been seen to give as the time of their creation (§2).
  private static func append(
    milliseconds s: Span<UInt8>, _ start: Int, _ end: Int, isDate: Bool, _ out: inout ByteBuffer
  ) -> Bool {
    guard 12...13 ~= end - start else { return false }
    var number = 0
    for i in start..<end {
      guard ASCII.isDigit(s[i]) else { return false }
      number = number * 10 + Int(s[i] &- ASCII.zero)
    }
    let text = UTCTime(seconds: number / 1000).recordText
    out.append(ASCII.quote)
    for byte in text.utf8.prefix(isDate ? 10 : 19) { out.append(byte) }
    out.append(ASCII.quote)
    return true
  }

  /// Whether a day of the calendar, `YYYY-MM-DD`, is at `i`.
  private static func isDay(_ s: Span<UInt8>, _ i: Int) -> Bool {
    for k in [0, 1, 2, 3, 5, 6, 8, 9] where !ASCII.isDigit(s[i + k]) { return false }
    guard s[i + 4] == ASCII.minus, s[i + 7] == ASCII.minus else { return false }
    let year = two(s, i) * 100 + two(s, i + 2)
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days =
      switch two(s, i + 5) {
      case 1, 3, 5, 7, 8, 10, 12: 31
      case 4, 6, 9, 11: 30
      case 2: isLeap ? 29 : 28
      default: 0
      }
    return year > 0 && two(s, i + 8) > 0 && two(s, i + 8) <= days
  }

  /// Whether `from..<to` is ` HH:MM:SS`, with a T instead of the space or with a fraction.
  private static func isTime(_ s: Span<UInt8>, _ from: Int, _ to: Int) -> Bool {
    guard s[from] == ASCII.space || s[from] == ASCII.capitalT, s[from + 3] == ASCII.colon,
      s[from + 6] == ASCII.colon
    else { return false }
    for k in [1, 2, 4, 5, 7, 8] where !ASCII.isDigit(s[from + k]) { return false }
    guard two(s, from + 1) < 24, two(s, from + 4) < 60, two(s, from + 7) < 60 else { return false }
    guard to > from + 9 else { return true }
    guard s[from + 9] == ASCII.point, to > from + 10 else { return false }
    for i in from + 10..<to where !ASCII.isDigit(s[i]) { return false }
    return true
  }

  private static func two(_ s: Span<UInt8>, _ i: Int) -> Int {
    Int(s[i] &- ASCII.zero) * 10 + Int(s[i + 1] &- ASCII.zero)
  }
}
