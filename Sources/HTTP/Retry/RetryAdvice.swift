/// What a failure says about trying again.
package struct RetryAdvice: Sendable, Equatable {
  package enum Action: Sendable, Equatable {
    /// It would fail again.
    case none
    /// This request waits; the others go on.
    case backoff
    /// The server is throttling: all requests wait, or the next ones are refused as well.
    case pauseAll
  }

  package let action: Action
  /// What the server asked for as the shortest wait; zero when it did not.
  package let atLeast: Duration

  package static let none = RetryAdvice(action: .none, atLeast: .zero)
  package static let backoff = backoff(atLeast: .zero)
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
  var retryAdvice: RetryAdvice { get }
}

extension HTTPError: RetryableError {
  package var retryAdvice: RetryAdvice { isTransient ? .backoff : .none }
}
