import Connector
import HTTP
import JSON
import Platform
import TestSupport
import Testing

@testable import TikTok

/// Each requirement of a sync has its own step and message.
@Suite(.timeLimit(.minutes(10)))
struct CheckTests {
  private static func check(
    _ api: ScriptedAPI, _ fields: JSONObject = [:], credentials: JSON = .oauth, log: MemorySink = MemorySink()
  ) async throws {
    try await TikTokSource.make(api, clock: UnhurriedClock()).check(
      .make(fields, credentials: credentials), log: log)
  }

  /// An instant clock on which the time for the probes does not run out.
  private struct UnhurriedClock: TimeSource {
    private let clock = InstantClock()

    var millisecondsSince1970: Int { clock.millisecondsSince1970 }
    var uptime: Duration { clock.uptime }

    func sleep(until moment: Duration) async throws {
      // Until the check cancels it.
      if moment - uptime == Check.probingLimit { try await Task.sleep(for: .seconds(600)) }
      try await clock.sleep(until: moment)
    }
  }

  private static let granted = ["7001", "7002"]

  /// Everything works except the paths for which `trouble` returns an answer.
  private static func api(_ trouble: @escaping @Sendable (Call) -> Answer? = { _ in nil }) -> ScriptedAPI {
    ScriptedAPI.world { call in trouble(call) ?? .page([]) }
  }

  private static func failing(_ path: String, _ answer: Answer) -> ScriptedAPI {
    ScriptedAPI { call in
      if call.path == path { return answer }
      switch call.path {
      case "oauth2/advertiser/get/": return .granted(granted)
      case "advertiser/info/": return .accounts(call)
      default: return .page([])
      }
    }
  }

  private static let paths = [
    "oauth2/advertiser/get/", "advertiser/info/", "campaign/get/", "adgroup/get/", "ad/get/",
    "report/integrated/get/",
  ]

  @Test func `a successful check requests each endpoint once, and reports once for each type`() async throws {
    let api = Self.api()
    let log = MemorySink()
    try await Self.check(api, log: log)
    #expect(api.calls.prefix(2).map(\.path) == Array(Self.paths.prefix(2)))
    #expect(api.calls[1]["advertiser_ids"] == #"["7001","7002"]"#)
    let probes = api.calls.dropFirst(2)
    let kinds = probes.map { "\($0.path) \($0["report_type"] ?? "")" }
    #expect(Set(kinds).count == kinds.count)
    #expect(Set(probes.map(\.path)).isSuperset(of: Self.paths.dropFirst(2)))
    #expect(probes.allSatisfy { $0["advertiser_id"] == "7001" })
    #expect(probes.allSatisfy { $0["page_size"] == nil || $0["page_size"] == "1" })
    #expect(api.calls.count <= 25)
    let report = try #require(probes.first { $0["report_type"] == "BASIC" })
    #expect(report.days == "2026-11-01…2026-11-01")
    #expect(report["metrics"] == #"["spend"]"#)
    #expect(log.logs.isEmpty)
  }

  @Test(arguments: [JSON.sandbox, .token])
  func `without a list of accounts no list is requested`(credentials: JSON) async throws {
    let api = Self.api()
    try await Self.check(api, credentials: credentials)
    #expect(api.calls.first?.path == "advertiser/info/")
    #expect(Set(api.calls.map(\.path)).isSuperset(of: Self.paths.dropFirst()))
    #expect(Set(api.calls.map(\.url)).count == api.calls.count)
    let host = credentials == .sandbox ? "sandbox-ads.tiktok.com" : "business-api.tiktok.com"
    #expect(api.calls.allSatisfy { $0.host == host })
  }

  @Test func `every stream that needs a refused endpoint is named`() async throws {
    let streams = StreamTable.streams(for: try .make([:]))
    let probes = PermissionProbe.all(
      for: streams, of: .make(7001), on: "2026-11-01", today: Today(seconds: 1_793_620_800))
    let named = probes.flatMap(\.streams)
    #expect(Set(named).count == named.count)
    let asked: Set<StreamName> = ["advertisers", "advertiser_ids"]
    #expect(Set(named) == Set(streams.map(\.name)).subtracting(asked))
    let audiences = try #require(probes.first { $0.streams.first == "audiences" })
    #expect(audiences.streams == ["audiences", "audience_details"])
  }

  @Test func `what TikTok refuses is told, and the check succeeds`() async throws {
    let log = MemorySink()
    let api = Self.failing("pixel/list/", .refusal(40001, "The app does not grant you /pixel/list/:GET"))
    try await Self.check(api, log: log)
    #expect(log.warnings.count == 1)
    #expect(
      log.warnings.first?.hasPrefix(
        "Advertiser 7001: `pixels` and `pixel_events_statistics` cannot be read. TikTok refuses access.")
        == true)
  }

  @Test func `what is not answered in time is told, and the check succeeds`() async throws {
    let log = MemorySink()
    // The ten seconds are over at once on this clock, but at least one of many probes is still to begin.
    try await TikTokSource.make(Self.api()).check(.make([:], credentials: .oauth), log: log)
    #expect(log.warnings.isEmpty)
    #expect(log.logs.contains { $0.text.contains("does not know whether") && $0.text.contains("10 seconds") })
  }

  @Test func `an account from which nothing can be read fails the check`() async throws {
    let api = ScriptedAPI { call in
      switch call.path {
      case "oauth2/advertiser/get/": .granted(Self.granted)
      case "advertiser/info/": .accounts(call)
      default: .refusal(40001, "No permission")
      }
    }
    let failure = await #expect(throws: SourceFailure.self) { try await Self.check(api) }
    #expect(failure?.message.hasPrefix("Checking the permission to read `campaigns`: ") == true)
  }

  @Test func `the accounts are those named and not excluded, a hundred at most`() async throws {
    let api = Self.api()
    try await Self.check(api, ["advertiser_ids": ["7002", "7001"], "exclude_advertiser_ids": ["7002"]])
    #expect(api.calls[1]["advertiser_ids"] == #"["7001"]"#)
    let many = Self.api()
    let ids = JSON.array((1...150).map { .string("\($0)") })
    try await Self.check(many, ["advertiser_ids": ids], credentials: .token)
    #expect((try? JSON(parsing: many.calls[0]["advertiser_ids"] ?? ""))?.array?.count == 100)
  }

  @Test(arguments: [
    (JSON.token, "credentials.advertiser_ids"), (.oauth, "advertiser_ids"),
  ])
  func `when some of many accounts are refused, they are named`(credentials: JSON, field: String) async throws
  {
    let refused: Set = ["17", "42"]
    let api = ScriptedAPI { call in
      guard call.path == "advertiser/info/" else { return .granted((1...60).map(String.init)) }
      let ids = (try? JSON(parsing: call["advertiser_ids"] ?? ""))?.array?.compactMap(\.string) ?? []
      return refused.isDisjoint(with: ids) ? .accounts(call) : .refusal(40001, "No permission")
    }
    let ids = JSON.array((1...60).map { .string("\($0)") })
    let failure = await #expect(throws: SourceFailure.self) {
      try await Self.check(api, ["advertiser_ids": ids], credentials: credentials)
    }
    let error = APIError.refused(40001, "No permission", path: "advertiser/info/")
    #expect(failure?.message == UserMessage.refused([.make(17), .make(42)], error, field: field).message)
    #expect(failure?.message.hasSuffix("TikTok says: No permission") == true)
    #expect(api.calls.count < 30)
  }

  @Test(arguments: [(40001, "The app_id is inconsistent with the token's"), (40101, "No such secret")])
  func `a refused list of accounts fails only what needs it`(code: Int, said: String) async throws {
    let api = Self.failing(Self.paths[0], .refusal(code, said))
    let log = MemorySink()
    try await Self.check(api, ["advertiser_ids": "7001"], log: log)
    #expect(Set(api.calls.map(\.path)).isSuperset(of: Self.paths))
    #expect(log.warnings.count == 1 && log.warnings.first?.hasSuffix("TikTok says: \(said)") == true)
    await #expect(throws: SourceFailure.self) { try await Self.check(api) }
  }

  @Test func `an account that is gone is not blamed on a permission`() async throws {
    let said = "The advertiser 7001 doesn't exist or has been deleted."
    for path in [Self.paths[1]] {
      let failure = await #expect(throws: SourceFailure.self) {
        try await Self.check(Self.failing(path, .refusal(40001, said)), ["advertiser_ids": "7001"])
      }
      let message = failure?.message ?? ""
      #expect(
        message.contains("does not exist any more, says TikTok. Take it out of `advertiser_ids`"), "\(path)")
      #expect(message.hasSuffix("TikTok says: \(said)") && !message.contains("ermission for"))
    }
  }

  @Test func `an app without permission to read accounts is not asked for halves of them`() async throws {
    let api = ScriptedAPI { _ in
      .refusal(40001, "The app does not grant you /advertiser/info/:GET permission")
    }
    let failure = await #expect(throws: SourceFailure.self) {
      try await Self.check(api, ["advertiser_ids": "1,2,3,4"], credentials: .token)
    }
    #expect(failure?.message.hasPrefix("Reading the data of 4 ad accounts: TikTok refuses access.") == true)
    #expect(api.calls.count == 1)
  }

  private static let troubles: [(name: String, path: String, answer: Answer, credentials: JSON)] = [
    ("token refused", paths[0], .refusal(40105, "Access token is incorrect or has been revoked."), .oauth),
    (
      "token refused in a sandbox", paths[1],
      .refusal(40105, "Access token is incorrect or has been revoked."), .sandbox
    ),
    ("app id or secret refused", paths[0], .refusal(40101, "The app_id or the secret is incorrect"), .oauth),
    ("token of another app", paths[0], .refusal(40000, "The app and the access token do not match."), .oauth),
    ("no advertiser granted", paths[0], .granted([]), .oauth),
    ("a configured advertiser not granted", paths[0], .granted(["7003"]), .oauth),
    (
      "an account refused to a token", paths[1], .refusal(40001, "No permission to operate advertiser 7001"),
      .token
    ),
    ("token refused later", paths[2], .refusal(40105, "Access token is incorrect."), .oauth),
    ("throttled", paths[1], .refusal(40100, "QPS limit"), .oauth),
    ("host unresolvable", paths[0], .failure(.unresolvableHost), .oauth),
    ("host unreachable", paths[0], .failure(.unreachable), .oauth),
    (
      "certificate refused", paths[0], .failure(.certificateRefused(authorities: "/etc/ssl/cert.pem")), .oauth
    ),
    ("server error", paths[1], .text("<html>", status: 502), .oauth),
    ("not TikTok", paths[0], .text("<html>login</html>"), .oauth),
    ("not found", paths[0], .text("not found", status: 404), .oauth),
  ]

  @Test func `each problem has its message`() async throws {
    var table = ""
    for trouble in Self.troubles {
      let fields: JSONObject = trouble.credentials == .oauth ? ["advertiser_ids": ["7001"]] : [:]
      // The list is needed only where no account is named.
      let isOfNamed = trouble.path != Self.paths[0] || trouble.name == "a configured advertiser not granted"
      let named = isOfNamed ? fields : [:]
      let api = Self.failing(trouble.path, trouble.answer)
      let failure = await #expect(throws: SourceFailure.self) {
        try await Self.check(api, named, credentials: trouble.credentials)
      }
      #expect(failure?.description.contains(canary) == false)
      #expect(failure?.description.contains(canarySecret) == false)
      table += "\(trouble.name) → \(failure?.kind.rawValue ?? "?")\n    \(failure?.message ?? "?")\n"
    }
    try expectSnapshot(table, named: "check-failures.txt")
  }

  @Test func `a check makes at most two attempts`() async throws {
    let api = Self.failing(Self.paths[0], .text("", status: 503))
    await #expect(throws: SourceFailure.self) { try await Self.check(api) }
    #expect(api.calls.count == 2)
    let throttled = Self.failing(Self.paths[0], .refusal(40100))
    await #expect(throws: SourceFailure.self) { try await Self.check(throttled) }
    #expect(throttled.calls.count == 2)
  }

  @Test func `a check that succeeds after a retry reports the error only in the log`() async throws {
    let api = ScriptedAPI.world { call in
      call.path == "ad/get/" && call.attempt == 1 ? .refusal(50000, "busy") : .page([])
    }
    let log = MemorySink()
    try await Self.check(api, ["page_sise": "x"], log: log)
    #expect(log.logs.map(\.level) == [.warning, .info])
    #expect(log.logs.last?.text.contains("code 50000: busy") == true)
  }

  @Test func `excluding all accounts is a configuration error`() async throws {
    let failure = await #expect(throws: SourceFailure.self) {
      try await Self.check(Self.api(), ["exclude_advertiser_ids": "7001,7002"])
    }
    #expect(failure == UserMessage.noAdvertiser(excluded: 2))
  }
}
