/// At most so many requests in any window of that length.
package struct Rate: Sendable, Equatable {
  /// Requests per window.
  package let count: Int
  /// The length of every window in which no more than ``count`` requests may start.
  package let window: Duration

  /// Requests per second in the long run.
  package var perSecond: Double { Double(count) / (window / .seconds(1)) }

  /// So many requests per window, both at least one (request, nanosecond).
  package init(_ count: Int, per window: Duration) {
    self.count = max(1, count)
    self.window = max(.nanoseconds(1), window)
  }

  /// At most so many requests in any second, in whole requests: 10 is 10 in a second, 2.5 is 2 in a second, 0.5 is one
  /// in two seconds. Two in 0.8 s would be as many as 2.5, and four in some seconds: programs that share the rate of
  /// one app would exceed it together.
  ///
  /// - Parameter perSecond: Greater than zero and finite; anything else counts as one request in a day.
  package init(perSecond: Double) { self = Rate(1, per: .seconds(1)).times(perSecond) }

  /// More or less than this rate, in whole requests: a quarter of 10 in a second is 2 in a second, a quarter of 2 is
  /// one in two seconds.
  ///
  /// - Parameter factor: Greater than zero and finite; anything else makes the rate one request in a day.
  /// - Returns: The rate times the factor.
  package func times(_ factor: Double) -> Rate {
    let product = Double(count) * factor
    guard product.isFinite, product > 0 else { return Rate(1, per: .seconds(86_400)) }
    // A hair more, because a third of 30 is not quite 10 in binary.
    let whole = min(product + 1e-9, 1_000_000).rounded(.down)
    return whole >= 1 ? Rate(Int(whole), per: window) : Rate(1, per: min(window / product, .seconds(86_400)))
  }
}
