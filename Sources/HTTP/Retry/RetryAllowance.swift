import Synchronization

/// The further attempts that all requests together may still make, which grows with every answer.
final class RetryAllowance: Sendable {
  private struct State {
    /// In tenths of an attempt.
    var tenths: Int
    var wasAnswered = false
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
  func noteSuccess() { state.withLock { $0.tenths = min(limit, $0.tenths + 1) } }

  /// Takes one attempt; false when there is none left.
  func spend() -> Bool {
    state.withLock { state in
      guard state.tenths >= 10 else { return false }
      state.tenths -= 10
      return true
    }
  }
}
