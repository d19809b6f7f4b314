import Glibc

/// The clocks of the operating system.
package struct SystemClock: TimeSource {
  private static let origin = ContinuousClock.now

  /// All of them tell the same time.
  package init() {}

  package var millisecondsSince1970: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  package var uptime: Duration { Self.origin.duration(to: .now) }

  package func sleep(until moment: Duration) async throws {
    try await Task.sleep(until: Self.origin.advanced(by: moment), clock: .continuous)
  }
}
