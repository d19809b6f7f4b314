import Testing

@testable import TikTok

/// No day of an account is skipped, whatever its time zone, and few are requested before they begin.
struct LatestClockTests {
  @Test(arguments: [
    ("Etc/GMT+8", -6), ("Etc/GMT+12", -10), ("Etc/GMT-9", 11), ("Etc/GMT-13", 14), ("Etc/GMT-14", 14),
    ("Etc/GMT", 2), ("Etc/GMT+0", 2), ("Etc/GMT-0", 2), ("Etc/UTC", 2), ("UTC", 2), ("GMT", 2),
    ("America/New_York", 1), ("America/Argentina/Buenos_Aires", 1), ("Europe/Berlin", 5), ("Africa/Cairo", 4),
    ("Atlantic/Azores", 3), ("Indian/Maldives", 8), ("Asia/Tokyo", 13), ("Australia/Sydney", 12),
    ("Arctic/Longyearbyen", 3), ("Pacific/Honolulu", 14), ("Antarctica/McMurdo", 14),
  ])
  func `the time zone's name decides how far ahead its clocks can be`(timezone: String, hours: Int) {
    #expect(LatestClock.hoursAheadOfUTC(in: timezone) == hours)
  }

  @Test(arguments: [
    nil, "", "/", "America", "Etc/GMT+", "Etc/GMT8", "Etc/GMT+8x", "Etc/GMT++8", "Etc/GMT+-8", "Etc/GMT+100",
    "Etc/GMT-15", "Etc/GMT+٨", "Etc/Zulu", "UTC+8", "GMT-3", "america/new_york", "US/Eastern", "Mars/Olympus",
    "-08:00", "\u{301}/x",
  ])
  func `an unknown time zone is treated as the one furthest ahead`(timezone: String?) {
    #expect(LatestClock.hoursAheadOfUTC(in: timezone) == 14)
  }

  /// The zone of each area that is furthest ahead, with summer time, as of 2026.
  @Test(arguments: [
    ("Africa/Nairobi", 3), ("Africa/Cairo", 3), ("America/Danmarkshavn", 0), ("America/Scoresbysund", -1),
    ("America/St_Johns", -2), ("Antarctica/South_Pole", 13), ("Arctic/Longyearbyen", 2), ("Asia/Anadyr", 12),
    ("Asia/Kamchatka", 12), ("Atlantic/Jan_Mayen", 2), ("Atlantic/Canary", 1), ("Australia/Lord_Howe", 11),
    ("Australia/Hobart", 11), ("Europe/Samara", 4), ("Europe/Moscow", 3), ("Indian/Christmas", 7),
    ("Indian/Mauritius", 4), ("Pacific/Kiritimati", 14), ("Pacific/Auckland", 13),
  ])
  func `no zone is ahead of the bound of its area`(timezone: String, hours: Int) {
    #expect(LatestClock.hoursAheadOfUTC(in: timezone) >= hours)
  }

  /// Zones that TikTok names by a fixed offset, and their clocks in summer. Reports may follow either (§6 of the fact
  /// sheet).
  @Test(arguments: [
    ("Etc/GMT+8", "America/Los_Angeles", -7.0), ("Etc/GMT+5", "America/New_York", -4),
    ("Etc/GMT", "Europe/London", 1),
    ("Etc/GMT-1", "Europe/Berlin", 2), ("Etc/GMT-9", "Australia/Adelaide", 10.5),
    ("Etc/GMT-5", "Asia/Kolkata", 5.5),
    ("Etc/GMT+3", "America/St_Johns", -2.5), ("Etc/GMT-12", "Pacific/Auckland", 13),
  ])
  func `a fixed offset allows for the summer time of the place it stands for`(
    timezone: String, place: String, hours: Double
  ) {
    #expect(Double(LatestClock.hoursAheadOfUTC(in: timezone)) >= hours, "\(place)")
  }
}
