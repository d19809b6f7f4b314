import JSON

extension PageScanner {
  /// `YYYY-MM-DD HH:MM:SS` → `YYYY-MM-DDTHH:MM:SS`; a `Z` is dropped, a day alone gets midnight. Other zones
  /// do not fit, because the type has none.
  func append(
    time s: Span<UInt8>, _ start: Int, _ end: Int, isDate: Bool, _ out: inout ByteBuffer
  ) throws(JSONError) -> Bool {
    guard s[start] == 0x22 else { return append(instant: s, start, end, isDate: isDate, &out) }
    for i in start..<end where s[i] == 0x5c {
      let plain = Array("\"\(try JSONScanner.text(s, start + 1, end - 1))\"".utf8)
      guard !plain.contains(0x5c) else { return false }
      return try append(time: plain.span, 0, plain.count, isDate: isDate, &out)
    }
    let from = start + 1
    var to = end - 1
    if to > from, s[to - 1] == 0x5a { to -= 1 }
    guard to - from == 10 || to - from >= 19, Self.isDay(s, from) else {
      return append(instant: s, from, to, isDate: isDate, &out)
    }
    if to - from > 10 { guard Self.isTime(s, from + 10, to) else { return false } }
    out.append(0x22)
    out.append(s, from: from, to: from + 10)
    if !isDate {
      out.append(0x54)
      if to - from > 10 { out.append(s, from: from + 11, to: to) } else { out.append("00:00:00") }
    }
    out.append(0x22)
    return true
  }

  /// Milliseconds since 1970, as pixels have been seen to tell their births (§2).
  private func append(
    instant s: Span<UInt8>, _ start: Int, _ end: Int, isDate: Bool, _ out: inout ByteBuffer
  ) -> Bool {
    guard 12...13 ~= end - start else { return false }
    var number = 0
    for i in start..<end {
      guard s[i] &- 0x30 <= 9 else { return false }
      number = number * 10 + Int(s[i] &- 0x30)
    }
    let text = UTCTime(seconds: number / 1000).recordText
    out.append(0x22)
    for byte in text.utf8.prefix(isDate ? 10 : 19) { out.append(byte) }
    out.append(0x22)
    return true
  }

  /// Whether `YYYY-MM-DD` of a day that the calendar has stands at `i`.
  private static func isDay(_ s: Span<UInt8>, _ i: Int) -> Bool {
    for k in [0, 1, 2, 3, 5, 6, 8, 9] where s[i + k] &- 0x30 > 9 { return false }
    guard s[i + 4] == 0x2d, s[i + 7] == 0x2d else { return false }
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

  /// Whether ` HH:MM:SS`, with T for the space or a fraction behind it, is all that stands in `from..<to`.
  private static func isTime(_ s: Span<UInt8>, _ from: Int, _ to: Int) -> Bool {
    guard s[from] == 0x20 || s[from] == 0x54, s[from + 3] == 0x3a, s[from + 6] == 0x3a else { return false }
    for k in [1, 2, 4, 5, 7, 8] where s[from + k] &- 0x30 > 9 { return false }
    guard two(s, from + 1) < 24, two(s, from + 4) < 60, two(s, from + 7) < 60 else { return false }
    guard to > from + 9 else { return true }
    guard s[from + 9] == 0x2e, to > from + 10 else { return false }
    for i in from + 10..<to where s[i] &- 0x30 > 9 { return false }
    return true
  }

  private static func two(_ s: Span<UInt8>, _ i: Int) -> Int {
    Int(s[i] &- 0x30) * 10 + Int(s[i + 1] &- 0x30)
  }
}
