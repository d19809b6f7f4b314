import Foundation
import Platform
import Testing

struct `The system's clock` {
  let clock = SystemClock()

  @Test func `the clock returns the time of day`() {
    #expect(abs(Double(clock.secondsSince1970) - Date().timeIntervalSince1970) < 5)
    #expect(abs(Double(clock.millisecondsSince1970) / 1_000 - Date().timeIntervalSince1970) < 5)
  }

  @Test func `the uptime is the same for all instances`() async throws {
    let start = SystemClock().uptime
    try await clock.sleep(for: .milliseconds(20))
    #expect(clock.uptime - start >= .milliseconds(20))
    let other = await Task.detached { SystemClock().uptime }.value
    #expect(other >= start + .milliseconds(20))
  }

  @Test func `sleeping until a past moment returns at once`() async throws {
    try await clock.sleep(until: clock.uptime - .seconds(3_600))
  }

  @Test func `a sleep ends when its task is cancelled`() async {
    let sleep = Task { try await clock.sleep(for: .seconds(3_600)) }
    sleep.cancel()
    await #expect(throws: CancellationError.self) { try await sleep.value }
  }
}
