/// An instant of UTC to the second, as entities' times and the API's time filters have it (§6 of the fact
/// sheet).
struct UTCTime: Sendable, Hashable, Comparable {
  /// Seconds since 1970-01-01 00:00 UTC.
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// Reads `YYYY-MM-DD HH:MM:SS`, with `T` for the space, a fraction or a `Z` behind it, or a day alone; nil for
  /// anything else.
  init?(_ text: some StringProtocol) {
    guard let day = CalendarDay(text) else { return nil }
    let bytes = Array(text.utf8)
    guard bytes.count > 10 else {
      seconds = day.ordinal * 86400
      return
    }
    let parts = text.dropFirst(11).prefix(8).split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.count == 2 ? Int($0) : nil }
    guard parts.count == 3, numbers.count == 3 else { return nil }
    let rest = text.dropFirst(19)
    let fraction = rest.first == "." ? rest.dropFirst().drop { $0.isNumber } : rest
    guard fraction.isEmpty || fraction == "Z" || fraction == "+00:00" else { return nil }
    guard (0..<24).contains(numbers[0]), (0..<60).contains(numbers[1]), (0...60).contains(numbers[2]) else {
      return nil
    }
    seconds = day.ordinal * 86400 + numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
  }

  func advanced(by seconds: Int) -> UTCTime { UTCTime(seconds: self.seconds + seconds) }

  static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

  /// `YYYY-MM-DD HH:MM:SS`, as the API's filters take it.
  var apiText: String { text(separator: " ") }

  /// `YYYY-MM-DDTHH:MM:SS`, as records have it.
  var recordText: String { text(separator: "T") }

  private func text(separator: String) -> String {
    let day = CalendarDay(of: seconds, hoursAheadOfUTC: 0)
    let time = seconds - day.ordinal * 86400
    func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day)\(separator)\(pad(time / 3600)):\(pad(time / 60 % 60)):\(pad(time % 60))"
  }
}
