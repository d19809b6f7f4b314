/// What a failure says about trying again.
package struct RetryAdvice: Sendable, Equatable {
  /// Who has to wait.
  package enum Action: Sendable, Equatable {
    /// It would fail again.
    case none
    /// This request waits; the others go on.
    case backoff
    /// The server is throttling: all requests wait, or the next ones are refused as well.
    case pauseAll
  }

  /// Who has to wait.
  package let action: Action
  /// What the server asked for as the shortest wait; zero when it did not.
  package let atLeast: Duration

  /// Not to try again.
  package static let none = RetryAdvice(action: .none, atLeast: .zero)
  /// To wait alone, for as long as the policy says.
  package static let backoff = backoff(atLeast: .zero)
  /// To make all requests wait, for as long as ``ThrottleLadder`` says.
  package static let pauseAll = pauseAll(atLeast: .zero)

  /// To wait for that long or longer, alone.
  package static func backoff(atLeast: Duration) -> RetryAdvice {
    RetryAdvice(action: .backoff, atLeast: atLeast)
  }

  /// To make all requests wait, for that long or longer.
  package static func pauseAll(atLeast: Duration) -> RetryAdvice {
    RetryAdvice(action: .pauseAll, atLeast: atLeast)
  }
}

/// An error that knows whether trying again may help; any other error is final.
package protocol RetryableError: Error {
  /// What to do about it.
  var retryAdvice: RetryAdvice { get }
}

extension HTTPError: RetryableError {
  /// To back off when the error is transient.
  package var retryAdvice: RetryAdvice { isTransient ? .backoff : .none }
}
