import HTTP

/// What happens to a request.
enum Fate: Sendable, Equatable {
  /// It is answered by TikTok.
  case answered
  /// It is answered, but not as the documents say.
  case distorted(Distortion)
  /// It never arrives, or its answer does not.
  case lost(HTTPError.Kind)
  /// It is answered by TikTok's edge, without JSON; after how many seconds to come again, where the edge says so.
  case status(Int, retryAfter: Int? = nil)
  /// It is refused, whatever it asks for.
  case refused(Int, String)
  /// It is refused because of the account that it is about.
  case accountRefused(String, code: Int)
  /// The answer ends after this part of its bytes, in thousandths.
  case truncated(Int)
  /// Another body comes instead.
  case replaced(String)
}

extension Fate {
  static let tooManyInAMinute = Fate.refused(40_100, "QPM limit reached")
  static let tooManyInADay = Fate.refused(40_100, "QPD limit reached")

  /// Whether TikTok counts it as timed out (1757262274182145).
  var isTimeout: Bool {
    switch self {
    case .lost(.stalled), .lost(.timedOut), .status(408, _), .status(504, _), .status(524, _): true
    default: false
    }
  }

  /// Whether the request leaves the machine: there is no connection otherwise.
  var isSent: Bool { !isOutage }

  /// Whether there is no connection to send it on.
  private var isOutage: Bool {
    [.lost(.unreachable), .lost(.unresolvableHost), .lost(.connectTimeout), .lost(.handshakeFailed)]
      .contains(self)
  }

  /// Whether it says that the app, or a part of it, sends too much (§4).
  var isThrottling: Bool {
    switch self {
    case .status(429, _), .refused(40_016, _), .refused(40_100, _), .refused(40_132, _), .refused(40_133, _):
      true
    default: false
    }
  }

  /// Whether it refuses the token (§4).
  var refusesToken: Bool {
    if case .refused(40_102...40_105, _) = self { true } else { false }
  }

  /// The name of its case.
  var kind: String { String("\(self)".prefix { $0 != "(" }) }

  /// What it is, for messages.
  var name: String {
    switch self {
    case .answered: "answered"
    case .distorted(let distortion): "distorted: \(distortion.name)"
    case .lost(let kind): "lost: \(kind)"
    case .status(let status, let retryAfter):
      "status \(status)" + (retryAfter == nil ? "" : " with Retry-After")
    case .refused(let code, let message): "\(code) \(message)"
    case .accountRefused(_, let code): "account refused with \(code)"
    case .truncated: "truncated"
    case .replaced: "replaced"
    }
  }
}
