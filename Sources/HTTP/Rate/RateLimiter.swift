package import Platform
import Synchronization

/// Limits the rate of all requests of an app. The API counts per app, over all endpoints and advertisers (§5 of the
/// fact sheet), so every stream and every retry uses the same limiter.
///
/// First come, first served. An idle limiter lets as many requests through at once as its rates allow. Later ones go
/// one after the other.
package final class RateLimiter: Sendable {
  /// The permission to send one request.
  package struct Permit: Sendable, Equatable {
    /// When it was given, by the ``TimeSource/uptime`` of the limiter's clock.
    package let start: Duration
    fileprivate let id: Int
  }

  private struct State {
    var logs: [SlidingLog]
    /// The permits whose requests have not been sent yet, and those that have not been answered.
    var unsent: Set<Int> = []
    var unanswered: Set<Int> = []
    var nextID = 0
    var brake: TimeoutBrake?
    var pauseEnd = Duration.zero
    var ladder = ThrottleBackoff()
  }

  private let state: Mutex<State>
  private let turnstile = AsyncMutex()
  private let clock: any TimeSource

  /// A limiter that keeps to all of the rates at once: in any window of one of them, at most its count of
  /// requests start, and that even when the network brings them 3 % closer together. Of windows of 30 s and more, none
  /// from a request's answer on has more than that: however long it was on its way, it is not counted later.
  ///
  /// - Parameters:
  ///   - rates: None at all: only pauses hold requests up.
  ///   - timeouts: How many requests may time out in any window: after the first one, no more are in flight than may
  ///     still do so. nil: any number.
  ///   - clock: What measures the windows and wakes the waiting.
  package init(_ rates: [Rate], timeouts: Rate? = nil, clock: any TimeSource = SystemClock()) {
    state = Mutex(State(logs: rates.map(SlidingLog.init), brake: timeouts.map(TimeoutBrake.init)))
    self.clock = clock
  }

  /// How often to check whether a request has been sent or answered, while as many as allowed are in flight.
  private static let pollInterval = Duration.milliseconds(10)

  /// Waits until a request may start, and keeps its place until it is sent and answered.
  ///
  /// - Returns: The permit, for ``sent(_:)``, for ``answered(_:)`` or ``timedOut(_:)`` in any case, and for
  ///   ``throttled(_:atLeast:)`` or ``succeeded(_:)``.
  /// - Throws: `CancellationError` when the task is cancelled before; nothing is counted then.
  package func reserve() async throws -> Permit {
    try await turnstile.enter()
    defer { turnstile.leave() }
    return try await wait()
  }

  /// Records that a request is on its way to the server. Only the first call for a permit counts.
  package func sent(_ permit: Permit) {
    state.withLock { record(.sent, of: permit, in: &$0) }
  }

  /// Records that a request has been answered or given up. Only the first call for a permit counts.
  package func answered(_ permit: Permit) {
    state.withLock { state in
      record(.sent, of: permit, in: &state)
      record(.answered, of: permit, in: &state)
    }
  }

  /// Records that the server took too long for a request. Replaces ``answered(_:)``.
  package func timedOut(_ permit: Permit) {
    // In one step, because otherwise another request could take the place in between.
    state.withLock { state in
      state.brake?.note(at: clock.uptime)
      record(.sent, of: permit, in: &state)
      record(.answered, of: permit, in: &state)
    }
  }

  private func record(_ mark: SlidingLog.Mark, of permit: Permit, in state: inout State) {
    let isNew =
      switch mark {
      case .sent: state.unsent.remove(permit.id) != nil
      case .answered: state.unanswered.remove(permit.id) != nil
      }
    guard isNew else { return }
    // Read under the lock, so that moments come in their order.
    let now = clock.uptime
    for index in state.logs.indices where state.logs[index].mark == mark { state.logs[index].record(now) }
  }

  private func wait() async throws -> Permit {
    while true {
      try Task.checkCancellation()
      switch claim(at: clock.uptime) {
      case .granted(let permit): return permit
      // Only the first request sleeps here, and the others wait for it. If a pause begins meanwhile, the next claim
      // returns its end.
      case .notBefore(let moment): try await clock.sleep(until: moment)
      }
    }
  }

  /// Records that the server throttled a request, and pauses everything by ``ThrottleBackoff``: no request starts
  /// before the pause is over. Of overlapping pauses the later end counts.
  ///
  /// - Parameters:
  ///   - permit: The permit of the throttled request. If it started before the pause in force began, that
  ///     pause is not made longer by the ladder.
  ///   - atLeast: What the server asked for; it counts when it is more.
  /// - Returns: How much of the pause is left; zero when it is over already.
  @discardableResult
  package func throttled(_ permit: Permit, atLeast: Duration = .zero) -> Duration {
    let now = clock.uptime
    return state.withLock { state in
      let step = state.ladder.hit(startedAt: permit.start, now: now) ?? .zero
      state.pauseEnd = max(state.pauseEnd, now + max(step, atLeast))
      return state.pauseEnd - now
    }
  }

  /// Records that the server answered a request: the next throttling begins with the shortest pause.
  package func succeeded(_ permit: Permit) {
    state.withLock { $0.ladder.success(startedAt: permit.start) }
  }

  private enum Claim {
    case granted(Permit)
    case notBefore(Duration)
  }

  private func claim(at now: Duration) -> Claim {
    state.withLock { state in
      var earliest = state.pauseEnd
      for log in state.logs {
        switch log.next {
        case .now: break
        case .at(let moment): earliest = max(earliest, moment)
        case .unknown: earliest = max(earliest, now + Self.pollInterval)
        }
      }
      if state.brake?.admits(besides: state.unanswered.count, at: now) == false {
        earliest = max(earliest, now + Self.pollInterval)
      }
      guard earliest <= now else { return .notBefore(earliest) }
      for index in state.logs.indices { state.logs[index].reserve() }
      state.nextID += 1
      state.unsent.insert(state.nextID)
      state.unanswered.insert(state.nextID)
      return .granted(Permit(start: now, id: state.nextID))
    }
  }
}
