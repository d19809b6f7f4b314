import Testing

struct DayTests {
  @Test func `days and texts are the same`() {
    #expect(Day("1970-01-01")?.ordinal == 0)
    #expect(Day("2026-11-03")?.ordinal == 20_760)
    #expect(Day("2026-13-01") == nil)
    for ordinal in stride(from: -1_000, to: 40_000, by: 7) {
      #expect(Day(Day(ordinal).text) == Day(ordinal))
    }
  }

  @Test func `a moment is on the zone's own day`() {
    #expect(Day.time(1_793_696_400) == "2026-11-03 09:00:00")
    #expect(Day(of: 1_793_696_400, hoursAheadOfUTC: -12).text == "2026-11-02")
    #expect(Day(of: 1_793_696_400, hoursAheadOfUTC: 14).text == "2026-11-03")
  }
}
