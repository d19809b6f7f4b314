import Connector
import JSON
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

  @Test(arguments: ["noon", "2026-11-03T09:00", "1762160400", "2026-11-03T09:00:00+02:00", "2026-02-30"])
  func `a time that cannot be read is an error`(text: String) throws {
    let error = #expect(throws: SourceFailure.self) {
      try PinnedClock.requireReadable(in: ["TIKTOK_NOW": text])
    }
    #expect(
      error?.message
        == "The environment variable TIKTOK_NOW must be a time in UTC such as 2026-11-03T00:30:00Z, but is \"\(text)\". "
        + "Correct or unset it.")
    #expect(error?.kind == .configuration)
    let source = TikTokSource.make(ScriptedAPI { _ in .refusal(1) }, variables: ["TIKTOK_NOW": text])
    #expect(throws: SourceFailure.self) { try source.configuration(from: ["credentials": .token]) }
  }

  @Test(arguments: [
    [:], ["TIKTOK_NOW": " "], ["TIKTOK_NOW": "2026-11-03T09:00:00Z"], ["TIKTOK_NOW": "2026-11-03"],
  ])
  func `no time and a time are no errors`(variables: [String: String]) throws {
    try PinnedClock.requireReadable(in: variables)
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
