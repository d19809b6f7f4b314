import HTTP

/// Why a request of the API has no usable answer.
struct APIError: Error, Sendable, Equatable {
  enum Cause: Sendable, Equatable {
    /// The API said no: a code that is not 0 (§4 of the fact sheet).
    case refused(Envelope)
    /// An answer with a status that is not 2xx, which the API itself never gives.
    case status(Int, excerpt: String)
    /// No whole answer.
    case transport(HTTPError)
    /// The answer is not what the API sends.
    case page(PageError)
    /// TikTok left rows out of the answer, as its header says.
    case truncated(String)
    /// The pages of a list do not fit together, however often they are asked for: it changes all the time.
    case unstable(reads: Int)
    /// The request was not sent, because this process has used up the endpoint's quota.
    case usedUp(Quota)
    /// A report task, by its id, came to no output; what it did, as the end of a sentence.
    case task(String, problem: String)
  }

  let cause: Cause
  /// The endpoint's path.
  let path: String
  /// How long TikTok wants no request at least, where it says so.
  var wait: Duration
  /// Whether it is one endpoint's quota that is used up, so that others need not wait.
  var isOfQuota: Bool

  init(_ cause: Cause, path: String, wait: Duration = .zero) {
    self.cause = cause
    self.path = path
    self.wait = wait
    isOfQuota = if case .usedUp = cause { true } else { false }
  }

  /// What to do about it.
  enum Kind: Sendable {
    /// Try again, a little later.
    case retry
    /// Hold all requests back for a while.
    case throttle
    /// Leave this account out of this stream.
    case skip
    /// Ask for less at a time.
    case split
    /// The user has to fix something: no request will succeed.
    case configuration
    /// The stream cannot be read, and the user cannot change that.
    case system
  }

  var kind: Kind {
    switch cause {
    case .refused(let envelope): ErrorCode.of(envelope).kind
    case .status(let status, _): status == 429 ? .throttle : status >= 500 || status == 408 ? .retry : .system
    case .transport(let error):
      switch error.kind {
      case .certificateRefused, .certificateOfAnotherHost, .authoritiesUnreadable, .redirectRefused,
        .invalidRequest:
        .configuration
      default: error.isTransient ? .retry : .system
      }
    case .page(.malformed), .page(.unexpectedShape), .unstable: .retry
    case .usedUp: .throttle
    case .page, .truncated, .task: .system
    }
  }

  /// Whether every further request would fail like this one: the user has to fix something, or it is the whole app that
  /// is throttled, not one account on one path (§4).
  var endsSync: Bool {
    switch (kind, cause) {
    case (.configuration, _): true
    case (.throttle, .refused(let envelope)): envelope.code == 40100 && !isOfQuota
    case (.throttle, .status): true
    default: false
    }
  }

  /// What was too much of a request, so that less at a time may be had.
  enum Excess: Sendable {
    /// The records, by the API's own code.
    case size
    /// TikTok took too long.
    case time
    /// The list changed all the while.
    case changes
    /// TikTok left rows out.
    case rows
  }

  /// nil where less at a time would not help.
  var excess: Excess? {
    switch cause {
    case .refused: kind == .split ? .size : nil
    case .transport(let error): error.retryAdvice.action == .timeout ? .time : nil
    case .status(let status, _): HTTPStatusError.timeouts.contains(status) ? .time : nil
    case .unstable: .changes
    case .truncated: .rows
    case .page, .usedUp, .task: nil
    }
  }

  /// Whether the API refuses a parameter (§4): a metric or field that it does not know, or has given up, a conflict.
  var isOfParameters: Bool { code == 40002 || code == 41002 }

  /// Whether TikTok refuses a shop, not the request as such: its words name the shop, or it is one that the list does
  /// not call available, as the endpoint wants it (1824721673497601). The codes for it are not documented.
  /// - Parameters:
  ///   - id: the shop's.
  ///   - isDoubtful: whether the list does not call it available.
  /// - Returns: false for what concerns the account, the app or any request alike.
  func refuses(shop id: String, isDoubtful: Bool) -> Bool {
    guard let envelope, kind == .system || kind == .skip else { return false }
    return isDoubtful && kind == .system || envelope.names(shop: id)
  }

  /// Whether it is the names of metrics or fields that the API refuses.
  var isOfColumns: Bool { isOfParameters && envelope?.isAboutColumns == true }

  /// Those of the metrics or fields of a request that the API refuses.
  /// - Parameter asked: the names in the request.
  /// - Returns: names of `asked`; none where the text does not tell.
  func columnsRefused(of asked: [String]) -> Set<String> {
    isOfColumns ? envelope?.columnsRefused(of: asked) ?? [] : []
  }

  /// What the API said, where it said no.
  var envelope: Envelope? { if case .refused(let envelope) = cause { envelope } else { nil } }

  /// The API's code, where it gave one.
  var code: Int? { envelope?.code }
}

extension APIError: RetryableError {
  var retryAdvice: RetryAdvice {
    switch kind {
    case .retry: code == ErrorCode.maintenance ? .outage : .backoff
    case .throttle: isOfQuota ? .backoff(atLeast: wait) : .pauseAll(atLeast: wait)
    case .skip, .split, .configuration, .system: .none
    }
  }
}

extension APIError: CustomStringConvertible {
  /// What happened, for the log and a message's details.
  var description: String {
    let what =
      switch cause {
      case .refused(let envelope):
        "code \(envelope.code): \(envelope.message.wholeWords(upTo: 400)) (request_id \(envelope.requestID))"
      case .status(let status, let excerpt): "HTTP status \(status): \(excerpt)"
      case .transport(let error): "\(error)"
      case .page(.malformed(let error)): "the answer is not JSON: \(error)"
      case .page(.unexpectedShape(let problem)): "the answer has an unexpected shape: \(problem)"
      case .page(.missingKey(let field, let record)): "record \(record) of the answer has no `\(field)`"
      case .page(.refused(let envelope)): "code \(envelope.code): \(envelope.message)"
      case .truncated(let header): "rows are missing: \(header)"
      case .unstable(let reads): "the list changed each of the \(reads) times that it was read"
      case .usedUp(let quota): "takes \(quota), which this sync has sent"
      case .task(let id, let problem): "task \(id) \(problem.wholeWords(upTo: 400))"
      }
    return "\(path) \(what)"
  }
}
