import Connector
import HTTP
import JSON
import TestSupport
import Testing

@testable import TikTok

/// What users can do about each error of the API, of HTTP and of the network.
struct RemedyTests {
  private static let slice = Slice.make(window: .make("2026-10-05", "2026-11-03"))

  private static func transport(_ kind: HTTPError.Kind) -> APIError {
    APIError(
      .transport(HTTPError(kind, host: "business-api.tiktok.com", detail: "curl's words")), path: "ad/get/")
  }

  static let errors: [(name: String, error: APIError)] = [
    ("40101", .refused(40101)), ("40102", .refused(40102)), ("40103", .refused(40103)),
    ("40104", .refused(40104)), ("40105", .refused(40105)), ("40110", .refused(40110)),
    ("40000 of another app", .refused(40000, "app and token do not match")), ("40000", .refused(40000)),
    ("40001", .refused(40001)), ("40067 of a report", .refused(40067, path: "report/integrated/get/")),
    ("40067", .refused(40067)), ("40100", .refused(40100)),
    ("40133", .refused(40133)),
    ("40002", .refused(40002)), ("50000", .refused(50000)), ("60001", .refused(60001)),
    ("20001", .refused(20001)),
    ("status 429", APIError(.status(429, excerpt: "slow down"), path: "ad/get/")),
    ("status 408", APIError(.status(408, excerpt: ""), path: "ad/get/")),
    ("status 503", APIError(.status(503, excerpt: ""), path: "ad/get/")),
    ("status 403", APIError(.status(403, excerpt: ""), path: "ad/get/")),
    ("malformed", APIError(.page(.malformed(.truncated(at: 7))), path: "ad/get/")),
    ("unexpected shape", APIError(.page(.unexpectedShape("it has no `code`")), path: "ad/get/")),
    ("missing key", APIError(.page(.missingKey(field: "ad_id", record: 3)), path: "ad/get/")),
    ("truncated", APIError(.truncated("20k"), path: "ad/get/")),
    ("shifting", APIError(.unstable(reads: 5), path: "ad/get/")),
    ("40100 of a minute", .refused(40100, "QPM (601) reaches QPM limit 600")),
    ("40100 of a day", .refused(40100, "QPD (864001) reaches QPD limit 864000")),
    ("a day's quota", APIError(.usedUp(Quota(20_000, per: .day)), path: "gmv_max/report/get/")),
    (
      "an hour's quota",
      APIError(.usedUp(Quota(500, per: .hour, isOfAccount: true)), path: "report/task/create/")
    ),
    ("task", APIError(.task("7400", problem: "ended as FAILED: No luck"), path: "report/task/check/")),
    ("unresolvable host", transport(.unresolvableHost)), ("unreachable", transport(.unreachable)),
    ("connect timeout", transport(.connectTimeout)), ("proxy", transport(.proxyFailed(status: 407))),
    ("certificate", transport(.certificateRefused(authorities: "/etc/ssl/cert.pem"))),
    ("certificate of another host", transport(.certificateOfAnotherHost)),
    ("authorities", transport(.authoritiesUnreadable("/nowhere (SSL_CERT_FILE)"))),
    ("redirect", transport(.redirectRefused(to: "login.example.com", sameHost: false))),
    ("too large", transport(.tooLarge(limit: 64 << 20))), ("invalid request", transport(.invalidRequest)),
    ("handshake", transport(.handshakeFailed)), ("stalled", transport(.stalled)),
    ("timed out", transport(.timedOut)), ("connection lost", transport(.connectionLost)),
    ("encoding", transport(.badContentEncoding)), ("no HTTP", transport(.malformedResponse)),
    ("other", transport(.other)),
  ]

  @Test func `each error has its explanation`() throws {
    let table = Self.errors.map { name, error in
      let failure = UserMessage.failure(error, stream: "ads_reports_daily", slice: Self.slice)
      return "\(name) → \(failure.kind.rawValue)\n    \(failure.message)\n    \(failure.detail ?? "–")\n"
    }
    try expectSnapshot(table.joined(), named: "explanations.txt")
  }

  /// Which errors stop the sync and which the user can fix agree between code and text.
  @Test(arguments: errors)
  func `the remedy agrees with the kind of the error`(name: String, error: APIError) {
    let kind = UserMessage.failure(error, while: "x").kind
    switch error.kind {
    case .retry: #expect(kind == (name == "unexpected shape" ? .system : .transient))
    case .throttle: #expect(kind == .transient)
    case .configuration: #expect(kind == (name == "invalid request" ? .system : .configuration))
    case .skip, .split: #expect(kind == .configuration)
    case .system: #expect(kind != .configuration)
    }
  }

  @Test func `TikTok's message is repeated, but cut to a maximum length`() {
    let error = APIError.refused(40002, String(repeating: "many words ", count: 1000))
    let failure = UserMessage.failure(error, while: "x")
    #expect(failure.message.contains("TikTok says: many words many words"))
    #expect(failure.description.count < 1200)
  }
}
