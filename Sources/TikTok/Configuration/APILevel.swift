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
}
