/// A day of the calendar, by its number from 1970-01-01.
struct Day: Hashable, Comparable, Sendable {
  let ordinal: Int

  init(_ ordinal: Int) { self.ordinal = ordinal }

  /// The day that it is at a moment.
  init(of secondsSince1970: Int, hoursAheadOfUTC hours: Int) {
    ordinal = Int((Double(secondsSince1970 + hours * 3_600) / 86_400).rounded(.down))
  }

  /// Reads `YYYY-MM-DD`; what follows is ignored.
  init?(_ text: String) {
    let parts = text.prefix(10).split(separator: "-").map { Int($0) }
    guard text.utf8.count >= 10, parts.count == 3, let year = parts[0], let month = parts[1],
      let day = parts[2], (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    // Howard Hinnant's days_from_civil.
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    ordinal = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// `YYYY-MM-DD`.
  var text: String {
    let z = ordinal + 719_468
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year)-\(Self.padded(month))-\(Self.padded(dayOfYear - (153 * m + 2) / 5 + 1))"
  }

  /// The begin of an hour of the day, `YYYY-MM-DD HH:00:00`.
  func time(hour: Int) -> String { "\(text) \(Self.padded(hour)):00:00" }

  func advanced(by days: Int) -> Day { Day(ordinal + days) }

  static func < (left: Day, right: Day) -> Bool { left.ordinal < right.ordinal }

  /// A moment in UTC, `YYYY-MM-DD HH:MM:SS`.
  static func time(_ secondsSince1970: Int) -> String {
    let day = Day(of: secondsSince1970, hoursAheadOfUTC: 0)
    let second = secondsSince1970 - day.ordinal * 86_400
    return "\(day.text) \(padded(second / 3_600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
