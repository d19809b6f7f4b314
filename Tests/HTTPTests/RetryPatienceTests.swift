import Testing

@testable import HTTP

/// How long failures are tolerated, by one request and by all of them.
@Suite(.timeLimit(.minutes(10)))
struct RetryPatienceTests {
  private let request = HTTPRequest("https://h/x")

  private func make(
    _ transport: some HTTPTransport, clock: TestClock = TestClock(automatic: true),
    _ change: (inout RetryPolicy) -> Void = { _ in }
  ) -> RetryingTransport {
    var policy = RetryPolicy()
    change(&policy)
    return RetryingTransport(
      transport, limiter: RateLimiter([], clock: clock), policy: policy, clock: clock,
      jitter: { 0.5 })
  }

  @Test func `a network that worked before is waited for until the budget is spent`()
    async throws
  {
    let clock = TestClock(automatic: true)
    let gone = Array(repeating: ScriptedTransport.Answer.failure(.unreachable), count: 100)
    let transport = ScriptedTransport([.status(200)] + gone + [.status(204)])
    let retrying = make(transport, clock: clock)
    #expect(try await retrying.send(request) { $0.status } == 200)
    #expect(try await retrying.send(request) { $0.status } == 204)
    #expect(clock.slept.reduce(.zero, +) > .seconds(600))
    #expect(clock.slept.max() == .seconds(10), "so a network that comes back is soon used")
  }

  @Test func `a lost network is waited for once, not again by each request`() async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport([.status(200)] + Array(repeating: .failure(.unreachable), count: 1000))
    let retrying = make(transport, clock: clock) { $0.budget = .seconds(60) }
    #expect(try await retrying.send(request) { $0.status } == 200)
    // The second request uses what the first has left, because its own waits begin short.
    for attempts in [10, 5, 1, 1] {
      let error = await #expect(throws: RetriesExhausted.self) {
        try await retrying.send(request) { $0.status }
      }
      #expect(error?.attempts == attempts)
    }
    #expect(clock.slept.reduce(.zero, +) < .seconds(65))
  }

  @Test func `a network that never worked is not waited for`() async throws {
    let transport = ScriptedTransport(.failure(.unresolvableHost))
    let error = await #expect(throws: RetriesExhausted.self) {
      try await make(transport).send(request) { $0.status }
    }
    #expect(error?.attempts == RetryPolicy().attempts)
  }

  @Test func `when all requests fail, retries soon stop`() async throws {
    let transport = ScriptedTransport(.status(500))
    let retrying = make(transport) {
      $0.attempts = 4
      $0.attemptsTogether = 5
    }
    for attempts in [4, 3, 1, 1] {
      let error = await #expect(throws: RetriesExhausted.self) {
        try await retrying.send(request) { $0.status }
      }
      #expect(error?.attempts == attempts)
    }
  }

  @Test func `ten successes earn one more retry, up to the initial allowance`() async throws {
    let allowance = RetryAllowance(1)
    for _ in 0..<100 { allowance.noteSuccess() }
    #expect(allowance.spend())
    #expect(!allowance.spend())
    for _ in 0..<9 { allowance.noteSuccess() }
    #expect(!allowance.spend())
    allowance.noteSuccess()
    #expect(allowance.spend())
  }
}
