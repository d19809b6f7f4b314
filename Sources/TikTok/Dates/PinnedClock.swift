import Connector
import Platform

/// A clock whose time of day stands still, while its measured time goes on as that of another clock.
struct PinnedClock: TimeSource {
  /// The variable of the process's environment that pins the time of day, e.g. `2026-11-03T00:30:00Z`: for tests,
  /// and to read again what a sync of that time has read. Only the choice of days and the age of a full refresh's
  /// state depend on it.
  static let variable = "TIKTOK_NOW"

  private let time: UTCTime
  private let base: any TimeSource

  /// A clock at the time that the variable holds; nil when it holds none, or none that can be read
  /// (``requireReadable(in:)``).
  init?(_ base: any TimeSource, by variables: [String: String]) {
    guard let time = variables[Self.variable].flatMap({ UTCTime($0.trimmed) }) else { return nil }
    self.time = time
    self.base = base
  }

  /// - Throws: `SourceFailure` when the variable is set, but holds no time: today would be read in its place.
  static func requireReadable(in variables: [String: String]) throws(SourceFailure) {
    guard let text = variables[variable]?.trimmed, !text.isEmpty, UTCTime(text) == nil else { return }
    throw SourceFailure(
      .configuration,
      "The environment variable \(variable) must be a time in UTC such as 2026-11-03T00:30:00Z, but is "
        + "\"\(text.clipped)\". Correct or unset it.")
  }

  var millisecondsSince1970: Int { time.seconds * 1_000 }
  var uptime: Duration { base.uptime }
  func sleep(until moment: Duration) async throws { try await base.sleep(until: moment) }
}
