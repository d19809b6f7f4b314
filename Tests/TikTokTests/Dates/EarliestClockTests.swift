import Testing

@testable import TikTok

/// No day of an account counts as begun before it has, whatever its time zone.
struct EarliestClockTests {
  @Test(
    arguments: [
      ("Etc/GMT+8", -10), ("Etc/GMT+12", -12), ("Etc/GMT-9", 7), ("UTC", -2), ("America/New_York", -11),
      ("Europe/Berlin", -1), ("Asia/Tokyo", 1), ("Australia/Sydney", 7), ("Pacific/Honolulu", -12),
      ("Mars/Olympus", -12), ("", -12), (nil, -12),
    ] as [(String?, Int)])
  func `the time zone's name decides how far behind its clocks can be`(timezone: String?, hours: Int) {
    #expect(EarliestClock.hoursAheadOfUTC(in: timezone) == hours)
  }

  /// The zone of each area that is furthest behind, in winter, as of 2026.
  @Test(arguments: [
    ("Africa/Abidjan", 0), ("America/Adak", -10), ("America/Anchorage", -9), ("Arctic/Longyearbyen", 1),
    ("Asia/Jerusalem", 2), ("Asia/Beirut", 2), ("Atlantic/Bermuda", -4), ("Atlantic/Azores", -1),
    ("Australia/Perth", 8), ("Europe/Lisbon", 0), ("Indian/Mayotte", 3), ("Pacific/Midway", -11),
  ])
  func `no zone is behind the bound of its area`(timezone: String, hours: Int) {
    #expect(EarliestClock.hoursAheadOfUTC(in: timezone) <= hours)
    #expect(EarliestClock.hoursAheadOfUTC(in: timezone) < LatestClock.hoursAheadOfUTC(in: timezone))
  }
}
