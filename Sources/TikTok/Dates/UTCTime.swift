import JSON

/// An instant of UTC to the second, as entities' times and the API's time filters have it (§6 of the fact
/// sheet).
struct UTCTime: Sendable, Hashable, Comparable {
  /// Seconds since 1970-01-01 00:00 UTC.
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// Reads `YYYY-MM-DD HH:MM:SS`, with `T` for the space, a fraction or a `Z` behind it, or a day alone; nil for
  /// anything else.
  init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard let day = CalendarDay(text.prefix(10)) else { return nil }
    guard bytes.count > 10 else {
      seconds = day.ordinal * 86400
      return
    }
    guard bytes.count >= 19, bytes[10] == ASCII.space || bytes[10] == ASCII.capitalT,
      bytes[13] == ASCII.colon, bytes[16] == ASCII.colon,
      let hour = Self.number(bytes[11...12], below: 24), let minute = Self.number(bytes[14...15], below: 60),
      let second = Self.number(bytes[17...18], below: 61), Self.isEnd(bytes[19...])
    else { return nil }
    seconds = day.ordinal * 86400 + hour * 3600 + minute * 60 + second
  }

  private static func number(_ digits: ArraySlice<UInt8>, below limit: Int) -> Int? {
    guard digits.allSatisfy(ASCII.isDigit) else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - ASCII.zero) }
    return number < limit ? number : nil
  }

  /// Whether this can follow the seconds: a fraction, the zone UTC, both, or nothing.
  private static func isEnd(_ bytes: ArraySlice<UInt8>) -> Bool {
    let digits = bytes.dropFirst().prefix(while: ASCII.isDigit)
    let hasFraction = bytes.first == ASCII.point && !digits.isEmpty
    let zone = hasFraction ? bytes.dropFirst(1 + digits.count) : bytes
    return zone.isEmpty || zone.elementsEqual("Z".utf8) || zone.elementsEqual("+00:00".utf8)
  }

  func advanced(by seconds: Int) -> UTCTime { UTCTime(seconds: self.seconds + seconds) }

  static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

  /// `YYYY-MM-DD HH:MM:SS`, as the API's filters take it.
  var apiText: String { text(separator: " ") }

  /// `YYYY-MM-DDTHH:MM:SS`, as records have it.
  var recordText: String { text(separator: "T") }

  private func text(separator: String) -> String {
    let day = CalendarDay(self)
    let time = seconds - day.ordinal * 86400
    func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day)\(separator)\(pad(time / 3600)):\(pad(time / 60 % 60)):\(pad(time % 60))"
  }
}
