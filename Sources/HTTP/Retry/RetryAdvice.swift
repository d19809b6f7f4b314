/// What a failure says about trying again.
package struct RetryAdvice: Sendable, Equatable {
  /// Who has to wait.
  package enum Action: Sendable, Equatable {
    /// It would fail again.
    case none
    /// This request waits; the others go on.
    case backoff
    /// As with ``backoff``, but the server took too long, which it counts: who can asks for less instead
    /// (1757262274182145).
    case timeout
    /// As with ``backoff``, but nobody is there to be burdened by further attempts: the network is gone, or the
    /// service says that it is closed. Worth waiting for as long as the patience lasts.
    case outage
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
  /// To wait alone, after the server took too long.
  package static let timeout = timeout(atLeast: .zero)
  /// To wait alone until the network or the service is back.
  package static let outage = RetryAdvice(action: .outage, atLeast: .zero)
  /// To make all requests wait, for as long as ``ThrottleBackoff`` says.
  package static let pauseAll = pauseAll(atLeast: .zero)

  /// To wait for that long or longer, alone.
  package static func backoff(atLeast: Duration) -> RetryAdvice {
    RetryAdvice(action: .backoff, atLeast: atLeast)
  }

  /// To wait for that long or longer, alone, after the server took too long.
  package static func timeout(atLeast: Duration) -> RetryAdvice {
    RetryAdvice(action: .timeout, atLeast: atLeast)
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
  /// To back off when the error is transient, for long when the network is gone. A connection that does not come about
  /// is no time-out: the server knows of no request.
  package var retryAdvice: RetryAdvice {
    switch kind {
    case .stalled, .timedOut: .timeout
    case .unresolvableHost, .unreachable, .connectTimeout, .proxyFailed(status: nil): .outage
    default: isTransient ? .backoff : .none
    }
  }
}
