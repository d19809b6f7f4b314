import Glibc

/// Where the time comes from: a parameter, so that tests can set it.
package protocol Timepiece: Sendable {
  /// Milliseconds since 1970, for messages.
  var now: Int { get }

  /// The time since some fixed moment, for measuring: it never goes back.
  var uptime: Duration { get }

  /// Waits.
  /// - Parameter duration: how long.
  /// - Throws: `CancellationError`.
  func sleep(for duration: Duration) async throws
}

/// The system's clocks.
package struct SystemTime: Timepiece {
  package init() {}

  package var now: Int {
    let time = read(CLOCK_REALTIME)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  package var uptime: Duration {
    let time = read(CLOCK_MONOTONIC)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  package func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }

  private func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
