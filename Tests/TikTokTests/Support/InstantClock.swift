import Platform
import Synchronization

/// A clock on which a sleep does not wait but advances the time to its end.
final class InstantClock: TimeSource {
  private let start: Int
  private let time = Mutex(Duration.zero)

  /// - Parameter start: the initial time of day, in seconds since 1970-01-01 00:00 UTC.
  init(at start: Int = testTime) { self.start = start }

  var millisecondsSince1970: Int { start * 1000 + Int(slept / .milliseconds(1)) }
  var uptime: Duration { slept }
  /// The total time of all sleeps.
  var slept: Duration { time.withLock(\.self) }

  func sleep(until moment: Duration) async throws {
    try Task.checkCancellation()
    time.withLock { $0 = max($0, moment) }
    await Task.yield()
  }
}
