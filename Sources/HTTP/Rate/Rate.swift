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

  /// That rate over the shortest window that holds a whole number of requests: 10 is 10 in one second, 2.5 is 2
  /// in 0.8 s, 0.5 is one in two seconds.
  ///
  /// - Parameter perSecond: Greater than zero and finite; anything else counts as one request in a day.
  package init(perSecond: Double) {
    let perSecond = perSecond.isFinite ? max(perSecond, 1 / 86_400) : 1 / 86_400
    let count = max(1, perSecond.rounded(.down))
    self.init(Int(min(count, 1_000_000)), per: .seconds(min(count, 1_000_000) / perSecond))
  }
}
