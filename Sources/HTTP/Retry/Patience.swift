/// How much of a ``RetryPolicy`` one request has used up.
struct Patience {
  private let policy: RetryPolicy
  private var failures = 0
  private var throttlings = 0
  private var waited = Duration.zero

  init(_ policy: RetryPolicy) {
    self.policy = policy
  }

  /// How often the request was sent and failed.
  var attempts: Int { failures + throttlings }

  /// Counts an attempt that ended with that advice, and tells how many have so far.
  mutating func count(_ action: RetryAdvice.Action) -> Int {
    if action == .pauseAll {
      throttlings += 1
      return throttlings
    }
    failures += 1
    return failures
  }

  /// Whether the budget has room for that wait.
  func affords(_ delay: Duration) -> Bool { waited + delay <= policy.budget }

  /// Takes the wait from the budget; false when there is no such wait left, or no further attempt.
  mutating func spend(_ delay: Duration, on action: RetryAdvice.Action) -> Bool {
    let isLast = action == .pauseAll ? throttlings >= policy.throttledAttempts : failures >= policy.attempts
    guard !isLast, affords(delay) else { return false }
    waited += delay
    return true
  }
}
