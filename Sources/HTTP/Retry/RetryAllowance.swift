import Synchronization

/// The further attempts that all requests together may still make, which grows with every answer.
final class RetryAllowance: Sendable {
  private struct State {
    /// In tenths of an attempt.
    var tenths: Int
    var wasAnswered = false
    /// When the first request failed by the outage that there is.
    var outageStart: Duration?
  }

  private let limit: Int
  private let state: Mutex<State>

  /// An allowance that begins with so many attempts, which are also the most that it saves up.
  init(_ attempts: Int) {
    limit = min(max(0, attempts), Int.max / 10) * 10
    state = Mutex(State(tenths: limit))
  }

  /// Whether the server has ever answered, however.
  var wasAnswered: Bool { state.withLock(\.wasAnswered) }

  /// Takes note that a response came.
  func noteAnswer() { state.withLock { $0.wasAnswered = true } }

  /// Takes note that a request has come to its end.
  func noteSuccess() {
    state.withLock { state in
      state.tenths = min(limit, state.tenths + 1)
      state.outageStart = nil
    }
  }

  /// Takes note that a request has failed by an outage. Who begins while it lasts need not wait as long once more.
  ///
  /// - Parameter now: The moment, on the clock of the caller.
  /// - Returns: How long no request has come to its end since the first that failed so.
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
