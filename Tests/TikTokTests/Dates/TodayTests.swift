import Testing

@testable import TikTok

/// A day has begun when it has begun anywhere (UTC+14), and is closed when it has ended everywhere (UTC−12).
struct TodayTests {
  @Test(arguments: [
    ("2026-11-03 00:00:00", "2026-11-03", "2026-11-01"), ("2026-11-03 00:30:00", "2026-11-03", "2026-11-01"),
    ("2026-11-03 09:59:59", "2026-11-03", "2026-11-01"), ("2026-11-03 10:00:00", "2026-11-04", "2026-11-01"),
    ("2026-11-03 11:59:59", "2026-11-04", "2026-11-01"), ("2026-11-03 12:00:00", "2026-11-04", "2026-11-02"),
    ("2026-11-03 23:30:00", "2026-11-04", "2026-11-02"), ("2026-03-01 00:00:00", "2026-03-01", "2026-02-27"),
    ("2026-12-31 10:00:00", "2027-01-01", "2026-12-29"), ("1970-01-01 00:00:00", "1970-01-01", "1969-12-30"),
    ("1969-12-31 23:59:59", "1970-01-01", "1969-12-30"),
  ])
  func `days begin at UTC+14 and end at UTC−12`(now: UTCTime, begun: CalendarDay, closed: CalendarDay) {
    let today = Today(seconds: now.seconds)
    #expect(today.lastBegun == begun)
    #expect(today.lastClosed == closed)
  }

  /// In any time zone, the local day is after the closed days and among those that have begun.
  @Test(arguments: Array(stride(from: 0, to: 86400, by: 1800)))
  func `the local day of every time zone is open`(offset: Int) {
    let today = Today(seconds: testTime + offset)
    for hours in -12...14 {
      let local = CalendarDay(of: today.seconds, hoursAheadOfUTC: hours)
      #expect(local > today.lastClosed)
      #expect(local <= today.lastBegun)
    }
    #expect(CalendarDay(of: today.seconds, hoursAheadOfUTC: 14) == today.lastBegun)
    #expect(CalendarDay(of: today.seconds, hoursAheadOfUTC: -12) == today.lastClosed.advanced(by: 1))
  }

  @Test(arguments: [
    ("Etc/GMT+8", "2026-11-03 05:59:59", "2026-11-02"), ("Etc/GMT+8", "2026-11-03 06:00:00", "2026-11-03"),
    ("America/New_York", "2026-11-02 22:59:59", "2026-11-02"),
    ("America/New_York", "2026-11-02 23:00:00", "2026-11-03"),
    ("Asia/Tokyo", "2026-11-02 10:59:59", "2026-11-02"),
    ("Asia/Tokyo", "2026-11-02 11:00:00", "2026-11-03"),
  ])
  func `an account's day begins when it may have begun in its zone`(
    zone: String, now: UTCTime, begun: CalendarDay
  ) {
    let today = Today(seconds: now.seconds)
    #expect(today.lastBegun(in: zone) == begun)
    #expect(today.lastClosed < begun)
  }

  @Test(arguments: [
    ("2026-11-03 00:00:00", "2026-11-03"), ("2026-11-03 23:59:59", "2026-11-03"),
    ("2026-11-02 23:59:59", "2026-11-02"), ("1969-12-31 23:59:59", "1969-12-31"),
  ])
  func `a day of UTC has no offset`(now: UTCTime, day: CalendarDay) {
    #expect(Today(seconds: now.seconds).ofUTC == day)
  }

  @Test(arguments: [
    ("2026-11-03 00:00:00", "2026-11-02"), ("2026-11-03 11:59:59", "2026-11-02"),
    ("2026-11-03 12:00:00", "2026-11-03"),
  ])
  func `an account's first day is counted at UTC−12`(birth: UTCTime, day: CalendarDay) {
    #expect(Today.firstDay(ofAccountMadeAt: birth.seconds) == day)
  }
}
