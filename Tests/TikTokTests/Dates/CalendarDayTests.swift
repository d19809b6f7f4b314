import Foundation
import Testing

@testable import TikTok

struct CalendarDayTests {
  /// Every day of the years 1969…2104, according to Foundation's calendar.
  @Test func `a day has the same number and text as in Foundation's calendar`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    for ordinal in -365...49_308 {
      let date = Date(timeIntervalSince1970: Double(ordinal) * 86400)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let text = String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      try #require("\(CalendarDay(ordinal: ordinal))" == text)
      try #require(CalendarDay(text)?.ordinal == ordinal)
    }
  }

  @Test(arguments: [("1970-01-01", 0), ("2000-02-29", 11016), ("1969-12-31", -1), ("9999-12-31", 2_932_896)])
  func `days are counted from 1970`(text: String, ordinal: Int) {
    #expect(CalendarDay(text)?.ordinal == ordinal)
  }

  @Test(arguments: [
    "", "2024", "2024-1-1", "2024-01-1", "24-01-01", "2024/01/01", "2024-01-01 ", " 2024-01-01", "2024-00-10",
    "2024-13-01", "2024-01-00", "2024-01-32", "2023-02-29", "1900-02-29", "2024-02-30", "2024-04-31",
    "20240101", "2024-01-01T00:00:00", "-024-01-01", "+024-01-01", "2024-01-0x", "٢٠٢٤-٠١-٠١", "２０２４-01-01",
    "2024-01-01Z", "tomorrow",
  ])
  func `an invalid text is not a day`(text: String) {
    #expect(CalendarDay(text) == nil)
  }

  @Test(arguments: [
    (0, 0, "1970-01-01"), (-1, 0, "1969-12-31"), (86399, 0, "1970-01-01"), (86400, 0, "1970-01-02"),
    (0, 14, "1970-01-01"), (36000, 14, "1970-01-02"), (35999, 14, "1970-01-01"),
    (0, -12, "1969-12-31"), (43199, -12, "1969-12-31"), (43200, -12, "1970-01-01"),
    (-86400, 0, "1969-12-31"), (-86401, 0, "1969-12-30"),
  ])
  func `the day of an instant depends on the time zone offset`(seconds: Int, hours: Int, day: String) {
    #expect("\(CalendarDay(of: seconds, hoursAheadOfUTC: hours))" == day)
  }

  @Test func `days are ordered and can be advanced`() {
    let day: CalendarDay = "2024-02-28"
    #expect("\(day.advanced(by: 1))" == "2024-02-29")
    #expect("\(day.advanced(by: 2))" == "2024-03-01")
    #expect("\(day.advanced(by: -59))" == "2023-12-31")
    #expect(day < day.advanced(by: 1))
    #expect(!(day < day))
    #expect(CalendarDay("2024-02-28T23:59:59" as UTCTime) == day)
  }
}
