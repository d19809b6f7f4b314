import HTTP

/// The rate that TikTok allows a developer's app (§5 of the fact sheet).
enum APILevel: String, Sendable, CaseIterable {
  case basic, advanced, premium, ultimate

  /// Requests per second; sixty times that per minute.
  var requestsPerSecond: Int {
    switch self {
    case .basic: 10
    case .advanced: 20
    case .premium: 30
    case .ultimate: 50
    }
  }

  /// The rates of the sandbox, for each endpoint: one request a second, thirty a minute.
  static func sandboxRates(of paths: [String]) -> [String: [Rate]] {
    let rates = [Rate(1, per: .seconds(1)), Rate(30, per: .seconds(60))]
    return Dictionary(paths.map { ($0, rates) }) { first, _ in first }
  }

  /// The quotas of the sandbox: a thousand requests a day for each endpoint (§5).
  static func sandboxQuotas(of paths: [String]) -> [String: [Quota]] {
    Dictionary(paths.map { ($0, [Quota(1000, per: .day)]) }) { first, _ in first }
  }

  /// The quotas of endpoints that have their own (§5; 1740302766489602 for tasks).
  /// - Parameter share: the share of this process, above 0 and at most 1.
  /// - Returns: quotas by path.
  func quotas(share: Double = 1) -> [String: [Quota]] {
    let reports =
      switch self {
      case .basic: 20_000
      case .advanced: 30_000
      case .premium, .ultimate: 50_000
      }
    let quotas = [
      "gmv_max/report/get/": [Quota(reports, per: .day)],
      "report/task/create/": [Quota(4500, per: .day), Quota(500, per: .hour, isOfAccount: true)],
    ]
    return quotas.mapValues { $0.map { $0.times(share) } }
  }

  /// The rates of endpoints that have their own in addition to the app's.
  /// - Parameter share: the share of this process, above 0 and at most 1.
  /// - Returns: rates by path.
  func narrowerRates(share: Double = 1) -> [String: [Rate]] {
    let reports =
      switch self {
      case .basic: 8
      case .advanced: 12
      case .premium, .ultimate: 20
      }
    // A minute allows only thirty times the requests of a second.
    let rates = [
      "gmv_max/report/get/": [Rate(reports, per: .seconds(1)), Rate(reports * 30, per: .seconds(60))],
      // One page of the documentation says two a second.
      "report/task/create/": [Rate(1, per: .seconds(1)), Rate(60, per: .seconds(60))],
    ]
    return rates.mapValues { $0.map { $0.times(share) } }
  }
}
