import HTTP
import Platform
import Testing

/// What happens after server time-outs, because TikTok counts them.
@Suite(.timeLimit(.minutes(10)))
struct `Requests that time out` {
  private let request = HTTPRequest("https://h/x")
  private static let timeouts: [ScriptedTransport.Answer] = [
    .failure(.stalled), .failure(.timedOut), .status(504), .status(408), .status(524),
  ]

  private func make(
    _ transport: some HTTPTransport, clock: TestClock, _ change: (inout RetryPolicy) -> Void = { _ in }
  ) -> RetryingTransport {
    var policy = RetryPolicy()
    change(&policy)
    return RetryingTransport(
      transport, limiter: RateLimiter([], clock: clock), policy: policy, clock: clock, jitter: { 0.5 })
  }

  @Test(arguments: timeouts)
  func `the same request is sent at most twice in ten minutes`(timeout: ScriptedTransport.Answer) async throws
  {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport(timeout, timeout, timeout, timeout, .status(200))
    var events: [RetryEvent] = []
    let status = try await make(transport, clock: clock).send(request, onRetry: { events.append($0) }) {
      $0.status
    }
    #expect(status == 200)
    #expect(events.map(\.delay) == [.milliseconds(500), .milliseconds(599_500), .seconds(2), .seconds(598)])
    #expect(clock.slept == events.map(\.delay))
  }

  @Test func `time-outs of the same request count across senders`() async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport(.failure(.stalled), .failure(.stalled), .status(200))
    let retrying = make(transport, clock: clock) { $0.attempts = 2 }
    await #expect(throws: RetriesExhausted.self) { try await retrying.send(request) { $0.status } }
    #expect(try await retrying.send(HTTPRequest("https://h/x?page_size=500")) { $0.status } == 200)
    #expect(clock.slept == [.milliseconds(500)])
    #expect(try await retrying.send(request) { $0.status } == 200)
    #expect(clock.slept == [.milliseconds(500), .milliseconds(599_500)])
  }

  @Test func `without enough budget for that wait the request fails`() async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport(.failure(.stalled))
    let retrying = make(transport, clock: clock) { $0.budget = .seconds(60) }
    for attempts in [2, 1] {
      let error = await #expect(throws: RetriesExhausted.self) {
        try await retrying.send(request) { $0.status }
      }
      #expect(error?.attempts == attempts)
      #expect((error?.last as? HTTPError)?.kind == .stalled)
    }
    #expect(transport.count == 2)
  }

  @Test(arguments: timeouts)
  func `a request that can be made smaller is not sent again`(
    timeout: ScriptedTransport.Answer
  ) async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport(timeout, .status(200))
    let retrying = make(transport, clock: clock)
    for _ in 0..<2 {
      let error = await #expect(throws: (any Error).self) {
        try await retrying.send(request, untilTimeout: true) { $0.status }
      }
      #expect((error as? any RetryableError)?.retryAdvice == .timeout)
    }
    #expect(transport.count == 1)
    #expect(clock.slept == [])
  }

  @Test(arguments: [ScriptedTransport.Answer.failure(.unreachable), .failure(.connectionLost), .status(502)])
  func `failures other than time-outs are retried as usual`(failure: ScriptedTransport.Answer) async throws {
    let transport = ScriptedTransport(failure, failure, failure, .status(200))
    let retrying = make(transport, clock: TestClock(automatic: true))
    #expect(try await retrying.send(request, untilTimeout: true) { $0.status } == 200)
    #expect(transport.count == 4)
  }

  @Test func `the wait of ten minutes can be cancelled`() async throws {
    let clock = TestClock()
    let retrying = make(ScriptedTransport(.failure(.stalled)), clock: clock) { $0.attempts = 2 }
    let first = Task { try await retrying.send(request) { $0.status } }
    await eventually { clock.sleeperCount == 1 }
    clock.advance(by: .seconds(1))
    await #expect(throws: RetriesExhausted.self) { try await first.value }
    let second = Task { try await retrying.send(request) { $0.status } }
    await eventually { clock.sleeperCount == 1 }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
  }
}

@Suite(.timeLimit(.minutes(10)))
struct `The brake after time-outs` {
  private static func limiter(_ clock: TestClock) -> RateLimiter {
    RateLimiter([], timeouts: Rate(9, per: .seconds(10)), clock: clock)
  }

  private static func permits(_ count: Int, of limiter: RateLimiter) async throws -> [RateLimiter.Permit] {
    var permits: [RateLimiter.Permit] = []
    for _ in 0..<count { permits.append(try await limiter.reserve()) }
    return permits
  }

  @Test func `while the server answers, requests in flight are not limited`() async throws {
    let clock = TestClock()
    let permits = try await Self.permits(50, of: Self.limiter(clock))
    #expect(permits.count == 50)
    #expect(clock.slept.isEmpty)
  }

  @Test func `after a time-out, requests in flight are limited to what may time out in ten seconds`()
    async throws
  {
    let clock = TestClock()
    let limiter = Self.limiter(clock)
    let permits = try await Self.permits(20, of: limiter)
    limiter.timedOut(permits[0])
    let waiting = Task { try await limiter.reserve() }
    await eventually { clock.sleeperCount == 1 }
    // 19 are still in flight and one has timed out: there is room again at seven.
    for permit in permits[1...11] { limiter.answered(permit) }
    clock.advance(by: .seconds(1))
    await eventually { clock.sleeperCount == 1 }
    limiter.answered(permits[12])
    clock.advance(by: .seconds(1))
    _ = try await waiting.value
  }

  @Test(arguments: [1, 8, 30])
  func `at most nine requests time out in ten seconds, even if all do`(tasks: Int) async throws {
    let clock = TestClock(automatic: true)
    let limiter = Self.limiter(clock)
    limiter.timedOut(try await limiter.reserve())
    // Other tasks may advance the clock while one is between its lines, so each time-out has an earliest and a latest
    // moment.
    let moments = try await withThrowingTaskGroup(of: [(earliest: Duration, latest: Duration)].self) {
      group in
      for _ in 0..<tasks {
        group.addTask {
          var moments: [(earliest: Duration, latest: Duration)] = []
          for _ in 0..<(120 / tasks) {
            let permit = try await limiter.reserve()
            try await clock.sleep(for: .milliseconds(300))
            let earliest = clock.uptime
            limiter.timedOut(permit)
            moments.append((earliest, clock.uptime))
          }
          return moments
        }
      }
      return try await group.reduce(into: [(earliest: .zero, latest: .zero)]) { $0 += $1 }
    }
    let (begins, ends) = (moments.map(\.earliest).sorted(), moments.map(\.latest).sorted())
    for (first, tenth) in zip(begins, ends.dropFirst(9)) { #expect(tenth - first > .seconds(10)) }
    // The requests are not slower than needed.
    #expect(ends.last.map { $0 < .seconds(tasks == 1 ? 160 : 200) } == true)
  }

  @Test func `five minutes after the last time-out nothing is held back`() async throws {
    let clock = TestClock()
    let limiter = Self.limiter(clock)
    let permits = try await Self.permits(20, of: limiter)
    limiter.timedOut(permits[0])
    clock.advance(by: .seconds(301))
    _ = try await limiter.reserve()
    #expect(clock.slept.isEmpty)
  }

  @Test func `a request that is held back can be cancelled`() async throws {
    let clock = TestClock()
    let limiter = Self.limiter(clock)
    let permits = try await Self.permits(20, of: limiter)
    limiter.timedOut(permits[0])
    let waiting = Task { try await limiter.reserve() }
    await eventually { clock.sleeperCount == 1 }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }
}
