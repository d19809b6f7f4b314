import Synchronization

/// The requests that have timed out, of all senders, because the API blocks a request that has timed out too often
/// (1757262274182145).
final class TimeoutLog: Sendable {
  private struct Key: Hashable {
    let url: String
    let body: [UInt8]?

    init(_ request: HTTPRequest) {
      url = request.url
      body = request.body
    }
  }

  private struct Entry {
    /// The latest error.
    var error: any RetryableError
    /// The moments of the latest time-outs, in order, at most as many as are allowed.
    var moments: [Duration]
  }

  private let rate: Rate
  private let entries = Mutex<[Key: Entry]>([:])

  /// - Parameter rate: how often the same request may time out in any window.
  init(_ rate: Rate) { self.rate = rate }

  /// Records a request that has timed out.
  func note(_ error: any RetryableError, of request: HTTPRequest, at now: Duration) {
    entries.withLock { entries in
      let moments = (entries[Key(request)]?.moments ?? []) + [now]
      entries[Key(request)] = Entry(error: error, moments: moments.suffix(rate.count))
    }
  }

  /// How the same request timed out the last time; nil if it never did.
  func error(of request: HTTPRequest) -> (any RetryableError)? {
    entries.withLock { $0[Key(request)]?.error }
  }

  /// How long the same request must not be sent, so that it cannot time out more often than allowed.
  func wait(of request: HTTPRequest, at now: Duration) -> Duration {
    entries.withLock { entries in
      guard let moments = entries[Key(request)]?.moments, moments.count == rate.count else { return .zero }
      return max(.zero, moments[0] + rate.window - now)
    }
  }
}
