import Platform
import Synchronization

/// A clock that stands still until the world moves it on.
final class VirtualClock: TimeSource {
  private struct Sleeper {
    let id: Int
    let end: Duration
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now = Duration.zero
    var count = 0
    var sleepers: [Sleeper] = []
  }

  private let start: Int
  private let state = Mutex(State())

  /// - Parameter start: the initial time of day, in seconds since 1970-01-01 00:00 UTC.
  init(at start: Int) { self.start = start }

  var uptime: Duration { state.withLock(\.now) }
  var millisecondsSince1970: Int { start * 1_000 + Int(uptime / .milliseconds(1)) }

  func sleep(until moment: Duration) async throws {
    let id = state.withLock { state in
      state.count += 1
      return state.count
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = Task.isCancelled
        let isOver = state.withLock { state in
          if isCancelled || moment <= state.now { return true }
          state.sleepers.append(Sleeper(id: id, end: moment, continuation: continuation))
          return false
        }
        if isCancelled {
          continuation.resume(throwing: CancellationError())
        } else if isOver {
          continuation.resume()
        }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Moves on to the end of the next sleep, and wakes who sleeps until then.
  /// - Parameter limit: a moment that must not be passed.
  /// - Returns: false when nobody sleeps and there is no limit.
  func advance(upTo limit: Duration? = nil) -> Bool {
    let woken = state.withLock { state -> [Sleeper]? in
      guard let next = [state.sleepers.map(\.end).min(), limit].compactMap(\.self).min() else { return nil }
      state.now = max(state.now, next)
      let woken = state.sleepers.filter { $0.end <= state.now }
      state.sleepers.removeAll { $0.end <= state.now }
      return woken
    }
    for sleeper in woken ?? [] { sleeper.continuation.resume() }
    return woken != nil
  }
}
