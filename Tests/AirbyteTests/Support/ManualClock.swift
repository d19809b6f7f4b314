import Platform
import Synchronization

/// Clocks that stand still until a test advances them. The time of day begins 1,700,000,000 seconds after 1970.
final class ManualClock: TimeSource {
  private let elapsed = Mutex(Duration.zero)

  var millisecondsSince1970: Int { 1_700_000_000_000 + Int(uptime / .milliseconds(1)) }
  var uptime: Duration { elapsed.withLock { $0 } }

  func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }

  /// Sleeps until the task is cancelled. Tests trigger timed work with ``OutputSink/tick()`` instead.
  func sleep(until moment: Duration) async throws { try await Task.sleep(for: .seconds(3_600)) }
}
