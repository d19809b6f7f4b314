import Synchronization

@testable import Airbyte

/// Clocks that stand still until a test moves them on. It begins 1,700,000,000 seconds after 1970.
final class ManualTime: Timepiece {
  private let elapsed = Mutex(Duration.zero)

  var now: Int { 1_700_000_000_000 + uptime.milliseconds }
  var uptime: Duration { elapsed.withLock { $0 } }

  func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }

  /// Sleeps until the task is cancelled: what is due by time is made due with ``OutputSink/tick()``.
  func sleep(for duration: Duration) async throws { try await Task.sleep(for: .seconds(3_600)) }
}
