import Platform

/// A clock whose time of day stands still, while its measured time goes on as that of another clock.
struct PinnedClock: TimeSource {
  /// The variable of the process's environment that pins the time of day, e.g. `2026-11-03T00:30:00Z`: for tests,
  /// and to read again what a sync of that time has read. Only the choice of days and the age of a full refresh's
  /// state depend on it.
  static let variable = "TIKTOK_NOW"

  private let time: UTCTime
  private let base: any TimeSource

  /// A clock at the time that the variable holds; nil when it holds none.
  init?(_ base: any TimeSource, by variables: [String: String]) {
    guard let time = variables[Self.variable].flatMap({ UTCTime($0) }) else { return nil }
    self.time = time
    self.base = base
  }

  var millisecondsSince1970: Int { time.seconds * 1_000 }
  var uptime: Duration { base.uptime }
  func sleep(until moment: Duration) async throws { try await base.sleep(until: moment) }
}
