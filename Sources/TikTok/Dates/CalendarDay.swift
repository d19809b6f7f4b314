import FoundationEssentials

/// A day of the Gregorian calendar, without a time zone: what TikTok's reports are asked for and dated by.
struct CalendarDay: Sendable, Hashable {
  /// Days since 1970-01-01.
  let ordinal: Int

  init(ordinal: Int) { self.ordinal = ordinal }

  /// Reads `YYYY-MM-DD`; nil for anything else and for days that no calendar has.
  init?(_ text: some StringProtocol) {
    let day = String(text)
    guard day.utf8.count == 10, let date = try? Date(day, strategy: Self.style) else { return nil }
    ordinal = Int((date.timeIntervalSince1970 / 86400).rounded(.down))
    // The library takes 31 February for a day of March.
    guard description == day else { return nil }
  }

  /// The day of an instant in UTC.
  init(_ time: UTCTime) { self.init(of: time.seconds, hoursAheadOfUTC: 0) }

  /// The day on which an instant falls where clocks are `hours` ahead of UTC.
  /// - Parameters:
  ///   - seconds: seconds since 1970-01-01 00:00 UTC.
  ///   - hours: -12…14.
  init(of seconds: Int, hoursAheadOfUTC hours: Int) {
    let local = seconds + hours * 3600
    ordinal = local >= 0 ? local / 86400 : (local - 86399) / 86400
  }

  func advanced(by days: Int) -> CalendarDay { CalendarDay(ordinal: ordinal + days) }

  private static let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
}

extension CalendarDay: Comparable, CustomStringConvertible {
  static func < (left: Self, right: Self) -> Bool { left.ordinal < right.ordinal }

  /// `YYYY-MM-DD`.
  var description: String { Date(timeIntervalSince1970: Double(ordinal) * 86400).formatted(Self.style) }
}
