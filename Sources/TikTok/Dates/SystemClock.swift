import FoundationEssentials

/// The time of day, which a test may set.
package enum SystemClock {
  /// Seconds since 1970-01-01 00:00 UTC.
  @Sendable package static func now() -> Int { Int(Date().timeIntervalSince1970) }

  /// Milliseconds since then.
  @Sendable package static func milliseconds() -> Int { Int(Date().timeIntervalSince1970 * 1000) }

  /// The variable of the process's environment that sets another time, e.g. `2026-11-03T00:30:00Z`: for tests,
  /// and to read again what a sync of that time has read. Nothing but the choice of days and the age of a full
  /// refresh's state depends on it.
  static let variable = "TIKTOK_NOW"

  /// The variable's time, if it holds one; the other clock if not.
  static func overridden(
    by variables: [String: String], otherwise clock: @escaping @Sendable () -> Int
  ) -> @Sendable () -> Int {
    guard let text = variables[variable], let time = UTCTime(text) else { return clock }
    return { time.seconds }
  }
}
