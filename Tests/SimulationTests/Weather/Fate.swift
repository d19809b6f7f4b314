import HTTP

/// What happens to a request.
enum Fate: Sendable, Equatable {
  /// It is answered by TikTok.
  case answered
  /// It never arrives, or its answer does not.
  case lost(HTTPError.Kind)
  /// It is answered by TikTok's edge, without JSON.
  case status(Int)
  /// It is refused, whatever it asks for.
  case refused(Int, String)
  /// The answer ends after this part of its bytes, in thousandths.
  case truncated(Int)
  /// Another body comes instead.
  case replaced(String)
}

extension Fate {
  static let tooManyInAMinute = Fate.refused(40_100, "QPM limit reached")

  var isTimeout: Bool { [.lost(.stalled), .lost(.timedOut)].contains(self) }

  /// Whether the request leaves the machine: there is no connection otherwise.
  var isSent: Bool {
    ![.lost(.unreachable), .lost(.unresolvableHost), .lost(.connectTimeout), .lost(.handshakeFailed)]
      .contains(self)
  }
}
