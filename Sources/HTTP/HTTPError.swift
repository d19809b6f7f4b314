/// Why a request has no response.
///
/// Safe for logs: it contains neither the URL's query nor a header.
package struct HTTPError: Error, Sendable, Equatable {
  /// The kinds that callers distinguish, because the remedy differs.
  package enum Kind: Sendable, Equatable {
    /// No address is known for the host's name.
    case unresolvableHost
    /// The host refused the connection, or no route leads to it.
    case unreachable
    /// The proxy of the environment cannot be reached or refused to connect; its status, if it sent one.
    case proxyFailed(status: Int?)
    /// The server's certificate is not trusted, or expired; where the trusted authorities were taken from.
    case certificateRefused(authorities: String)
    /// The server's certificate is another host's.
    case certificateOfAnotherHost
    /// The file or folder of certificates that the environment names cannot be used; its name.
    case authoritiesUnreadable(String)
    /// TLS failed before the certificates were checked.
    case handshakeFailed
    /// Name look-up, connection and handshake together took too long.
    case connectTimeout
    /// The connection was open, but nothing arrived for too long.
    case stalled
    /// The whole transfer took too long.
    case timedOut
    /// The connection broke, or was closed before the end of the response.
    case connectionLost
    /// The body is not the gzip stream that the headers promise, or ends in the middle of it.
    case badContentEncoding
    /// The answer is not HTTP.
    case malformedResponse
    /// The server redirects to another URL. The redirect is not followed, because the request carries a token.
    case redirectRefused(to: String, sameHost: Bool)
    /// The body is larger than the transport accepts, in bytes after decompression.
    case tooLarge(limit: Int)
    /// The task was cancelled or the transport shut down.
    case cancelled
    /// The request cannot be sent as it is: its URL or a header is malformed.
    case invalidRequest
    /// Anything else; the detail says what.
    case other
  }

  /// What went wrong.
  package let kind: Kind
  /// The host that the request was for.
  package let host: String
  /// What happened, usually in libcurl's words.
  package let detail: String

  /// An error of that kind; the detail must hold no secret.
  package init(_ kind: Kind, host: String, detail: String = "") {
    self.kind = kind
    self.host = host
    self.detail = detail
  }

  /// Whether the same request may well succeed a little later.
  package var isTransient: Bool {
    switch kind {
    case .unresolvableHost, .unreachable, .handshakeFailed, .connectTimeout, .stalled, .timedOut,
      .connectionLost, .badContentEncoding, .malformedResponse:
      true
    case .proxyFailed(let status): status.map { $0 >= 500 } ?? true
    case .certificateRefused, .certificateOfAnotherHost, .authoritiesUnreadable, .redirectRefused, .tooLarge,
      .cancelled,
      .invalidRequest, .other:
      false
    }
  }
}

extension HTTPError: CustomStringConvertible {
  /// The error in one line, for logs.
  package var description: String {
    detail.isEmpty ? summary : "\(summary): \(detail)"
  }

  private var summary: String {
    switch kind {
    case .unresolvableHost: "cannot resolve \(host)"
    case .unreachable: "cannot connect to \(host)"
    case .proxyFailed(let status?): "the proxy refused to connect to \(host), with status \(status)"
    case .proxyFailed(nil): "cannot reach the proxy for \(host)"
    case .certificateRefused(let authorities): "the certificate of \(host) is not trusted by \(authorities)"
    case .certificateOfAnotherHost: "the certificate of \(host) belongs to another host"
    case .authoritiesUnreadable(let authorities): "cannot use the certificates of \(authorities)"
    case .handshakeFailed: "the TLS handshake with \(host) failed"
    case .connectTimeout: "connecting to \(host) took too long"
    case .stalled: "\(host) stopped sending"
    case .timedOut: "no complete response from \(host) in time"
    case .connectionLost: "the connection to \(host) was lost"
    case .badContentEncoding: "the body from \(host) cannot be decompressed"
    case .malformedResponse: "the answer of \(host) is not HTTP"
    case .redirectRefused(let target, let sameHost):
      sameHost
        ? "a redirect within \(host) is not followed" : "a redirect from \(host) to \(target) is not followed"
    case .tooLarge(let limit): "the response of \(host) is larger than \(limit) bytes"
    case .cancelled: "the request to \(host) was cancelled"
    case .invalidRequest: "the request cannot be sent"
    case .other: "the request to \(host) failed"
    }
  }
}
