import HTTP

extension Configuration {
  /// The rates of the process's one limiter (§5 of the fact sheet).
  var rates: [Rate] {
    let perSecond = requestsPerSecond ?? Double(apiLevel.requestsPerSecond)
    return [Rate(perSecond: perSecond), Rate(60, per: .seconds(60)).times(perSecond)]
  }

  /// The rates of endpoints that have their own, by path: this process's share of the app's. In the sandbox every endpoint
  /// has one, unless the user sets `requests_per_second`.
  var narrowerRates: [String: [Rate]] {
    if credentials.environment == .sandbox {
      let paths = StreamTable.streams(for: self).flatMap(\.paths).map(\.rawValue)
      return requestsPerSecond == nil ? APILevel.sandboxRates(of: paths) : [:]
    }
    return apiLevel.narrowerRates(share: share)
  }

  /// How many requests endpoints take in an hour or a day, by path: this process's share.
  var quotas: [String: [Quota]] {
    guard credentials.environment == .sandbox else { return apiLevel.quotas(share: share) }
    let paths = StreamTable.streams(for: self).flatMap(\.paths).map(\.rawValue)
    return requestsPerSecond == nil ? APILevel.sandboxQuotas(of: paths) : [:]
  }

  /// How many requests may time out: TikTok slows an app down after ten within ten seconds (1757262274182145). This is the
  /// process's share.
  var timeouts: Rate { Rate(9, per: .seconds(10)).times(share) }

  /// This process's share of the app's rates, at most 1.
  private var share: Double {
    requestsPerSecond.map { min($0 / Double(apiLevel.requestsPerSecond), 1) } ?? 1
  }

  /// The requests that all endpoints together may send in a second; nil where each has a rate of its own.
  var sharedRate: Double? {
    credentials.environment == .sandbox && requestsPerSecond == nil ? nil : requestsPerSecondInAll
  }

  /// What all rates together allow in the long run.
  var requestsPerSecondInAll: Double { rates.map(\.perSecond).min() ?? 0 }

  /// The most requests in flight: as configured, or as many as use the full rate while TikTok answers within 2.5 seconds.
  var mostInFlight: Int {
    concurrency ?? min(max(Int((requestsPerSecondInAll * 2.5).rounded(.up)), 8), 128)
  }
}
