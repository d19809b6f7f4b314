import HTTP
import Testing

struct `HTTP errors` {
  @Test(arguments: [
    (HTTPError.Kind.unresolvableHost, "cannot resolve h: why"),
    (.unreachable, "cannot connect to h: why"),
    (.proxyFailed(status: nil), "cannot reach the proxy for h: why"),
    (.proxyFailed(status: 502), "the proxy refused to connect to h, with status 502: why"),
    (.handshakeFailed, "the TLS handshake with h failed: why"),
    (.connectTimeout, "connecting to h took too long: why"),
    (.stalled, "h stopped sending: why"),
    (.timedOut, "no complete response from h in time: why"),
    (.connectionLost, "the connection to h was lost: why"),
    (.badContentEncoding, "the body from h cannot be decompressed: why"),
    (.malformedResponse, "the answer of h is not HTTP: why"),
  ])
  func `temporary errors are retried with backoff`(kind: HTTPError.Kind, text: String) {
    let error = HTTPError(kind, host: "h", detail: "why")
    #expect(error.isTransient)
    let isGone = [
      .unresolvableHost, .unreachable, .connectTimeout, .handshakeFailed, .proxyFailed(status: nil),
      .proxyFailed(status: 502),
    ].contains(kind)
    let isTimeout = [.stalled, .timedOut].contains(kind)
    #expect(error.retryAdvice == (isGone ? .outage : isTimeout ? .timeout : .backoff))
    #expect(error.description == text)
  }

  @Test(arguments: [
    (HTTPError.Kind.proxyFailed(status: 407), "the proxy refused to connect to h, with status 407"),
    (
      .certificateRefused(authorities: "SSL_CERT_FILE=/a"),
      "the certificate of h is not trusted by SSL_CERT_FILE=/a"
    ),
    (.authoritiesUnreadable("SSL_CERT_FILE=/a"), "cannot use the certificates of SSL_CERT_FILE=/a"),
    (.redirectRefused(to: "g", sameHost: false), "a redirect from h to g is not followed"),
    (.redirectRefused(to: "h", sameHost: true), "a redirect within h is not followed"),
    (.tooLarge(limit: 9), "the response of h is larger than 9 bytes"),
    (.cancelled, "the request to h was cancelled"),
    (.invalidRequest, "the request cannot be sent"),
    (.other, "the request to h failed"),
  ])
  func `permanent errors are not retried`(kind: HTTPError.Kind, text: String) {
    let error = HTTPError(kind, host: "h")
    #expect(!error.isTransient)
    #expect(error.retryAdvice == .none)
    #expect(error.description == text)
  }
}
