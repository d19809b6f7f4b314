import Connector
import JSON
import Testing

@testable import TikTok

/// Campaigns of special kinds, which TikTok returns only on request.
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderKindsTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let reports = "report/integrated/get/"

  /// Ads by the kind of their campaigns.
  private static let ads: [CampaignKind: [Int]] = [.standard: [1, 2], .topView: [3], .promote: [4]]

  /// The kind by which a request for a report or a list is filtered.
  private static func kind(_ call: Call) -> CampaignKind {
    let text = call["filtering"] ?? ""
    return text.contains("TOP_VIEW") ? .topView : text.contains("PROMOTE") ? .promote : .standard
  }

  /// An account with such campaigns, whose standard responses also include the rows of some other kinds.
  private static func account(
    _ kinds: Set<CampaignKind> = [.topView, .promote], showing shown: [CampaignKind] = []
  ) -> ScriptedAPI {
    ScriptedAPI.world(kinds: kinds) { call in
      let kind = kind(call)
      let seen = kind == .standard ? [kind] + shown : [kind]
      return .page(seen.flatMap { ads[$0] ?? [] }.map { .row($0, of: call) })
    }
  }

  private static let schema: JSON = [
    "properties": [
      "ad_id": [:], "stat_time_day": [:], "advertiser_id": [:],
      "metrics": ["properties": ["spend": [:], "purchase": [:], "impressions": [:]]],
    ]
  ]

  @Test func `an account without special campaigns needs no extra request`() async throws {
    let api = Self.account([])
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.daily).ads == [1, 2])
    #expect(api.calls(of: Self.reports).count == 1)
  }

  @Test(arguments: [[], [.topView], [.promote], [.topView, .promote]] as [[CampaignKind]])
  func `each kind is requested separately, and no row is delivered twice`(
    shown: [CampaignKind]
  ) async throws {
    let api = Self.account(showing: shown)
    let sink = try await api.read(
      .make(Self.daily, schema: Self.schema), fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 3, 4])
    #expect(api.calls(of: Self.reports).map(Self.kind) == [.standard, .topView, .promote])
    #expect(sink.warnings.isEmpty)
  }

  @Test(arguments: [ReportLayout.nested, .flat])
  func `metrics that Promote lacks are not requested and are null`(layout: ReportLayout) async throws {
    let api = Self.account()
    let sink = try await api.read(
      .make(Self.daily, schema: Self.schema),
      fields: ["start_date": "2026-11-01", "report_layout": .string(layout.rawValue)])
    let promote = try #require(api.calls(of: Self.reports).first { Self.kind($0) == .promote })
    #expect(promote.metrics == ["spend", "impressions"])
    for record in sink.records(of: Self.daily) {
      let values = layout == .nested ? record["metrics"] : record
      #expect(values?["purchase"] == (record["ad_id"] == "4" ? .null : 1))
      #expect(values?["spend"] == 1)
    }
  }

  @Test func `if Promote is not wanted, its existence is not checked`() async throws {
    let api = Self.account()
    let sink = try await api.read(fields: ["start_date": "2026-11-01", "include_promote": false])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 3])
    let kinds = sink.states(of: Self.daily).last?["states"]?.array?.first?["campaign_kinds"]
    #expect(kinds == ["as_of": "2026-11-02", "top_view": true])
  }

  @Test func `kinds recorded in today's state are not checked again`() async throws {
    let first = try await Self.account([]).read(fields: ["start_date": "2026-11-01"])
    let state = try #require(first.states(of: Self.daily).last)
    #expect(
      state["states"]?.array?.first?["campaign_kinds"]
        == ["as_of": "2026-11-02", "top_view": false, "promote": false])
    // An account that got such campaigns since then: they are found tomorrow.
    let api = Self.account()
    _ = try await api.read(.make(Self.daily, schema: .fewMetrics, state: state))
    #expect(Set(api.calls(of: Self.reports).map(Self.kind)) == [.standard])
    let older: JSON = try .init(
      parsing: state.text.replacing(#""as_of":"2026-11-02""#, with: #""as_of":"2026-11-01""#))
    let tomorrow = Self.account()
    _ = try await tomorrow.read(.make(Self.daily, schema: .fewMetrics, state: older))
    #expect(Set(tomorrow.calls(of: Self.reports).map(Self.kind)) == [.standard, .topView, .promote])
  }

  @Test(arguments: [(CampaignKind.topView, 40002), (.topView, 40118), (.promote, 40002), (.promote, 40118)])
  func `a refused kind leads to one warning, and the rest is delivered`(kind: CampaignKind, code: Int)
    async throws
  {
    let api = ScriptedAPI.world(kinds: [.topView, .promote]) { call in
      let asked = Self.kind(call)
      if asked == kind { return .refusal(code, "filtering is not acceptable") }
      return .page((Self.ads[asked] ?? []).map { .row($0, of: call, day: call["start_date"]) })
    }
    let sink = try await api.read(fields: ["start_date": "2026-09-20", "concurrency": 1])
    #expect(Set(sink.records(of: Self.daily).ads) == Set(Self.ads.filter { $0.key != kind }.flatMap(\.value)))
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.contains("\(kind.title) campaigns are missing") == true)
    #expect(sink.warnings.first?.contains("filtering is not acceptable") == true)
    #expect(api.calls(of: Self.reports).count { Self.kind($0) == kind } == 1)
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `a refused account is reported once, not per kind`() async throws {
    let api = ScriptedAPI.world(kinds: [.topView, .promote]) { _ in .refusal(40001, "No permission") }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.contains("is left out") == true)
  }

  @Test func `an account that is refused between two kinds counts as not read`() async throws {
    let api = ScriptedAPI.world(kinds: [.topView]) { call in
      if Self.kind(call) == .topView { return .refusal(40001, "No permission") }
      return .page([.row(1, of: call)])
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.contains("is left out") == true)
    #expect(sink.states(of: Self.daily).allSatisfy { $0["states"] == [] })
  }

  @Test func `a refused kind filter removes neither metrics nor lifetimes of other requests`() async throws {
    let refusal =
      "filtering: field_name 'campaign_system_origins' is not acceptable, correct is ['campaign_name', 'ad_name']"
    let api = ScriptedAPI.world(kinds: [.promote]) { call in
      guard Self.kind(call) == .standard else { return .refusal(40002, refusal) }
      return .page([.row(1, of: call, day: nil)])
    }
    let schema: JSON = [
      "properties": ["ad_id": [:], "metrics": ["properties": ["spend": [:], "campaign_name": [:]]]]
    ]
    let sink = try await api.read(
      .make("ads_reports_lifetime", .fullRefresh, schema: schema),
      fields: ["advertiser_ids": ["7001", "7002"], "concurrency": 1])
    let standard = api.calls(of: Self.reports).filter { Self.kind($0) == .standard }
    #expect(standard.map(\.metrics) == [["campaign_name", "spend"], ["campaign_name", "spend"]])
    #expect(standard.allSatisfy { $0["query_lifetime"] == "true" })
    #expect(sink.records(of: "ads_reports_lifetime").count == 2)
    #expect(sink.warnings.count == 2)
    #expect(sink.warnings.allSatisfy { $0.contains("Promote campaigns are missing") })
  }

  @Test func `when TikTok does not say whether there are special campaigns, every kind is requested`()
    async throws
  {
    let api = ScriptedAPI { call in
      if call.path == "advertiser/info/" { return .accounts(call) }
      return .page((Self.ads[Self.kind(call)] ?? []).map { .row($0, of: call) })
    }
    api.refuseToTellKinds()
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 3, 4])
    #expect(sink.logs.count { $0.text.contains("cannot be found out whether") } == 2)
    let state = sink.states(of: Self.daily).last?["states"]?.array?.first
    #expect(state?["cursor"] != nil && state?["campaign_kinds"] == nil)
  }

  @Test func `the user is told when a report has no rows for Promote`() async throws {
    let api = ScriptedAPI.world(kinds: [.topView, .promote]) { _ in .page([]) }
    let sink = try await api.read(
      .make("ads_reports_hourly", schema: .fewMetrics), fields: ["start_date": "2026-11-02"])
    #expect(Set(api.calls(of: Self.reports).map(Self.kind)) == [.standard, .topView])
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.contains("`stat_time_hour`") == true)
  }

  @Test func `kinds are checked again when another day has ended everywhere, before cursors pass it`()
    async throws
  {
    // 11:59 UTC, when the day before yesterday is closed.
    let noon = testTime + 3 * 3_600
    let first = try await Self.account([]).read(fields: ["start_date": "2026-11-01"], now: noon - 60)
    let state = try #require(first.states(of: Self.daily).last)
    let api = Self.account()
    let second = try await api.read(.make(Self.daily, schema: .fewMetrics, state: state), now: noon)
    #expect(Set(api.calls(of: Self.reports).map(Self.kind)) == [.standard, .topView, .promote])
    let cursors = [first, second].map {
      $0.states(of: Self.daily).last?["states"]?.array?.first?["cursor"]?["stat_time_day"]
    }
    #expect(cursors == ["2026-11-01", "2026-11-02"])
  }

  @Test(arguments: ["advertisers_reports_daily", "playable_material_reports_lifetime"] as [StreamName])
  func `account-level and other reports request no special kinds`(name: StreamName) async throws {
    let api = ScriptedAPI.world(kinds: [.topView, .promote]) { _ in .page([]) }
    _ = try await api.read(.make(name), fields: ["start_date": "2026-11-01"])
    #expect(Set(api.calls(of: Self.reports).map(Self.kind)) == [.standard])
  }

  @Test func `objects of a kind that is new to a stream are read whatever their time`() async throws {
    let state: JSON = [
      "states": [
        [
          "partition": ["advertiser_id": "7001"], "cursor": ["modify_time": "2026-11-01 00:00:00Z"],
          "campaign_kinds": ["as_of": "2026-11-01", "top_view": false, "promote": false],
        ]
      ]
    ]
    let api = ScriptedAPI.world(kinds: [.topView, .promote]) { call in
      switch Self.kind(call) {
      case .standard:
        .page([.ad(1, modified: "2026-10-20 00:00:00"), .ad(2, modified: "2026-11-02 00:00:00")])
      case .topView: .page([.ad(3, modified: "2026-10-20 00:00:00")])
      case .promote: .page([["ad_id": "4", "advertiser_id": "7001"]])
      }
    }
    let first = try await api.read(.make("ads", state: state))
    #expect(first.records(of: "ads").ads.sorted() == [2, 3, 4])
    let again = try await api.read(.make("ads", state: first.states(of: "ads").last))
    // Those of Promote are delivered every time, because they have no modification time.
    #expect(again.records(of: "ads").ads.sorted() == [2, 4])
    #expect(
      again.states(of: "ads").last?["states"]?.array?.first?["is_dated"] == true,
      "which says nothing of the others")
  }
}
