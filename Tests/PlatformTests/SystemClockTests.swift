import Foundation
import Platform
import Testing

struct `The system's clock` {
  let clock = SystemClock()

  @Test func `tells the time of day`() {
    #expect(abs(Double(clock.secondsSince1970) - Date().timeIntervalSince1970) < 5)
    #expect(abs(Double(clock.millisecondsSince1970) / 1_000 - Date().timeIntervalSince1970) < 5)
  }

  @Test func `measures one and the same time for everything that asks`() async throws {
    let start = SystemClock().uptime
    try await clock.sleep(for: .milliseconds(20))
    #expect(clock.uptime - start >= .milliseconds(20))
    let other = await Task.detached { SystemClock().uptime }.value
    #expect(other >= start + .milliseconds(20))
  }

  @Test func `needs no wait until a moment that has passed`() async throws {
    try await clock.sleep(until: clock.uptime - .seconds(3_600))
  }

  @Test func `ends a sleep when its task is cancelled`() async {
    let sleep = Task { try await clock.sleep(for: .seconds(3_600)) }
    sleep.cancel()
    await #expect(throws: CancellationError.self) { try await sleep.value }
  }
}
