import Platform

/// How many times as fast time passes for waits: the backoff, the rates, the polls of report tasks and the limit
/// for silent connections. Tests set it, so that a schedule of minutes takes seconds.
struct TimeScale: Sendable, Equatable {
  let factor: Int

  static let real = TimeScale(factor: 1)

  /// The variable of the process's environment that sets the factor, a whole number from 2 to 1000, e.g. `10`.
  static let variable = "TIKTOK_TIME_SCALE"

  private init(factor: Int) { self.factor = factor }

  /// Takes effect only if `TIKTOK_BASE_URL` names this machine, because it would exceed TikTok's own limits.
  /// - Parameter variables: the process's environment.
  init(of variables: [String: String]) {
    guard let factor = variables[Self.variable].flatMap({ Int($0) }), (2...1000).contains(factor),
      BaseURL.isOnThisMachine(by: variables)
    else {
      self = .real
      return
    }
    self.init(factor: factor)
  }

  /// What such a duration takes in real time.
  func real(_ duration: Duration) -> Duration { duration / factor }
}

/// A clock whose measured time passes faster than that of another one. The time of day is the same.
struct ScaledClock: TimeSource {
  private let base: any TimeSource
  private let scale: TimeScale

  init(_ base: any TimeSource, by scale: TimeScale) {
    self.base = base
    self.scale = scale
  }

  var millisecondsSince1970: Int { base.millisecondsSince1970 }
  var uptime: Duration { base.uptime * scale.factor }
  func sleep(until moment: Duration) async throws { try await base.sleep(until: scale.real(moment)) }
}
