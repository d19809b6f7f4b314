/// Where time comes from: the time of day, the time for measuring, and waiting. A parameter of whatever needs any of
/// them, so that a test can set it.
package protocol TimeSource: Sendable {
  /// The time of day, in milliseconds since 1970-01-01 00:00 UTC. It jumps when the system's clock is set.
  var millisecondsSince1970: Int { get }

  /// The time since a fixed moment. It never goes back.
  var uptime: Duration { get }

  /// Waits until ``uptime`` has reached a moment.
  /// - Parameter moment: a moment that has passed needs no wait.
  /// - Throws: `CancellationError` when the task is cancelled before.
  func sleep(until moment: Duration) async throws
}

extension TimeSource {
  /// The time of day, in whole seconds since 1970-01-01 00:00 UTC.
  package var secondsSince1970: Int { Int((Double(millisecondsSince1970) / 1_000).rounded(.down)) }

  /// Waits.
  /// - Parameter duration: how long.
  /// - Throws: `CancellationError` when the task is cancelled before.
  package func sleep(for duration: Duration) async throws { try await sleep(until: uptime + duration) }
}
