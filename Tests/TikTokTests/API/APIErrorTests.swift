import HTTP
import JSON
import Testing

@testable import TikTok

struct APIErrorTests {
  /// Every code of TikTok's appendix (1737172488964097) that a reader can get, and the bounds of its ranges.
  private static let kinds: [(APIError.Kind, [Int])] = [
    (.throttle, [40016, 40100, 40132, 40133]),
    (.split, [40011, 40067]),
    (
      .skip,
      [
        40001, 40007, 40008, 40009, 40014, 40053, 40106, 40117, 40118, 40119, 40121, 40122, 40125, 40300,
        40301,
        40399, 41001,
      ]
    ),
    (
      .retry,
      [
        40050, 40200, 40201, 40202, 40700, 40901, 40902, 40903, 40913, 50000, 50001, 50002, 51004, 51041,
        51305,
        59999, 60001,
      ]
    ),
    (
      .configuration,
      [
        40010, 40013, 40101, 40102, 40103, 40104, 40105, 40107, 40108, 40110, 40112, 40113, 40115, 40116,
        40124, 40131,
        40134, 40199, 41000,
      ]
    ),
    (
      .system,
      [
        1, -1, 20001, 40002, 40003, 40004, 40006, 40051, 40052, 40065, 40066, 40068, 40109, 40203, 40299,
        40400, 40502,
        40701, 40900, 40904, 40915, 41002, 49999, 60000, 60002,
      ]
    ),
  ]

  @Test(arguments: kinds)
  func `the code decides how an error is handled`(kind: APIError.Kind, codes: [Int]) {
    for code in codes {
      #expect(APIError.refused(code).kind == kind, "\(code)")
      #expect(APIError.refused(code).code == code)
    }
  }

  @Test(arguments: [
    "The advertiser 7000000000000000002 doesn't exist or has been deleted.", "Advertiser does not exist",
    "advertiser_id 7000000000000000002 has been deleted", "The ad account (70000000001) was deleted.",
    "Advertiser ID: 7000000000000000002 does not exist",
  ])
  func `an account that is gone is left out, whatever the code`(message: String) {
    for code in [40001, 40002, 40300] {
      let error = APIError.refused(code, message)
      #expect(error.kind == .skip && error.envelope?.isOfGoneAccount == true)
      #expect(
        Remedy(for: error).text.contains(
          "does not exist any more, says TikTok. Take it out of `advertiser_ids`"))
      #expect(Remedy(for: error).text.hasSuffix("TikTok says: \(message)"))
    }
    #expect(APIError.refused(40100, message).kind == .throttle)
    #expect(APIError.refused(50002, message).kind == .retry)
  }

  @Test(arguments: [
    "The campaign 17 doesn't exist or has been deleted.", "No permission to operate advertiser 7001",
    "The metric of advertiser 7001 named x does not exist",
    "The advertiser 7001 may not use it. The shop does not exist",
  ])
  func `other refusals are not of an account that is gone`(message: String) {
    #expect(APIError.refused(40001, message).envelope?.isOfGoneAccount == false)
    #expect(APIError.refused(40002, message).kind == .system)
  }

  @Test(arguments: [40000, 40001, 40002, 40101, 51, 0x7fff_ffff])
  func `an app id that is inconsistent with the token's is that of another app`(code: Int) {
    let said = "The app_id of access_token is inconsistent with the app_id in the request parameter"
    let error = APIError.refused(code, said)
    #expect(error.kind == .configuration)
    #expect(Remedy(for: error).text.hasPrefix("The access token belongs to another app."))
  }

  @Test(arguments: [
    ("The app and the access token do not match", APIError.Kind.configuration),
    ("Access token does not belong to APP 7000", .configuration), ("Invalid request", .system),
    ("The app is unknown", .system), ("Bad token", .system), ("", .system),
  ])
  func `code 40000 means a token of another app when the text says so`(message: String, kind: APIError.Kind) {
    #expect(APIError.refused(40000, message).kind == kind)
  }

  @Test(arguments: [
    (429, APIError.Kind.throttle), (500, .retry), (502, .retry), (504, .retry), (599, .retry), (408, .retry),
    (400, .system), (401, .system), (403, .system), (404, .system), (301, .system),
  ])
  func `an HTTP status without an envelope decides by itself`(status: Int, kind: APIError.Kind) {
    #expect(APIError(.status(status, excerpt: ""), path: "x/").kind == kind)
  }

  @Test(arguments: [
    (HTTPError.Kind.unresolvableHost, APIError.Kind.retry), (.unreachable, .retry),
    (.proxyFailed(status: nil), .retry),
    (.proxyFailed(status: 502), .retry), (.proxyFailed(status: 407), .system), (.handshakeFailed, .retry),
    (.connectTimeout, .retry), (.stalled, .retry), (.timedOut, .retry), (.connectionLost, .retry),
    (.badContentEncoding, .retry), (.malformedResponse, .retry),
    (.certificateRefused(authorities: "x"), .configuration), (.authoritiesUnreadable("x"), .configuration),
    (.certificateOfAnotherHost, .configuration),
    (.redirectRefused(to: "x", sameHost: false), .configuration), (.invalidRequest, .configuration),
    (.tooLarge(limit: 1), .system), (.other, .system),
  ])
  func `a transport error is retried only if it is temporary`(fault: HTTPError.Kind, kind: APIError.Kind) {
    #expect(APIError(.transport(HTTPError(fault, host: "h")), path: "x/").kind == kind)
  }

  @Test(arguments: [
    (PageError.malformed(.truncated(at: 3)), APIError.Kind.retry), (.unexpectedShape("x"), .retry),
    (.missingKey(field: "ad_id", record: 0), .system),
  ])
  func `a damaged page is retried, a record without its key is not`(
    error: PageError, kind: APIError.Kind
  ) {
    #expect(APIError(.page(error), path: "x/").kind == kind)
    #expect(APIError(.truncated("20k"), path: "x/").kind == .system)
  }

  @Test(arguments: [
    (50000, RetryAdvice.backoff), (40100, .pauseAll), (40001, .none), (40067, .none), (40105, .none),
    (40002, .none),
  ])
  func `the kind decides whether to retry`(code: Int, advice: RetryAdvice) {
    #expect(APIError.refused(code).retryAdvice == advice)
  }

  @Test(arguments: [
    (
      APIError.refused(40105, "Access token is incorrect or has been revoked."),
      "ad/get/ code 40105: Access token is incorrect or has been revoked. (request_id r1)"
    ),
    (APIError(.status(503, excerpt: "busy"), path: "x/"), "x/ HTTP status 503: busy"),
    (
      APIError(.transport(HTTPError(.stalled, host: "h", detail: "d")), path: "x/"), "x/ h stopped sending: d"
    ),
    (
      APIError(.page(.malformed(.truncated(at: 3))), path: "x/"),
      "x/ the answer is not JSON: the text ends at byte 3, in the middle of a value"
    ),
    (
      APIError(.page(.unexpectedShape("it has no `code`")), path: "x/"),
      "x/ the answer has an unexpected shape: it has no `code`"
    ),
    (
      APIError(.page(.missingKey(field: "ad_id", record: 7)), path: "x/"),
      "x/ record 7 of the answer has no `ad_id`"
    ),
    (APIError(.truncated("20k"), path: "x/"), "x/ rows are missing: 20k"),
  ])
  func `an error is described in one line`(error: APIError, text: String) {
    #expect("\(error)" == text)
  }

  @Test func `a long message is cut`() {
    let error = APIError.refused(40002, String(repeating: "x", count: 10_000))
    #expect("\(error)".count < 500)
  }

  @Test func `only a refusal has a code`() {
    #expect(APIError(.status(500, excerpt: ""), path: "x/").code == nil)
    #expect(APIError(.truncated(""), path: "x/").code == nil)
  }
}
