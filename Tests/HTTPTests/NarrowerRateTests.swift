import HTTP
import Testing

/// Requests to an endpoint that has its own rate in addition to the app's.
@Suite(.timeLimit(.minutes(10)))
struct `A narrower rate` {
  private let request = HTTPRequest("https://h/x")

  /// When each of `count` requests started, in seconds.
  private func beginnings(_ count: Int, all: [Rate], narrower: [Rate]?) async throws -> [Double] {
    let clock = TestClock(automatic: true)
    let transport = RetryingTransport(
      ScriptedTransport(.status(200)), limiter: RateLimiter(all, clock: clock), clock: clock, jitter: { 0.5 })
    let limiter = narrower.map { RateLimiter($0, clock: clock) }
    var times: [Double] = []
    for _ in 0..<count {
      let time = try await transport.send(request, within: limiter) { _ in clock.uptime }
      times.append(time / .seconds(1))
    }
    return times
  }

  @Test func `requests wait for both rates`() async throws {
    let all = [Rate(4, per: .seconds(1))]
    let free = try await beginnings(4, all: all, narrower: nil)
    #expect(free.allSatisfy { $0 == 0 })
    let held = try await beginnings(4, all: all, narrower: [Rate(2, per: .seconds(10))])
    #expect(held.prefix(2).allSatisfy { $0 == 0 })
    #expect(held.dropFirst(2).allSatisfy { $0 >= 10 })
    let wide = try await beginnings(
      6, all: [Rate(2, per: .seconds(10))], narrower: [Rate(100, per: .seconds(1))])
    #expect(wide[2] >= 10 && wide[4] >= 20)
  }

  @Test func `every attempt waits for the endpoint's rate`() async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport(.status(500), .status(500), .status(200))
    let sender = RetryingTransport(
      transport, limiter: RateLimiter([], clock: clock), clock: clock, jitter: { 0 })
    let narrower = RateLimiter([Rate(1, per: .seconds(100))], clock: clock)
    let time = try await sender.send(request, within: narrower) { _ in clock.uptime }
    #expect(transport.count == 3)
    #expect(time >= .seconds(200))
  }

  @Test func `a request that is cancelled while it waits sends nothing`() async throws {
    let clock = TestClock()
    let transport = ScriptedTransport(.status(200))
    let sender = RetryingTransport(transport, limiter: RateLimiter([], clock: clock), clock: clock)
    let narrower = RateLimiter([Rate(1, per: .seconds(100))], clock: clock)
    _ = try await sender.send(request, within: narrower) { $0.status }
    let task = Task { [request] in try await sender.send(request, within: narrower) { $0.status } }
    await eventually { clock.sleeperCount == 1 }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(transport.count == 1)
  }
}
