import Connector
import HTTP
import JSON
import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct TikTokSourceTests {
  private static let source = TikTokSource.make(ScriptedAPI { _ in .refusal(1) })

  @Test func `the source has the same name and version in its requests`() {
    #expect(Self.source.identity.name == "source-tiktok-marketing")
    let parts = Self.source.identity.version.split(separator: ".").compactMap { Int($0) }
    #expect(parts.count == 3)
    let settings = TransportSettings(identity: Self.source.identity, concurrency: 5)
    #expect(settings.userAgent == "source-tiktok-marketing/\(Self.source.identity.version)")
    #expect(settings.curl.maximumConnections == 5)
    #expect(settings.curl.totalTimeout == nil)
    let limited = TransportSettings(
      identity: Self.source.identity, concurrency: 5, requestLimit: .seconds(8))
    #expect(limited.curl.totalTimeout == .seconds(8))
  }

  @Test func `the configuration is read with the process's environment and time`() throws {
    let source = TikTokSource.make(
      ScriptedAPI { _ in .refusal(1) }, variables: ["TIKTOK_X": canary, "TIKTOK_NOW": "2020-01-01T00:00:00Z"])
    let document: JSON = [
      "credentials": ["access_token": "${TIKTOK_X}", "advertiser_ids": ["1"]], "start_date": "2020-01-01",
    ]
    let configuration = try source.configuration(from: document)
    #expect(source.secrets(of: configuration) == [canary])
    let error = #expect(throws: SourceFailure.self) {
      try source.configuration(from: ["credentials": .token, "start_date": "2020-01-02"])
    }
    #expect(error?.message.contains("in the future") == true)
  }

  @Test func `the streams depend on the configuration and need no request`() throws {
    let api = ScriptedAPI { _ in .refusal(1) }
    let configuration = try Configuration.make()
    let streams = TikTokSource.make(api).streams(for: configuration)
    #expect(streams.map(\.name) == StreamTable.streams(for: configuration).map(\.name))
    #expect(api.calls.isEmpty)
  }

  @Test func `the specification is the embedded document`() {
    #expect(Self.source.specification == Specification.document)
  }

  @Test func `a read logs what it reads and the notices on the configuration`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let sink = try await api.read(
      .make("campaigns"), .make("ads"), fields: ["page_sise": "x", "advertiser_ids": "1,2"])
    #expect(
      sink.logs.map(\.text) == [
        "The configuration's field `page_sise` is not known and has no effect. Did you mean `page_size`?",
        "Reading 2 streams of 2 ad accounts.",
        "It takes about 4 requests (1 second at 10 a second), and more where a list or report has several pages or an "
          + "account has special campaigns.",
      ])
  }

  @Test func `a sandbox is read from its own host, without a list of accounts`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let sink = MemorySink()
    try await TikTokSource.make(api).read(
      [.make("advertisers", .fullRefresh), .make("campaigns")], with: .make(credentials: .sandbox), into: sink
    )
    #expect(api.calls.allSatisfy { $0.host == "sandbox-ads.tiktok.com" })
    #expect(api.calls(of: "oauth2/advertiser/get/").isEmpty)
    #expect(sink.records(of: "advertisers").count == 1)
    #expect(sink.events(of: "campaigns").last == .complete)
  }

  @Test func `production reads all granted accounts`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let sink = MemorySink()
    try await TikTokSource.make(api).read(
      [.make("advertisers", .fullRefresh)], with: .make(credentials: .oauth), into: sink)
    #expect(sink.records(of: "advertisers").compactMap { $0["advertiser_id"]?.string } == ["7001", "7002"])
    #expect(api.calls.allSatisfy { $0.headers == [HTTPHeader(name: "Access-Token", value: canary)] })
  }

  @Test func `the legacy catalog reads the same days under the plain name`() async throws {
    let api = ScriptedAPI.world { _ in .page([.row(1)]) }
    let sink = try await api.read(
      .make("ads_reports"), fields: ["report_granularity": "DAY", "start_date": "2026-11-01"])
    #expect(sink.records(of: "ads_reports").ads == [1])
    #expect(sink.states(of: "ads_reports").last?["state"] == ["stat_time_day": "2026-11-01"])
    #expect(sink.events(of: "ads_reports").last == .complete)
  }

  @Test func `a word that chooses no stream of the read is warned of`() async throws {
    let api = ScriptedAPI.world { _ in .page([.row(1)]) }
    let fields: JSONObject = ["report_granularity": "HOUR", "start_date": "2026-11-01"]
    let sink = try await api.read(.make("ads_reports_daily"), fields: fields)
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.contains("`report_granularity` has no effect") == true)
    #expect(sink.states(of: "ads_reports_daily").last?["state"] == ["stat_time_day": "2026-11-01"])
    #expect(sink.events(of: "ads_reports_daily").last == .complete)
  }

  @Test func `a state that cannot be used fails its stream alone`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let request = StreamRequest(
      name: "ads_reports_daily", syncMode: .incremental, state: ["stat_time_day": "soon"])
    let sink = try await api.read(
      request, .make("campaigns_reports_daily"), fields: ["start_date": "2026-11-01"])
    let failure = sink.failure(of: "ads_reports_daily")
    #expect(failure?.kind == .configuration)
    #expect(failure?.message.contains("`stat_time_day` is \"soon\"") == true)
    #expect(sink.states(of: "campaigns_reports_daily").last?["state"] == ["stat_time_day": "2026-11-01"])
    #expect(sink.events(of: "campaigns_reports_daily").last == .complete)
  }

  @Test func `a pause is reported with its end, even if the time of day is pinned`() async throws {
    let api = ScriptedAPI.world { call in call.attempt < 3 ? .refusal(40100, "QPS limit") : .page([]) }
    let source = TikTokSource.make(api, variables: ["TIKTOK_NOW": "2025-01-01T12:00:00Z"])
    let sink = MemorySink()
    try await source.read([.make("ads_reports_daily")], with: .make(["start_date": "2025-01-01"]), into: sink)
    #expect(api.calls(of: "report/integrated/get/").last?.days == "2025-01-01…2025-01-01")
    #expect(sink.resets == [(testTime + 2) * 1000, (testTime + 2 + 5) * 1000])
    #expect(sink.warnings.count == 2)
    #expect(sink.warnings.first?.contains("QPS limit") == true)
    #expect(sink.events(of: "ads_reports_daily").last == .complete)
  }

  @Test func `the wait of a single request is logged but is no pause`() async throws {
    let api = ScriptedAPI.world { call in call.attempt < 2 ? .refusal(50000, "busy") : .page([]) }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.resets.isEmpty)
    #expect(sink.warnings.isEmpty)
    #expect(sink.logs.count { $0.text.contains("busy") } == 1)
  }

  @Test func `the reported end of a pause does not depend on when it is reported`() async {
    let sink = MemorySink()
    let event = RetryEvent(
      attempt: 1, error: HTTPError(.stalled, host: "h"), delay: .seconds(300), end: testTime * 1000 + 1,
      pausesEverything: true)
    await sink.tell(of: event)
    #expect(sink.resets == [testTime * 1000 + 1])
  }

  @Test func `no message of a read contains the token or the secret`() async throws {
    let api = ScriptedAPI.world { call in
      switch call.path {
      case "ad/get/": .text("<p>\(canary)</p>", status: 403)
      case "campaign/get/": .failure(.redirectRefused(to: "evil.example", sameHost: false))
      default: .page([])
      }
    }
    let sink = MemorySink()
    let configuration = try Configuration.make(["advertiser_ids": "7001"], credentials: .oauth)
    await #expect(throws: SourceFailure.self) {
      try await TikTokSource.make(api).read(
        [.make("ads"), .make("campaigns")], with: configuration, into: sink)
    }
    let texts = sink.logs.map(\.text) + [sink.failure(of: "ads")?.description ?? ""]
    #expect(texts.allSatisfy { !$0.contains(canary) && !$0.contains(canarySecret) })
  }
}
