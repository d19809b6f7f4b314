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
  func `anything else is no scale`(text: String) {
    #expect(TimeScale(of: Self.here.merging(["TIKTOK_TIME_SCALE": text]) { $1 }) == .real)
  }

  @Test(arguments: [nil, "https://business-api.tiktok.com", "https://127.0.0.1.example.com"])
  func `TikTok's own limits are kept to in real time`(baseURL: String?) {
    var variables = ["TIKTOK_TIME_SCALE": "10"]
    variables["TIKTOK_BASE_URL"] = baseURL
    #expect(TimeScale(of: variables) == .real)
  }

  @Test func `a scaled clock sleeps for a part of the time and tells the whole of it`() async throws {
    let clock = TimeScale(of: Self.here.merging(["TIKTOK_TIME_SCALE": "1000"]) { $1 }).clock
    var real = Duration.zero
    let scaled = try await measured(on: clock) {
      real = try await ContinuousClock().measure { try await clock.sleep(for: .seconds(500)) }
    }
    #expect(real >= .milliseconds(500))
    // A machine may be busy, but not for the whole of it.
    #expect(real < .seconds(500))
    #expect(scaled >= .seconds(500))
    #expect(scaled >= real * 1000)
  }

  @Test func `a sleep on it ends when its task is cancelled`() async {
    let clock = TimeScale(of: Self.here.merging(["TIKTOK_TIME_SCALE": "2"]) { $1 }).clock
    let sleep = Task { try await clock.sleep(for: .seconds(3600)) }
    sleep.cancel()
    await #expect(throws: CancellationError.self) { try await sleep.value }
  }
}

private func measured<C: Clock>(on clock: C, _ body: () async throws -> Void) async rethrows -> Duration
where C.Duration == Duration {
  try await clock.measure(body)
}
