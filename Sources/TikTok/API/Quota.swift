/// How many requests TikTok takes in an hour or a day: too long to wait for without a message.
struct Quota: Sendable, Hashable {
  enum Period: Sendable, Hashable {
    /// Any 3600 seconds.
    case hour
    /// From 00:00 UTC on.
    case day
  }

  let count: Int
  let period: Period
  /// Whether each ad account has its own.
  let isOfAccount: Bool

  init(_ count: Int, per period: Period, isOfAccount: Bool = false) {
    self.count = count
    self.period = period
    self.isOfAccount = isOfAccount
  }

  /// A share of it, at least one request.
  func times(_ share: Double) -> Quota {
    Quota(max(1, Int((Double(count) * share).rounded(.down))), per: period, isOfAccount: isOfAccount)
  }

  /// The first second whose requests count at the time `now`, both in seconds since 1970-01-01 UTC.
  func beginning(at now: Int) -> Int {
    switch period {
    case .hour: now - 3599
    case .day: now - (now % 86400 + 86400) % 86400
    }
  }

  /// How long a used-up quota stays so, if its first request was sent at `first`.
  func wait(since first: Int, at now: Int) -> Duration {
    switch period {
    case .hour: .seconds(first + 3600 - now)
    case .day: ThrottlePeriod.day.wait(at: now)
    }
  }
}

extension Quota: CustomStringConvertible {
  /// For messages: "20000 requests a day".
  var description: String {
    "\(count) requests \(period == .day ? "a day" : "an hour")" + (isOfAccount ? " for an ad account" : "")
  }
}
