/// How much of a ``RetryPolicy`` one request has used up.
struct RetryBudget {
  private let policy: RetryPolicy
  private var failures = 0
  private var outages = 0
  private var throttlings = 0
  private var waited = Duration.zero

  init(_ policy: RetryPolicy) {
    self.policy = policy
  }

  /// How often the request was sent and failed.
  var attempts: Int { failures + outages + throttlings }

  /// Counts an attempt that ended with that advice, and returns how many have so far.
  mutating func count(_ action: RetryAdvice.Action) -> Int {
    switch action {
    case .pauseAll:
      throttlings += 1
      return throttlings
    case .outage:
      outages += 1
      return outages
    case .none, .backoff, .timeout:
      failures += 1
      return failures
    }
  }

  /// Whether the budget has room for that wait.
  func affords(_ delay: Duration) -> Bool { waited + delay <= policy.budget }

  /// Takes a wait from the budget that is not for a failure of this request.
  /// - Returns: false when the budget is too small.
  mutating func spend(_ delay: Duration) -> Bool {
    guard affords(delay) else { return false }
    waited += delay
    return true
  }

  /// Takes the wait from the budget.
  /// - Parameters:
  ///   - delay: the wait.
  ///   - action: who waits.
  ///   - wasAnswered: whether the server has ever answered. If not, the network is probably set up wrongly, and the
  ///     user should hear that soon.
  /// - Returns: false when the budget is too small, or no attempt is left.
  mutating func spend(_ delay: Duration, on action: RetryAdvice.Action, wasAnswered: Bool) -> Bool {
    let isLast =
      switch action {
      case .pauseAll: throttlings >= policy.throttledAttempts
      case .outage where wasAnswered: outages >= policy.outageAttempts
      case .none, .backoff, .timeout, .outage: failures + outages >= policy.attempts
      }
    return !isLast && spend(delay)
  }
}
