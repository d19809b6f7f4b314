/// By how much waits are shortened: the backoff, the rates, the polls of report tasks and the limit for silent
/// connections. Tests set it so that a schedule of minutes takes seconds.
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

  /// A clock that runs at this scale.
  var clock: any Clock<Duration> { self == .real ? ContinuousClock() : ScaledClock(self) }

  /// The real time that a scaled duration takes.
  func real(_ duration: Duration) -> Duration { duration / factor }
}

/// A continuous clock that runs faster than real time.
struct ScaledClock: Clock {
  struct Instant: InstantProtocol {
    /// Scaled time since the clock was made.
    let offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let origin = ContinuousClock.now
  private let scale: TimeScale

  init(_ scale: TimeScale) { self.scale = scale }

  var now: Instant { Instant(offset: origin.duration(to: .now) * scale.factor) }

  var minimumResolution: Duration { ContinuousClock().minimumResolution * scale.factor }

  /// - Throws: `CancellationError` when the task is cancelled meanwhile.
  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try await ContinuousClock().sleep(
      until: origin.advanced(by: scale.real(deadline.offset)), tolerance: tolerance.map(scale.real))
  }
}
