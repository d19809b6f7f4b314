/// The period in which TikTok has counted too many requests, according to its message, and for how long it wants none
/// (§5 of the fact sheet).
enum ThrottlePeriod: Sendable, Equatable {
  case minute
  /// A day of UTC.
  case day

  /// nil where the message names no period, or seconds, which are over at once.
  init?(said message: String) {
    let text = message.lowercased()
    if text.contains("qpd") || text.contains("per day") || text.contains("daily") {
      self = .day
    } else if text.contains("qpm") || text.contains("per minute") {
      self = .minute
    } else {
      return nil
    }
  }

  /// How long to send nothing.
  /// - Parameter now: seconds since 1970-01-01 UTC.
  /// - Returns: the time until TikTok takes requests of the app again.
  func wait(at now: Int) -> Duration {
    switch self {
    case .minute: .seconds(300)
    case .day: .seconds(86400 - (now % 86400 + 86400) % 86400)
    }
  }
}
