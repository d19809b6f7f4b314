import Platform
import Testing

@testable import TikTok

struct PinnedClockTests {
  @Test func `the variable sets the time of day`() throws {
    let clock = try #require(PinnedClock(InstantClock(), by: ["TIKTOK_NOW": "2026-11-03T09:00:00Z"]))
    #expect(clock.secondsSince1970 == testTime)
    #expect(clock.millisecondsSince1970 == testTime * 1000)
  }

  @Test(arguments: [[:], ["TIKTOK_NOW": ""], ["TIKTOK_NOW": "noon"], ["NOW": "2026-11-03T09:00:00Z"]])
  func `without a valid time there is no pinned clock`(variables: [String: String]) {
    #expect(PinnedClock(InstantClock(), by: variables)?.secondsSince1970 == nil)
  }

  @Test func `it measures and waits like its base clock`() async throws {
    let base = InstantClock()
    let clock = try #require(PinnedClock(base, by: ["TIKTOK_NOW": "2026-11-03T09:00:00Z"]))
    try await clock.sleep(for: .seconds(60))
    #expect(base.slept == .seconds(60))
    #expect(clock.uptime == base.uptime)
    #expect(clock.secondsSince1970 == testTime)
  }
}
