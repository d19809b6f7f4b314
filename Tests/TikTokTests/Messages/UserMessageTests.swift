import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// What users read when something goes wrong: which stream, account and days, what happened, what to do.
struct UserMessageTests {
  private static let slice = Slice.make(window: .make("2026-10-05", "2026-11-03"))

  private static func transport(_ kind: HTTPError.Kind) -> APIError {
    APIError(
      .transport(HTTPError(kind, host: "business-api.tiktok.com", detail: "curl's words")), path: "ad/get/")
  }

  private static let errors: [(name: String, error: APIError)] = [
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

  @Test(arguments: errors)
  func `an explanation names stream, account and days, or the step that was being tried`(
    name: String, error: APIError
  ) {
    let failure = UserMessage.failure(error, stream: "ads_reports_daily", slice: Self.slice)
    #expect(
      failure.message.hasPrefix("Stream `ads_reports_daily` (advertiser 7001, 2026-10-05…2026-11-03): "))
    #expect(failure.detail == "\(error)")
    let step = UserMessage.failure(error, while: "Listing")
    #expect(step.message.hasPrefix("Listing: "))
    #expect(step.kind == failure.kind)
  }

  /// What stops everything and what the user can mend are the same in code and in words.
  @Test(arguments: errors)
  func `who can mend it fits what is done about it`(name: String, error: APIError) {
    let kind = UserMessage.failure(error, while: "x").kind
    switch error.kind {
    case .retry: #expect(kind == (name == "unexpected shape" ? .system : .transient))
    case .throttle: #expect(kind == .transient)
    case .configuration: #expect(kind == (name == "invalid request" ? .system : .configuration))
    case .skip, .split: #expect(kind == .configuration)
    case .system: #expect(kind != .configuration)
    }
  }

  @Test func `remarks and failures that are no error of the API have their words`() throws {
    let many = (1...7).map { AdvertiserID.make($0) }
    func refusal(_ message: String) -> APIError {
      .refused(40002, message, path: "report/integrated/get/")
    }
    let refusedMetric = refusal("Invalid metric fields: ['a', 'b']")
    let noLifetime = refusal("query_lifetime is not supported")
    let noHours = refusal("stat_time_hour is not supported")
    let texts = [
      UserMessage.skipped(.refused(40001), stream: "ads", slice: .make()),
      UserMessage.skipped(
        .refused(40001), stream: "advertisers", slice: .make(accounts: [.make(1), .make(2)])),
      UserMessage.refusedEverywhere(.refused(40001), stream: "ads").description,
      UserMessage.noAdvertiser(excluded: 0).description, UserMessage.noAdvertiser(excluded: 3).description,
      UserMessage.notGranted([.make(8), .make(9)], granted: Array(many.prefix(5))).description,
      UserMessage.notGranted([.make(8)], granted: many).description,
      UserMessage.refused([.make(8), .make(9)], field: "credentials.advertiser_ids").description,
      UserMessage.misfit(.init(field: "metrics.spend", example: #""a lot""#), stream: "ads_reports_daily"),
      UserMessage.state(.init(problem: "it must be an object, but is text"), stream: "ads").description,
      UserMessage.columnsDropped(["b", "a"], refusedMetric, stream: "ads_reports_daily"),
      UserMessage.fieldsRefused(.refused(40002, "fields: x is not acceptable", path: "advertiser/info/")),
      UserMessage.lifetimeRefused(noLifetime, stream: .named("ads_reports_lifetime")),
      UserMessage.lifetimeRefused(noLifetime, stream: .named("advertisers_reports_lifetime")),
      UserMessage.incompleteRows(3, stream: "ads_reports_daily", slice: Self.slice),
      UserMessage.hourlyAudience(noHours, stream: "ads_audience_reports").description,
    ]
    try expectSnapshot(texts.joined(separator: "\n") + "\n", named: "remarks.txt")
  }

  @Test func `asynchronous tasks are told of`() throws {
    func lacking(_ report: Report) throws -> String {
      let task = AsyncReport(
        of: report, account: .make(), in: Self.slice.window, objects: nil,
        metrics: ["spend", "reach", "frequency"])
      return UserMessage.lacking(try #require(task), stream: "ads_reports")
    }
    let tooLarge = APIError.refused(40067, "too large", path: "report/integrated/get/")
    let texts = [
      UserMessage.byTask(tooLarge, stream: "ads_reports_daily", slice: Self.slice),
      try lacking(Report(.basic, level: .advertiser, granularity: .day)),
      try lacking(Report(.audience, level: .ad, granularity: .day, breakdown: ["gender", "age"])),
      UserMessage.unknownCountry("Atlantis", stream: "ads_reports_by_country_daily"),
      UserMessage.failure(tooLarge, stream: "ads_reports_daily", slice: Self.slice, couldTakeTasks: true)
        .description,
      UserMessage.failure(
        APIError(.truncated("20k"), path: "report/integrated/get/"), stream: "ads_reports_daily",
        slice: Self.slice,
        couldTakeTasks: true
      ).description,
    ]
    try expectSnapshot(texts.joined(separator: "\n") + "\n", named: "tasks.txt")
  }

  @Test func `what TikTok says is repeated, but not at any length`() {
    let error = APIError.refused(40002, String(repeating: "many words ", count: 1000))
    let failure = UserMessage.failure(error, while: "x")
    #expect(failure.message.contains("TikTok says: many words many words"))
    #expect(failure.description.count < 1200)
  }
}
