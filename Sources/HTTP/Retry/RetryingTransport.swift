package import Platform

/// Sends requests through the limiter, and again after transient failures.
package struct RetryingTransport: Sendable {
  private let transport: any HTTPTransport
  private let limiter: RateLimiter
  private let policy: RetryPolicy
  private let allowance: RetryAllowance
  private let timeouts: TimeoutLog
  private let clock: any TimeSource
  private let jitter: @Sendable () -> Double

  /// A transport with patience.
  ///
  /// - Parameters:
  ///   - transport: What sends each attempt.
  ///   - limiter: What each attempt waits for; the same one for all requests of an app.
  ///   - policy: How often and how long to try.
  ///   - clock: What measures the backoffs.
  ///   - jitter: A random number from zero to one for each backoff.
  package init(
    _ transport: some HTTPTransport, limiter: RateLimiter, policy: RetryPolicy = RetryPolicy(),
    clock: any TimeSource = SystemClock(),
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) {
    self.transport = transport
    self.limiter = limiter
    self.policy = policy
    allowance = RetryAllowance(policy.attemptsTogether)
    timeouts = TimeoutLog(policy.sameTimeouts)
    self.clock = clock
    self.jitter = jitter
  }

  /// Sends the request until `reading` makes something of a response.
  ///
  /// - Parameters:
  ///   - request: What to send; again and again, so it should change nothing on the server.
  ///   - narrower: A limiter of some of the requests. Each attempt waits for it first, and then for the limiter of
  ///     all.
  ///   - admission: Room that each attempt takes until its response has been read. A request that waits for the
  ///     narrower limiter or for its next attempt takes none, so that it delays no other.
  ///   - onAttempt: Called before each attempt is sent; what it throws counts as the attempt's failure.
  ///   - onRetry: Called for every failure that is tried again, before the wait.
  ///   - untilTimeout: Whether a time-out is final, also an earlier one of the same request by any sender.
  ///   - reading: Makes the value of a response with status 2xx. If it throws a ``RetryableError``, its advice
  ///     is followed like the transport's.
  /// - Returns: What `reading` made.
  /// - Throws: ``RetriesExhausted`` when trying again has not helped; ``HTTPError``, ``HTTPStatusError`` or
  ///   what `reading` threw when it would not help, or of a time-out that ends it; `CancellationError`.
  package func send<Value: Sendable>(
    _ request: HTTPRequest, within narrower: RateLimiter? = nil, through admission: (any Admission)? = nil,
    onAttempt: () throws -> Void = {}, onRetry: (RetryEvent) async -> Void = { _ in },
    untilTimeout: Bool = false,
    reading: (HTTPResponse) async throws -> Value
  ) async throws -> Value {
    var budget = RetryBudget(policy)
    while true {
      try await standBack(request, untilTimeout: untilTimeout, &budget)
      let place = try await narrower?.reserve()
      // For attempts that end before they are sent. For others it does nothing.
      defer { if let place { narrower?.answered(place) } }
      try await admission?.enter()
      let event: RetryEvent
      do {
        defer { admission?.leave() }
        let leave = Leave(
          limiter: limiter, permit: try await limiter.reserve(), narrower: narrower, place: place)
        do {
          let value = try await attempt(request, leave, onAttempt: onAttempt, reading: reading)
          limiter.succeeded(leave.permit)
          allowance.noteSuccess()
          return value
        } catch let error as any RetryableError {
          // The transport's own error for a cancellation would look like a failure.
          try Task.checkCancellation()
          if untilTimeout, error.retryAdvice.action == .timeout { throw error }
          event = try judge(error, of: request, permit: leave.permit, budget: &budget)
        }
      }
      await onRetry(event)
      // The limiter itself waits for the end of a pause, in the order of the requests.
      if !event.pausesEverything { try await clock.sleep(for: event.delay) }
    }
  }

  /// The permits of all limiters for one attempt. Each limiter is informed about the request, because otherwise a
  /// permit that was given long before would seem to be free again.
  private struct Leave: Sendable {
    let limiter: RateLimiter
    let permit: RateLimiter.Permit
    let narrower: RateLimiter?
    let place: RateLimiter.Permit?

    func sent() {
      limiter.sent(permit)
      if let place { narrower?.sent(place) }
    }

    func answered() {
      limiter.answered(permit)
      if let place { narrower?.answered(place) }
    }

    func timedOut() { limiter.timedOut(permit) }
  }

  /// Delays a request that has timed out too often recently.
  private func standBack(_ request: HTTPRequest, untilTimeout: Bool, _ budget: inout RetryBudget)
    async throws
  {
    guard let error = timeouts.error(of: request) else { return }
    if untilTimeout { throw error }
    let wait = timeouts.wait(of: request, at: clock.uptime)
    guard wait > .zero else { return }
    guard budget.spend(wait) else {
      throw RetriesExhausted(last: error, attempts: max(1, budget.attempts))
    }
    try await clock.sleep(for: wait)
  }

  private func attempt<Value: Sendable>(
    _ request: HTTPRequest, _ leave: Leave, onAttempt: () throws -> Void,
    reading: (HTTPResponse) async throws -> Value
  ) async throws -> Value {
    let response: HTTPResponse
    do {
      // Before the response is read, because pages may wait long for a slow reader.
      defer { leave.answered() }
      try onAttempt()
      response = try await exchange(request, leave)
    }
    return try await reading(response)
  }

  /// Sends the request and records its result.
  private func exchange(_ request: HTTPRequest, _ leave: Leave) async throws -> HTTPResponse {
    do {
      let response = try await transport.send(request, onSend: leave.sent)
      allowance.noteAnswer()
      if let error = HTTPStatusError(response, to: request) { throw error }
      return response
    } catch let error as any RetryableError where error.retryAdvice.action == .timeout {
      timeouts.note(error, of: request, at: clock.uptime)
      leave.timedOut()
      throw error
    }
  }

  /// Decides what follows from a failure: the wait before the next attempt, or the end.
  private func judge(
    _ error: any RetryableError, of request: HTTPRequest, permit: RateLimiter.Permit,
    budget: inout RetryBudget
  ) throws -> RetryEvent {
    let advice = error.retryAdvice
    guard advice.action != .none else { throw error }
    let attempt = budget.count(advice.action)

    var delay = policy.backoff(after: attempt, jitter: jitter())
    if advice.action == .outage { delay = min(delay, policy.maximumOutageDelay) }
    delay = max(delay, advice.atLeast)
    if advice.action == .timeout { delay = max(delay, timeouts.wait(of: request, at: clock.uptime)) }
    var pausesEverything = false
    if advice.action == .pauseAll {
      // A wait beyond the budget ends this request and must not delay the others, which get their own answers.
      let asked = budget.affords(advice.atLeast) ? advice.atLeast : .zero
      let pause = limiter.throttled(permit, atLeast: asked)
      // If the pause is over already, only this request waits.
      pausesEverything = pause > .zero
      if pausesEverything { delay = max(pause, advice.atLeast) }
    }
    let isWorthWaiting = advice.action != .outage || allowance.noteOutage(at: clock.uptime) < policy.budget
    guard isWorthWaiting, budget.spend(delay, on: advice.action, wasAnswered: allowance.wasAnswered),
      ![.backoff, .timeout].contains(advice.action) || allowance.spend()
    else {
      throw RetriesExhausted(last: error, attempts: budget.attempts)
    }
    return RetryEvent(
      attempt: budget.attempts, error: error, delay: delay,
      end: clock.millisecondsSince1970 + Int(delay / .milliseconds(1)), pausesEverything: pausesEverything)
  }
}
