/// How often and how long a request is tried again.
package struct RetryPolicy: Sendable, Equatable {
  /// How often it is sent when it fails by itself: transport faults, 5xx, the server's own errors.
  package var attempts = 7
  /// How often it may be throttled. Usually ``budget`` is the limit, because all requests wait anyway.
  package var throttledAttempts = Int.max
  /// How often it may fail by an outage, if the server has answered before.
  package var outageAttempts = Int.max
  /// How many further attempts all requests together may make, plus one for every ten successes: when nearly
  /// everything fails, trying everything again is a useless burden. Throttling and outages do not count.
  package var attemptsTogether = 500
  /// How often the same request may time out: TikTok blocks one that does so three times within ten minutes
  /// (1757262274182145). After that it waits for the end of that time.
  package var sameTimeouts = Rate(2, per: .seconds(600))
  /// The longest first backoff; each further one may be twice as long.
  package var baseDelay = Duration.seconds(1)
  /// The longest of all backoffs, unless the server asks for more.
  package var maximumDelay = Duration.seconds(60)
  /// The longest backoff during an outage: reading should continue soon after its end.
  package var maximumOutageDelay = Duration.seconds(10)
  /// The sum of all waits of one request.
  package var budget = Duration.seconds(30 * 60)

  /// A policy for a sync that runs unattended.
  package init() {}

  /// The wait after a failure: anything up to twice the one before ("full jitter"), so that requests which
  /// failed together do not come back together.
  ///
  /// - Parameters:
  ///   - failures: How many there have been, from one.
  ///   - jitter: A random number from zero to one.
  /// - Returns: The wait.
  package func backoff(after failures: Int, jitter: Double) -> Duration {
    // 2^30 base delays are above any maximum, and no duration overflows yet.
    let longest = min(maximumDelay, baseDelay * (1 << min(max(0, failures - 1), 30)))
    return longest * min(max(0, jitter), 1)
  }
}
