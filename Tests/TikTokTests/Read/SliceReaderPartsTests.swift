import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Accounts with more ads than TikTok reports at a time: read by campaign, ad group and ad.
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderPartsTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let reports = "report/integrated/get/"

  private static func read(
    _ api: ScriptedAPI, _ requests: StreamRequest..., fields: JSONObject = ["start_date": "2026-11-03"]
  ) async throws -> MemorySink {
    let sink = MemorySink()
    var all: JSONObject = ["concurrency": 1]
    for field in fields.members { all[field.name] = field.value }
    let wanted = requests.isEmpty ? [.make(daily, schema: .fewMetrics)] : requests
    try await TikTokSource.make(api).read(wanted, with: .make(all), into: sink)
    return sink
  }

  /// The filter of each report request.
  private static func objects(_ api: ScriptedAPI) -> [String] { api.calls(of: reports).map(\.objects) }

  @Test(arguments: [CrowdedAccount.Excess.truncated, .refused])
  func `campaigns are requested, then their halves, and every row is delivered once`(
    excess: CrowdedAccount.Excess
  ) async throws {
    let account = CrowdedAccount(ads: [111, 112, 121, 211, 311], limit: 3, excess: excess)
    let api = account.api
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).ads == account.ads)
    #expect(
      Self.objects(api)
        == ["", #"campaign_ids ["1","2","3"]"#, #"campaign_ids ["1"]"#, #"campaign_ids ["2","3"]"#])
    #expect(api.calls(of: "campaign/get/").count == 1)
    #expect(sink.warnings.isEmpty)
    #expect(sink.logs.count { $0.text.contains("is read by its campaigns") } == 1)
    #expect(sink.states(of: Self.daily).last?["state"] == ["stat_time_day": "2026-11-01"])
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test(arguments: [CrowdedAccount.Excess.truncated, .refused])
  func `a campaign that is too large is read by ad group, and an ad group by ad`(
    excess: CrowdedAccount.Excess
  ) async throws {
    let account = CrowdedAccount(ads: [111, 112, 121], limit: 1, excess: excess)
    let api = account.api
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).ads == account.ads)
    #expect(
      Self.objects(api) == [
        "", #"campaign_ids ["1"]"#, #"adgroup_ids ["11","12"]"#, #"adgroup_ids ["11"]"#,
        #"ad_ids ["111","112"]"#, #"ad_ids ["111"]"#, #"ad_ids ["112"]"#, #"adgroup_ids ["12"]"#,
      ])
    #expect(api.calls(of: "adgroup/get/").allSatisfy { $0.filtering?["campaign_ids"] == ["1"] })
    #expect(api.calls(of: "ad/get/").allSatisfy { $0.filtering?["adgroup_ids"] == ["11"] })
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `days are halved before objects, and each day is split on its own`() async throws {
    let api = CrowdedAccount(ads: [111, 211], limit: 1, excess: .refused).api
    let sink = try await Self.read(api, fields: ["start_date": "2026-11-02"])
    let day = ["", #"campaign_ids ["1","2"]"#, #"campaign_ids ["1"]"#, #"campaign_ids ["2"]"#]
    #expect(Self.objects(api) == [""] + day + day)
    let days = api.calls(of: Self.reports).map(\.days)
    #expect(
      days == ["2026-11-02…2026-11-03"] + Array(repeating: "2026-11-02…2026-11-02", count: 4)
        + Array(repeating: "2026-11-03…2026-11-03", count: 4))
    #expect(api.calls(of: "campaign/get/").count == 1)
    #expect(sink.records(of: Self.daily).ads == [111, 211, 111, 211])
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `a slice that cannot be split further delivers its rows and fails the stream`() async throws {
    let sink = try await Self.read(
      CrowdedAccount(ads: [11, 12], limit: 1).api,
      .make("campaigns_reports_daily", schema: .fewMetrics))
    #expect(sink.records(of: "campaigns_reports_daily").map { $0["campaign_id"] } == ["0"])
    #expect(sink.failure(of: "campaigns_reports_daily")?.message.contains("20,000") == true)
    let refused = try await Self.read(CrowdedAccount(ads: [111], limit: 0, excess: .refused).api)
    #expect(refused.failure(of: Self.daily)?.kind == .configuration)
    #expect(refused.records(of: Self.daily).isEmpty && refused.states(of: Self.daily).isEmpty)
  }

  @Test func `a truncated account is not requested whole again by any stream of the level`() async throws {
    let account = CrowdedAccount(ads: [111, 211], limit: 1)
    let api = account.api
    let sink = try await Self.read(
      api, .make(Self.daily, schema: .fewMetrics), .make("ads_reports_hourly", schema: .fewMetrics),
      .make("campaigns_reports_daily", schema: .fewMetrics), fields: ["start_date": "2026-09-01"])
    let whole = api.calls(of: Self.reports).filter(\.objects.isEmpty)
    #expect(whole.map { $0["data_level"] } == ["AUCTION_AD", "AUCTION_CAMPAIGN"])
    // Each once in the whole sync.
    #expect(api.calls(of: "campaign/get/").count == 1)
    #expect(sink.records(of: Self.daily).ads == [111, 211, 111, 211, 111, 211])
    for stream in sink.streams { #expect(sink.events(of: stream).last == .complete) }
  }

  @Test func `when a later page is truncated, its slice is read again in parts`() async throws {
    let account = CrowdedAccount(ads: [111, 211], limit: 1)
    let api = ScriptedAPI.world { call in
      guard call.path == Self.reports, call.objects.isEmpty else { return account.answer(call) }
      return .page(
        [.row(call.page == 1 ? 111 : 999)], call.page, of: 2,
        headers: call.page == 2 ? ["x-tt-ads-throttle": "20k"] : [:])
    }
    let sink = try await Self.read(api)
    // The first page was already delivered, but nothing of the second.
    #expect(sink.records(of: Self.daily).ads == [111, 111, 211])
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test(arguments: [false, true])
  func `rows split over several requests are delivered only when all are complete`(ofCompanion: Bool)
    async throws
  {
    let account = CrowdedAccount(ads: [111, 211], limit: 1)
    let api = ScriptedAPI.world { call in
      let isCut = call.path == Self.reports && call.metrics.contains("spend") != ofCompanion
      guard isCut || call.path != Self.reports || !call.objects.isEmpty else {
        return .page([.row(111, of: call), .row(211, of: call)])
      }
      return account.answer(call)
    }
    let sink = try await Self.read(
      api, .make(Self.daily), fields: ["start_date": "2026-11-03", "metrics": "all"])
    #expect(sink.records(of: Self.daily).ads == [111, 211])
    #expect(sink.records(of: Self.daily).allSatisfy { $0["metrics"]?.object?.names.count == 200 })
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `a custom report is split only into parts that its filters admit`() async throws {
    let account = CrowdedAccount(ads: [111, 112, 211, 311, 411], limit: 2)
    let api = account.api
    let report: JSON = [
      "name": "mine", "dimensions": ["ad_id", "stat_time_day"], "metrics": ["spend"],
      "filters": [["field_name": "campaign_ids", "filter_value": [1, 3, 4]]],
    ]
    let sink = try await Self.read(
      api, .make("mine"), fields: ["start_date": "2026-11-03", "custom_reports": [report]])
    #expect(sink.records(of: "mine").ads == [111, 112, 311, 411])
    #expect(
      Self.objects(api) == [
        #"campaign_ids ["1","3","4"]"#, #"campaign_ids ["1","3","4"]"#, #"campaign_ids ["1"]"#,
        #"campaign_ids ["3","4"]"#,
      ])
  }

  // MARK: - Without the parts

  @Test func `without campaigns there are no parts to read`() async throws {
    let sink = try await Self.read(
      ScriptedAPI.world { call in
        .page(call.path == Self.reports ? [.row(1)] : [], headers: ["x-tt-ads-throttle": "20k"])
      })
    #expect(sink.records(of: Self.daily).isEmpty)
    #expect(sink.failure(of: Self.daily)?.message.contains("20,000") == true)
  }

  @Test func `a failure to list campaigns is handled like a refusal of the report`()
    async throws
  {
    let account = CrowdedAccount(ads: [111, 211], limit: 1)
    let api = ScriptedAPI.world { call in
      call.path == "campaign/get/" ? .refusal(40001, "No permission.") : account.answer(call)
    }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).isEmpty)
    #expect(sink.warnings.count == 1 && sink.warnings[0].contains("campaign/get/"))
    #expect(sink.failure(of: Self.daily)?.kind == .configuration)
  }
}
