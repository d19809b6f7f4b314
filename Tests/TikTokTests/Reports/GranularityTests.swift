import Testing

@testable import TikTok

struct GranularityTests {
  @Test(arguments: [
    (Granularity.lifetime, "_lifetime", nil, 365), (.day, "_daily", "stat_time_day", 30),
    (.hour, "_hourly", "stat_time_hour", 1),
  ])
  func `a granularity has its suffix, dimension and longest window`(
    granularity: Granularity, suffix: String, dimension: String?, days: Int
  ) {
    #expect(granularity.suffix == suffix)
    #expect(granularity.dimension?.rawValue == dimension)
    #expect(granularity.maximumWindowDays == days)
  }
}
