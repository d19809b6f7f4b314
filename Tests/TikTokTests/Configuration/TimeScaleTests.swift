import Platform
import Testing

@testable import TikTok

struct TimeScaleTests {
  private static let here = ["TIKTOK_BASE_URL": "http://127.0.0.1:8080"]

  @Test func `the variable makes time pass faster`() {
    let scale = TimeScale(of: Self.here.merging(["TIKTOK_TIME_SCALE": "10"]) { $1 })
    #expect(scale.factor == 10)
    #expect(scale.real(.seconds(60)) == .seconds(6))
  }

  @Test(arguments: ["", "1", "0", "-10", "1001", "1.5", "fast"])
  func `any other text is not a scale`(text: String) {
    #expect(TimeScale(of: Self.here.merging(["TIKTOK_TIME_SCALE": text]) { $1 }) == .real)
  }

  @Test(arguments: [nil, "https://business-api.tiktok.com", "https://127.0.0.1.example.com"])
  func `real time is used with TikTok's own API`(baseURL: String?) {
    var variables = ["TIKTOK_TIME_SCALE": "10"]
    variables["TIKTOK_BASE_URL"] = baseURL
    #expect(TimeScale(of: variables) == .real)
  }

  private static func clock(_ factor: String, _ base: any TimeSource) -> ScaledClock {
    ScaledClock(base, by: TimeScale(of: here.merging(["TIKTOK_TIME_SCALE": factor]) { $1 }))
  }

  @Test func `a scaled clock sleeps for a fraction of the time and reports all of it`() async throws {
    let base = InstantClock()
    let clock = Self.clock("10", base)
    try await clock.sleep(for: .seconds(500))
    #expect(base.slept == .seconds(50))
    #expect(clock.uptime == .seconds(500))
    try await clock.sleep(until: .seconds(600))
    #expect(base.slept == .seconds(60))
  }

  @Test func `the time of day is not scaled`() async throws {
    let base = InstantClock()
    let clock = Self.clock("10", base)
    try await clock.sleep(for: .seconds(500))
    #expect(clock.secondsSince1970 == testTime + 50)
  }

  @Test func `a scaled sleep takes real time`() async throws {
    let clock = Self.clock("1000", SystemClock())
    let start = clock.uptime
    let real = try await ContinuousClock().measure { try await clock.sleep(for: .seconds(500)) }
    let scaled = clock.uptime - start
    #expect(real >= .milliseconds(500))
    // A machine may be busy, but not for the whole time.
    #expect(real < .seconds(500))
    #expect(scaled >= .seconds(500))
    #expect(scaled >= real * 1000)
  }

  @Test func `a scaled sleep ends when its task is cancelled`() async {
    let clock = Self.clock("2", SystemClock())
    let sleep = Task { try await clock.sleep(for: .seconds(3600)) }
    sleep.cancel()
    await #expect(throws: CancellationError.self) { try await sleep.value }
  }
}
