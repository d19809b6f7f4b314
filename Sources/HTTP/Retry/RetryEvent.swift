/// A request failed and will be sent again: for logs, and for the status RATE_LIMITED.
package struct RetryEvent: Sendable {
  /// Which attempt failed, from one.
  package let attempt: Int
  /// Why it failed.
  package let error: any RetryableError
  /// How long from ``moment`` until the request may go again. In a pause of everything the others are held as long.
  package let delay: Duration
  /// When the failure was judged; whoever is told may be late.
  package let moment: ContinuousClock.Instant
  /// Whether all requests are paused, since the server throttles.
  package let pausesEverything: Bool

  /// An event of these parts.
  package init(
    attempt: Int, error: any RetryableError, delay: Duration, moment: ContinuousClock.Instant = .now,
    pausesEverything: Bool
  ) {
    self.attempt = attempt
    self.error = error
    self.delay = delay
    self.moment = moment
    self.pausesEverything = pausesEverything
  }
}

extension RetryEvent: CustomStringConvertible {
  /// The event in one line, for logs.
  package var description: String {
    "attempt \(attempt) failed: \(error); "
      + (pausesEverything ? "all requests are paused for \(seconds) s" : "trying again in \(seconds) s")
  }

  /// The wait to a tenth of a second.
  private var seconds: String {
    let tenths = delay / .milliseconds(100)
    return "\(Int(tenths.rounded(.up)) / 10).\(Int(tenths.rounded(.up)) % 10)"
  }
}
