import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `The retrying transport` {
  /// An error that the reader of a response throws.
  private struct EnvelopeError: RetryableError, Equatable {
    var retryAdvice: RetryAdvice
  }

  private let request = HTTPRequest("https://h/x")

  private func make(
    _ transport: some HTTPTransport, clock: TestClock = TestClock(automatic: true),
    limiter: RateLimiter? = nil,
    _ change: (inout RetryPolicy) -> Void = { _ in }
  ) -> RetryingTransport {
    var policy = RetryPolicy()
    change(&policy)
    return RetryingTransport(
      transport, limiter: limiter ?? RateLimiter([], clock: clock), policy: policy, clock: clock,
      jitter: { 0.5 })
  }

  @Test func `a request that succeeds is sent once`() async throws {
    let transport = ScriptedTransport(.status(200))
    let status = try await make(transport).send(request) { $0.status }
    #expect(status == 200)
    #expect(transport.count == 1)
  }

  @Test(arguments: [
    ScriptedTransport.Answer.failure(.connectionLost), .failure(.unresolvableHost), .status(500),
    .status(502),
  ])
  func `temporary failures are retried with growing delays`(answer: ScriptedTransport.Answer) async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport(answer, answer, answer, .status(200))
    var events: [RetryEvent] = []
    let status = try await make(transport, clock: clock).send(request, onRetry: { events.append($0) }) {
      $0.status
    }
    #expect(status == 200)
    #expect(transport.count == 4)
    #expect(clock.slept == [0.5, 1, 2].map { .seconds($0) })
    #expect(events.map(\.attempt) == [1, 2, 3])
    #expect(events.map(\.delay) == clock.slept)
    #expect(events.allSatisfy { !$0.pausesEverything })
  }

  @Test(arguments: [
    ScriptedTransport.Answer.failure(.certificateRefused(authorities: "x")), .failure(.invalidRequest),
    .failure(.redirectRefused(to: "g", sameHost: false)), .status(400), .status(404), .status(302),
  ])
  func `permanent failures are not retried`(answer: ScriptedTransport.Answer) async throws {
    let transport = ScriptedTransport(answer)
    let error = await #expect(throws: (any Error).self) {
      try await make(transport).send(request) { $0.status }
    }
    #expect(error is HTTPError || error is HTTPStatusError)
    #expect(transport.count == 1)
  }

  @Test func `the last error is thrown with the number of attempts`() async throws {
    let transport = ScriptedTransport(.status(500), .status(502))
    let error = await #expect(throws: RetriesExhausted.self) {
      try await make(transport, { $0.attempts = 3 }).send(request) { $0.status }
    }
    #expect(error?.attempts == 3)
    #expect((error?.last as? HTTPStatusError)?.status == 502)
    #expect(error?.description == "h answered with status 502 (after 3 attempts)")
    #expect(transport.count == 3)
  }

  @Test func `the time budget ends the retries earlier`() async throws {
    let clock = TestClock(automatic: true)
    let transport = ScriptedTransport(.status(503, ["Retry-After": "100"]))
    let error = await #expect(throws: RetriesExhausted.self) {
      try await make(transport, clock: clock, { $0.budget = .seconds(250) }).send(request) { $0.status }
    }
    #expect(error?.attempts == 3)
    #expect(clock.slept == [.seconds(100), .seconds(100)])
  }

  @Test func `the reader's advice decides about retries, and its other errors are final`() async throws {
    let transport = ScriptedTransport(.status(200))
    var advices: [RetryAdvice] = [.backoff, .pauseAll, .backoff(atLeast: .seconds(40)), .none]
    let clock = TestClock(automatic: true)
    let error = await #expect(throws: EnvelopeError.self) {
      try await make(transport, clock: clock).send(request) { _ in
        throw EnvelopeError(retryAdvice: advices.removeFirst())
      }
    }
    #expect(error?.retryAdvice == RetryAdvice.none)
    #expect(clock.slept == [.milliseconds(500), .seconds(2), .seconds(40)])
    await #expect(throws: CancellationError.self) {
      try await make(transport).send(request) { _ in throw CancellationError() }
    }
    #expect(transport.count == 5)
  }

  @Test func `error pages do not reach the reader`() async throws {
    let transport = ScriptedTransport(.status(500), .status(200))
    var seen: [Int] = []
    try await make(transport).send(request) { seen.append($0.status) }
    #expect(seen == [200])
  }

  @Test func `throttling pauses all requests, as long as the backoff or the server says`() async throws {
    let clock = TestClock(automatic: true)
    let limiter = RateLimiter([], clock: clock)
    let transport = ScriptedTransport(
      .status(429), .status(429), .status(429, ["Retry-After": "90"]), .status(200), .status(429),
      .status(200))
    let retrying = make(transport, clock: clock, limiter: limiter)
    // It started before any pause, so its own throttling returns what is left and extends nothing.
    let earlier = try await limiter.acquire()
    var events: [RetryEvent] = []
    var pauses: [Duration] = []
    for _ in 0..<2 {
      _ = try await retrying.send(
        request,
        onRetry: {
          events.append($0)
          pauses.append(limiter.throttled(earlier))
        }
      ) { $0.status }
    }
    #expect(events.map(\.delay) == [2, 5, 90, 2].map { .seconds($0) })
    #expect(events.allSatisfy { $0.pausesEverything })
    #expect(pauses == events.map(\.delay))
    #expect(clock.slept == events.map(\.delay))
  }

  @Test func `retries after throttling are limited too`() async throws {
    let transport = ScriptedTransport(.status(429))
    let clock = TestClock(automatic: true)
    let error = await #expect(throws: RetriesExhausted.self) {
      try await make(transport, clock: clock).send(request) { $0.status }
    }
    #expect(error?.attempts == 10)
    #expect(clock.slept == [2, 5, 15, 60, 300, 300, 300, 300, 300].map { .seconds($0) })
  }

  @Test func `a wait beyond the limit ends the request and does not pause the others`() async throws {
    let clock = TestClock(automatic: true)
    let limiter = RateLimiter([], clock: clock)
    let earlier = try await limiter.acquire()
    let transport = ScriptedTransport(.status(429, ["Retry-After": "80000"]))
    let error = await #expect(throws: RetriesExhausted.self) {
      try await make(transport, clock: clock, limiter: limiter).send(request) { $0.status }
    }
    #expect(error?.attempts == 1)
    #expect(limiter.throttled(earlier) == .seconds(2))
  }

  @Test func `requests throttled together count once and resume at the rate`()
    async throws
  {
    let clock = TestClock()
    let limiter = RateLimiter([Rate(4, per: .seconds(1))], clock: clock)
    let transport = GatedTransport()
    let retrying = make(transport, clock: clock, limiter: limiter)
    let events = Recorder<RetryEvent>()
    let request = request
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          try await retrying.send(request, onRetry: { events.add($0) }) { _ in
          }
        }
      }
      // All four are at the server before the first one is refused. A fifth comes during the pause.
      await eventually { transport.waitingCount == 4 }
      clock.advance(by: .seconds(1))
      transport.answerAll(429)
      await eventually { events.all.count == 4 }
      let thread = SingleThread()
      group.addTask(executorPreference: thread) { try await retrying.send(request) { _ in } }
      await thread.settle()
      await eventually { clock.sleeperCount == 1 }
      #expect(transport.waitingCount == 0)
      #expect(clock.slept == [.seconds(2)])

      clock.advance(by: .seconds(2))
      await eventually { transport.waitingCount == 4 && clock.sleeperCount == 1 }
      clock.advance(by: .milliseconds(1030))
      await eventually { transport.waitingCount == 5 }
      transport.answerAll(200)
      try await group.waitForAll()
    }
    #expect(events.all.map(\.delay) == Array(repeating: .seconds(2), count: 4))
    #expect(events.all.allSatisfy { $0.pausesEverything })
  }

  @Test func `a throttled response from before a finished pause delays only its own request`() async throws {
    let clock = TestClock()
    let limiter = RateLimiter([], clock: clock)
    let permit = try await limiter.acquire()
    let transport = GatedTransport()
    let retrying = make(transport, clock: clock, limiter: limiter)
    let request = request
    let events = Recorder<RetryEvent>()
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await retrying.send(request, onRetry: { events.add($0) }) { _ in }
      }
      await eventually { transport.waitingCount == 1 }
      limiter.throttled(permit)
      clock.advance(by: .seconds(100))
      transport.answerAll(429)
      await eventually { clock.sleeperCount == 1 }
      #expect(limiter.throttled(permit) == .zero)
      clock.advance(by: .milliseconds(500))
      await eventually { transport.waitingCount == 1 }
      transport.answerAll(200)
      try await group.waitForAll()
    }
    #expect(events.all.map(\.pausesEverything) == [false])
  }

  @Test(arguments: [429, 500])
  func `every wait ends when the task is cancelled`(status: Int) async throws {
    let clock = TestClock()
    let retrying = make(ScriptedTransport(.status(status)), clock: clock)
    let request = request
    let task = Task { try await retrying.send(request) { _ in } }
    await eventually { clock.sleeperCount == 1 }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(clock.sleeperCount == 0)
  }

  @Test func `cancelling a request throws a cancellation, not a failure`() async throws {
    try await withServer({ _ in Reply([.wait(seconds: 30)]) }) { server in
      let retrying = RetryingTransport(CurlTransport.make(), limiter: RateLimiter([]))
      let task = Task { try await retrying.send(HTTPRequest(server.url())) { _ in } }
      await eventually { server.received.count == 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func `one attempt means no retry`() async throws {
    for answer in [ScriptedTransport.Answer.status(500), .status(429)] {
      let transport = ScriptedTransport(answer)
      let error = await #expect(throws: RetriesExhausted.self) {
        try await make(
          transport,
          {
            $0.attempts = 1; $0.throttledAttempts = 1
          }
        ).send(request) { $0.status }
      }
      #expect(error?.attempts == 1)
      #expect(transport.count == 1)
    }
  }
}
