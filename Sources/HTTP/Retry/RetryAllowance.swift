import Synchronization

/// How many further attempts all requests together may make. The number grows with every success.
final class RetryAllowance: Sendable {
  private struct State {
    /// In tenths of an attempt.
    var tenths: Int
    var wasAnswered = false
    /// When the first request failed in the current outage.
    var outageStart: Duration?
  }

  private let limit: Int
  private let state: Mutex<State>

  /// An allowance of so many attempts, which is also its maximum.
  init(_ attempts: Int) {
    limit = min(max(0, attempts), Int.max / 10) * 10
    state = Mutex(State(tenths: limit))
  }

  /// Whether the server has ever answered, with any status.
  var wasAnswered: Bool { state.withLock(\.wasAnswered) }

  /// Records that a response came.
  func noteAnswer() { state.withLock { $0.wasAnswered = true } }

  /// Records that a request has succeeded.
  func noteSuccess() {
    state.withLock { state in
      state.tenths = min(limit, state.tenths + 1)
      state.outageStart = nil
    }
  }

  /// Records that a request has failed by an outage. Its start is shared, so that a request that begins during the
  /// outage does not wait for the full time again.
  ///
  /// - Parameter now: The moment, on the clock of the caller.
  /// - Returns: How long the outage has lasted: the time since its first failure without any success.
  func noteOutage(at now: Duration) -> Duration {
    state.withLock { state in
      let start = state.outageStart ?? now
      state.outageStart = start
      return now - start
    }
  }

  /// Takes one attempt; false when there is none left.
  func spend() -> Bool {
    state.withLock { state in
      guard state.tenths >= 10 else { return false }
      state.tenths -= 10
      return true
    }
  }
}
