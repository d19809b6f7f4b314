/// What a failure says about trying again.
package struct RetryAdvice: Sendable, Equatable {
  /// Who has to wait.
  package enum Action: Sendable, Equatable {
    /// It would fail again.
    case none
    /// This request waits; the others go on.
    case backoff
    /// As ``backoff``, but the server took too long. It counts time-outs, so a smaller request is better than the
    /// same one (1757262274182145).
    case timeout
    /// As ``backoff``, but further attempts burden no server, because the network is gone or the service says that it
    /// is closed. Worth waiting for as long as the budget lasts.
    case outage
    /// The server is throttling: all requests wait, because the next ones would be refused as well.
    case pauseAll
  }

  /// Who has to wait.
  package let action: Action
  /// The shortest wait that the server asked for; zero if none.
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
  /// To back off when the error is transient, and to wait for the end of an outage when no connection is established:
  /// the server has received no request, so this burdens it little and is no time-out either.
  package var retryAdvice: RetryAdvice {
    switch kind {
    case .stalled, .timedOut: .timeout
    case .unresolvableHost, .unreachable, .connectTimeout, .handshakeFailed: .outage
    case .proxyFailed where isTransient: .outage
    default: isTransient ? .backoff : .none
    }
  }
}
