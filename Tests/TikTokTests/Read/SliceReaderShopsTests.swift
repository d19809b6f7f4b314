import Connector
import JSON
import Testing

@testable import TikTok

/// Reports and campaigns of GMV Max (1824721673497601, 1826463372290177).
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderShopsTests {
  private static let product: StreamName = "gmv_max_product_campaign_reports_daily"
  private static let live: StreamName = "gmv_max_live_campaign_reports_daily"
  private static let campaigns: StreamName = "gmv_max_campaigns"
  private static let reports = "gmv_max/report/get/"
  private static let schema: JSON = [
    "properties": ["store_id": [:], "metrics": ["properties": ["cost": [:]]]]
  ]
  private static let allStatuses: JSON = ["STATUS_ALL"]
  private static let eachStatus: JSON = [
    "STATUS_DELIVERY_OK", "STATUS_DISABLE", "STATUS_DELETE", "STATUS_NOT_DELIVERY",
  ]

  /// An account with three shops, the second of which has this availability and this answer.
  private static func account(
    secondIsAvailable: Bool? = false, _ second: @escaping @Sendable (Call) -> Answer
  ) -> ScriptedAPI {
    ScriptedAPI.world { call in
      if call.path == "gmv_max/store/list/" {
        let shops: [JSON] = (1...3).map { number in
          var shop: JSONObject = ["store_id": .string("\(number)"), "is_gmv_max_available": true]
          if number == 2 { shop["is_gmv_max_available"] = secondIsAvailable.map { .bool($0) } ?? .null }
          return .object(shop)
        }
        return .data(["store_list": .array(shops)])
      }
      return call["store_ids"] == #"["2"]"# ? second(call) : row(call)
    }
  }

  /// A campaign of the requested shop on the first requested day.
  private static func row(_ call: Call) -> Answer {
    let id = call["store_ids"]?.filter(\.isNumber).first?.wholeNumberValue ?? 0
    return .page([.row(id * 10, of: call, day: call["start_date"], id: "campaign_id")])
  }

  private static func statuses(_ call: Call) -> JSON? { call.filtering?["campaign_statuses"] }

  @Test(
    arguments: [
      (false, 40002, "Store 2 is not available for GMV Max."), (false, 40002, "Invalid parameter."),
      (nil, 40002, "Invalid parameter."), (true, 40002, "store_ids: not acceptable"),
      (true, 40001, "No permission for shop 2."), (false, 40007, "STORE not found."),
      (true, 40904, "What is 2?"),
    ] as [(Bool?, Int, String)])
  func `a refused shop is requested once and affects neither other shops nor the cursor`(
    isAvailable: Bool?, code: Int, words: String
  ) async throws {
    let api = Self.account(secondIsAvailable: isAvailable) { _ in .refusal(code, words) }
    let sink = try await api.read(
      .make(Self.product, schema: Self.schema), fields: ["start_date": "2026-08-20", "concurrency": 8])
    let asked = api.calls(of: Self.reports).map { $0["store_ids"] }
    #expect(asked.count { $0 == #"["2"]"# } == 1)
    #expect(asked.count { $0 == #"["1"]"# } == 3 && asked.count { $0 == #"["3"]"# } == 3)
    #expect(Set(sink.records(of: Self.product).compactMap { $0["store_id"]?.string }) == ["1", "3"])
    #expect(sink.events(of: Self.product).last == .complete)
    #expect(sink.states(of: Self.product).last?["state"] == ["stat_time_day": "2026-11-01"])
    #expect(sink.warnings.count == 1)
    for word in ["\(Self.product)", "advertiser 7001", "shop 2", "code \(code): \(words)", "request_id r1"] {
      #expect(sink.warnings.first?.contains(word) == true, "\(word)")
    }
  }

  @Test func `a refused shop is requested and reported again by the next sync`() async throws {
    let refused: @Sendable (Call) -> Answer = { _ in .refusal(40002, "Store 2 is not available.") }
    let first = try await Self.account(refused).read(
      .make(Self.product, schema: Self.schema), fields: ["start_date": "2026-11-01"])
    let state = try #require(first.states(of: Self.product).last)
    let api = Self.account(refused)
    let second = try await api.read(
      .make(Self.product, schema: Self.schema, state: state), fields: ["start_date": "2026-11-01"])
    #expect(api.calls(of: Self.reports).map { $0["store_ids"] } == [#"["1"]"#, #"["2"]"#, #"["3"]"#])
    #expect(second.warnings == first.warnings && second.warnings.count == 1)
  }

  @Test(arguments: [40002, 40904])
  func `any other refusal of an available shop fails the stream and names the shop`(
    code: Int
  ) async throws {
    let api = Self.account(secondIsAvailable: true) { _ in .refusal(code, "Invalid parameter.") }
    let sink = try await api.read(
      .make(Self.product, schema: Self.schema), fields: ["start_date": "2026-11-01"])
    let failure = try #require(sink.failure(of: Self.product))
    #expect(failure.message.contains("advertiser 7001, shop 2, 2026-11-01…2026-11-03"))
    #expect(sink.warnings.isEmpty)
    #expect(sink.states(of: Self.product).last?["state"] != ["stat_time_day": "2026-11-01"])
  }

  @Test func `a refused account is left out completely, whatever its shops`() async throws {
    let api = ScriptedAPI.world { call in
      call.path == "gmv_max/store/list/"
        ? .data(["store_list": [["store_id": "1", "is_gmv_max_available": false]]])
        : .refusal(40001, "No permission.")
    }
    let sink = try await api.read(
      .make(Self.product, schema: Self.schema), fields: ["start_date": "2026-11-01"])
    #expect(sink.warnings.count == 1 && sink.warnings[0].contains("advertiser 7001 is left out"))
    #expect(sink.failure(of: Self.product) != nil)
  }

  @Test func `reports do not request campaigns, which may be refused`() async throws {
    let api = Self.account(secondIsAvailable: true, Self.row)
    _ = try await api.read(
      .make(Self.product, schema: Self.schema), .make(Self.live, schema: Self.schema),
      fields: ["start_date": "2026-11-01"])
    #expect(Set(api.calls.map(\.path)) == ["advertiser/info/", "gmv_max/store/list/", Self.reports])
    #expect(api.calls(of: "gmv_max/store/list/").count == 1)
  }

  // MARK: - Metrics

  @Test(arguments: [ReportLayout.nested, .flat])
  func `the requested metrics are those of campaigns`(layout: ReportLayout) async throws {
    let api = Self.account(secondIsAvailable: true, Self.row)
    _ = try await api.read(
      .make(Self.product), .make(Self.live),
      fields: ["start_date": "2026-11-01", "report_layout": .string(layout.rawValue)])
    let common: Set = [
      "operation_status", "campaign_name", "schedule_type", "schedule_start_time", "schedule_end_time",
      "target_roi_budget", "bid_type", "max_delivery_budget", "roas_bid", "cost", "net_cost", "orders",
      "cost_per_order", "gross_revenue", "roi",
    ]
    let ofLive: Set = [
      "tt_account_name", "tt_account_profile_image_url", "identity_id", "all_shops_orders",
      "all_shops_cost_per_order", "all_shops_gross_revenue", "all_shops_roi", "live_views",
      "cost_per_live_view", "10_second_live_views", "cost_per_10_second_live_view", "live_follows",
    ]
    // In the flat layout the key already has this column.
    let id: Set = layout == .nested ? ["campaign_id"] : []
    let asked = Set(api.calls(of: Self.reports).map { Set($0.metrics) })
    #expect(asked == [common.union(id), common.union(ofLive).union(id)])
    #expect(api.calls(of: Self.reports).count == 6)
  }

  // MARK: - Statuses

  @Test(arguments: [
    "filtering.campaign_statuses: 'STATUS_ALL' is not acceptable, correct is ['STATUS_DELETE']",
    "Invalid parameter.",
  ])
  func `when TikTok refuses the value for all statuses, each status is named`(words: String)
    async throws
  {
    let strict = ScriptedAPI.world { call in
      if call.path == Self.reports, Self.statuses(call) == Self.allStatuses { return .refusal(40002, words) }
      return call.path == Self.reports
        ? Self.row(call)
        : .data(["store_list": [["store_id": "1", "is_gmv_max_available": true]]])
    }
    let fields: JSONObject = ["start_date": "2026-09-20", "concurrency": 1]
    let sink = try await strict.read(.make(Self.product, schema: Self.schema), fields: fields)
    #expect(
      strict.calls(of: Self.reports).map(Self.statuses) == [
        Self.allStatuses, Self.eachStatus, Self.eachStatus,
      ])
    #expect(sink.records(of: Self.product).count == 2 && sink.warnings.isEmpty)
    #expect(sink.logs.count { $0.text.contains("STATUS_ALL") && $0.text.contains(words) } == 1)
    #expect(sink.events(of: Self.product).last == .complete)
  }

  @Test(arguments: [true, false])
  func `a request refused with any statuses is not retried forever`(
    includeDeleted: Bool
  ) async throws {
    let api = ScriptedAPI.world { call in
      call.path == Self.reports
        ? .refusal(40002, "Invalid parameter.")
        : .data(["store_list": [["store_id": "1", "is_gmv_max_available": true]]])
    }
    let sink = try await api.read(
      .make(Self.product, schema: Self.schema),
      fields: ["start_date": "2026-11-03", "include_deleted": .bool(includeDeleted)])
    #expect(
      api.calls(of: Self.reports).map(Self.statuses)
        == (includeDeleted ? [Self.allStatuses, Self.eachStatus] : [nil]))
    #expect(sink.failure(of: Self.product) != nil)
  }

  // MARK: - Campaigns

  private static func campaign(_ id: Int, _ time: String) -> JSON {
    ["campaign_id": .string("\(id)"), "modify_time": .string(time), "create_time": "2026-01-01 00:00:00"]
  }

  /// Campaigns, the second of which is deleted while they are read.
  private static let changing = ScriptedAPI.world { call in
    call.filtering?["primary_status"] == "STATUS_DELETE"
      ? .page([campaign(2, "2026-11-02 09:00:00"), campaign(3, "2026-10-01 00:00:00")])
      : .page([campaign(1, "2026-10-03 00:00:00"), campaign(2, "2026-10-02 00:00:00")])
  }

  @Test(arguments: [SyncMode.incremental, .fullRefresh])
  func `deleted campaigns have their own request, and none is delivered twice`(
    mode: SyncMode
  ) async throws {
    let sink = try await Self.changing.read(
      .make(Self.campaigns, mode), fields: ["include_deleted": true])
    #expect(sink.records(of: Self.campaigns).map { $0["campaign_id"] } == ["1", "2", "3"])
  }

  @Test func `a campaign missed because it was being deleted is delivered by the next sync`()
    async throws
  {
    let first = try await Self.changing.read(.make(Self.campaigns), fields: ["include_deleted": true])
    let state = try #require(first.states(of: Self.campaigns).last)
    #expect(state.text.contains("2026-10-03") && !state.text.contains("2026-11-02"))
    let later = ScriptedAPI.world { call in
      call.filtering?["primary_status"] == "STATUS_DELETE"
        ? .page([Self.campaign(2, "2026-11-02 09:00:00"), Self.campaign(3, "2026-10-01 00:00:00")])
        : .page([Self.campaign(1, "2026-10-03 00:00:00")])
    }
    let second = try await later.read(.make(Self.campaigns, state: state), fields: ["include_deleted": true])
    #expect(second.records(of: Self.campaigns).map { $0["campaign_id"] } == ["1", "2"])
  }

  @Test func `campaigns need one request if deleted ones are excluded`() async throws {
    let sink = try await Self.changing.read(.make(Self.campaigns))
    #expect(sink.records(of: Self.campaigns).map { $0["campaign_id"] } == ["1", "2"])
    #expect(
      Self.changing.calls(of: "gmv_max/campaign/get/").contains { call in
        call.filtering == ["gmv_max_promotion_types": ["PRODUCT_GMV_MAX", "LIVE_GMV_MAX"]]
      })
  }
}
