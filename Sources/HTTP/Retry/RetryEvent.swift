/// A request failed and will be sent again. For logs, and for the status RATE_LIMITED.
package struct RetryEvent: Sendable {
  /// Which attempt failed, from one.
  package let attempt: Int
  /// Why it failed.
  package let error: any RetryableError
  /// How long the request waits from the failure on. In a pause of everything the others wait as long.
  package let delay: Duration
  /// When that wait ends, in milliseconds since 1970-01-01 00:00 UTC.
  package let end: Int
  /// Whether all requests are paused, since the server throttles.
  package let pausesEverything: Bool

  /// An event of these parts.
  package init(attempt: Int, error: any RetryableError, delay: Duration, end: Int, pausesEverything: Bool) {
    self.attempt = attempt
    self.error = error
    self.delay = delay
    self.end = end
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
