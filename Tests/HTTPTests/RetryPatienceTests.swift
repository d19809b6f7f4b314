import Testing

@testable import HTTP

/// How long failures are borne, by one request and by all of them.
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

  @Test func `a network that is gone is waited for as long as the patience lasts, once it was there`()
    async throws
  {
    let clock = TestClock(automatic: true)
    let gone = Array(repeating: ScriptedTransport.Answer.failure(.unreachable), count: 100)
    let transport = ScriptedTransport([.status(200)] + gone + [.status(204)])
    let retrying = make(transport, clock: clock)
    #expect(try await retrying.send(request) { $0.status } == 200)
    #expect(try await retrying.send(request) { $0.status } == 204)
    #expect(clock.slept.reduce(.zero, +) > .seconds(600))
    #expect(clock.slept.max() == .seconds(10), "and whoever comes back is not kept waiting")
  }

  @Test func `a network that stays gone is waited for once, not by each request anew`() async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport([.status(200)] + Array(repeating: .failure(.unreachable), count: 1000))
    let retrying = make(transport, clock: clock) { $0.budget = .seconds(60) }
    #expect(try await retrying.send(request) { $0.status } == 200)
    // The second takes what the first has left, for its own waits begin short.
    for attempts in [10, 5, 1, 1] {
      let error = await #expect(throws: RetriesExhausted.self) {
        try await retrying.send(request) { $0.status }
      }
      #expect(error?.attempts == attempts)
    }
    #expect(clock.slept.reduce(.zero, +) < .seconds(65))
  }

  @Test func `a network that never was there is not`() async throws {
    let transport = ScriptedTransport(.failure(.unresolvableHost))
    let error = await #expect(throws: RetriesExhausted.self) {
      try await make(transport).send(request) { $0.status }
    }
    #expect(error?.attempts == RetryPolicy().attempts)
  }

  @Test func `requests that all fail soon stop trying again`() async throws {
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

  @Test func `ten answers are worth one more attempt, and no more are saved up than there were`() async throws
  {
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
