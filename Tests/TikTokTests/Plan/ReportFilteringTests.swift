import Connector
import JSON
import Testing

@testable import TikTok

/// The filters of report requests, and the requests of the rarer report types.
struct ReportFilteringTests {
  private static let objects = ObjectFilter(level: .campaign, ids: ["1", "2"])

  private static func request(
    _ report: Report, objects: ObjectFilter? = nil, includeDeleted: Bool = true,
    window: DateWindow? = .make("2026-11-01"), metrics: [Metric] = ["spend"]
  ) -> APIRequest {
    report.request(
      of: .make(), in: window, objects: objects, metrics: metrics, includeDeleted: includeDeleted,
      pageSize: 1000)
  }

  private static func filters(
    _ report: Report, objects: ObjectFilter? = nil, includeDeleted: Bool = true
  ) throws -> [String] {
    let text = request(report, objects: objects, includeDeleted: includeDeleted)["filtering"] ?? "[]"
    return try JSON(parsing: text).array?.map { filter in
      "\(filter["field_name"]?.string ?? "?") \(filter["filter_value"]?.string ?? "?")"
    } ?? []
  }

  private static func report(_ level: DataLevel = .ad, _ filters: ReportFilter...) -> Report {
    Report(ofUser: .basic, level: level, dimensions: [level.idDimension], filters: filters)
  }

  @Test func `the filter for deleted objects follows the user's filters`() throws {
    let report = Self.report(.ad, .init("campaign_ids", in: ["7"]), .init("spend", .above, value: "1"))
    #expect(try Self.filters(report) == [#"campaign_ids ["7"]"#, "spend 1", #"ad_status ["STATUS_ALL"]"#])
    #expect(try Self.filters(report, includeDeleted: false) == [#"campaign_ids ["7"]"#, "spend 1"])
    #expect(try Self.filters(Self.report(), includeDeleted: false) == [])
  }

  @Test func `the user's filter by status replaces the default one`() throws {
    let report = Self.report(.ad, .init("ad_status", in: ["STATUS_DELETE"]))
    #expect(try Self.filters(report) == [#"ad_status ["STATUS_DELETE"]"#])
    let other = Self.report(.ad, .init("campaign_status", in: ["STATUS_DELETE"]))
    #expect(try Self.filters(other).last == #"ad_status ["STATUS_ALL"]"#)
  }

  @Test func `object ids replace the user's filter on the same field only`() throws {
    let report = Self.report(.ad, .init("campaign_ids", in: ["1", "2", "3"]), .init("ad_ids", in: ["9"]))
    #expect(
      try Self.filters(report, objects: Self.objects)
        == [#"ad_ids ["9"]"#, #"campaign_ids ["1","2"]"#, #"ad_status ["STATUS_ALL"]"#])
    #expect(
      try Self.filters(report, objects: ObjectFilter(level: .adGroup, ids: ["5"]), includeDeleted: false)
        == [#"campaign_ids ["1","2","3"]"#, #"ad_ids ["9"]"#, #"adgroup_ids ["5"]"#])
  }

  @Test(arguments: [ReportType.shop, .playable, .businessCenter])
  func `report types without a status have no default filter`(type: ReportType) throws {
    let report = Report(ofUser: type, level: .campaign, dimensions: ["campaign_id"])
    #expect(Self.request(report)["filtering"] == nil)
  }

  @Test func `a playable report has no level`() {
    let report = Report(.playable, level: nil, granularity: .lifetime, breakdown: ["playable_id"])
    #expect(
      Self.request(report, window: nil).parameters == [
        .init("advertiser_id", "7001"), .init("report_type", "PLAYABLE_MATERIAL"),
        .init("dimensions", #"["playable_id"]"#), .init("metrics", #"["spend"]"#),
        .init("query_lifetime", "true"), .init("page_size", "1000"),
      ])
  }

  @Test func `a report of a Business Center names it instead of an account`() {
    let report = Report(ofUser: .businessCenter, level: nil, dimensions: ["advertiser_id", "stat_time_day"])
    #expect(
      Self.request(report).parameters == [
        .init("bc_id", "7001"), .init("report_type", "BC"),
        .init("dimensions", #"["advertiser_id","stat_time_day"]"#), .init("metrics", #"["spend"]"#),
        .init("start_date", "2026-11-01"), .init("end_date", "2026-11-01"), .init("page_size", "1000"),
      ])
  }

  @Test(arguments: [(ReportType.gmvMaxProduct, "PRODUCT"), (.gmvMaxLive, "LIVE")])
  func `GMV Max reports have their own endpoint and are filtered by promotion type`(
    type: ReportType, kind: String
  ) {
    let report = Report(type, level: .campaign, granularity: .day)
    let request = Self.request(report, metrics: ["cost"])
    #expect(request.path == "gmv_max/report/get/")
    #expect(
      request.parameters == [
        .init("advertiser_id", "7001"), .init("dimensions", #"["campaign_id","stat_time_day"]"#),
        .init("metrics", #"["cost"]"#), .init("start_date", "2026-11-01"), .init("end_date", "2026-11-01"),
        .init(
          "filtering",
          #"{"gmv_max_promotion_types":["\#(kind)"],"campaign_statuses":["STATUS_ALL"]}"#),
        .init("page_size", "1000"),
      ])
    #expect(
      Self.request(report, includeDeleted: false)["filtering"] == #"{"gmv_max_promotion_types":["\#(kind)"]}"#
    )
  }

  @Test func `each status of GMV Max campaigns can be named instead of all`() throws {
    let plan = try StreamPlan.make(.named("gmv_max_live_campaign_reports_daily"))
    let statuses = plan.requests(for: .make(window: .make("2026-11-01")), after: nil, namesStatuses: true).map
    {
      $0.request["filtering"]
    }
    #expect(
      statuses == [
        #"{"gmv_max_promotion_types":["LIVE"],"campaign_statuses":"#
          + #"["STATUS_DELIVERY_OK","STATUS_DISABLE","STATUS_DELETE","STATUS_NOT_DELIVERY"]}"#
      ])
  }

  @Test func `a request for a shop has the shop as its last parameter`() throws {
    let subject = RequestScope(["55"], of: .stores, in: "store_ids", isSingle: true)
    let plan = try StreamPlan.make(.named("gmv_max_live_campaign_reports_daily"))
    let planned = plan.requests(
      for: .make(window: .make("2026-11-01")), about: [subject, .account], after: nil)
    #expect(planned.map { $0.request["store_ids"] } == [#"["55"]"#, nil])
    #expect(planned.map(\.columns) == [["store_id": "55"], [:]])
    #expect(planned.allSatisfy { $0.companions.isEmpty })
  }

  @Test func `a Business Center is the only partition of its report, with the maximum days per request`()
    throws
  {
    let report = try #require(
      Configuration.make([
        "start_date": "2026-09-01",
        "custom_reports": [
          [
            "name": "bc", "bc_id": "88", "dimensions": ["advertiser_id"],
            "report_type": "BC", "metrics": ["spend"],
          ]
        ],
      ]).customReports.first)
    let plan = try StreamPlan.make(report.stream(.nested), accounts: [.make(1), .make(2)])
    #expect(plan.partitions == [[Account(id: .make(88))]])
    #expect(plan.windows(of: 0, after: nil).map { Array($0) } == [.make("2026-09-01", "2026-11-03")])
    let columns = plan.columns(for: .make(accounts: [Account(id: .make(88))], window: .make("2026-11-01")))
    #expect(
      columns.map { String(decoding: $0.text, as: UTF8.self) }
        == [#""bc_id":"88""#, #""start_date":"2026-11-01""#, #""end_date":"2026-11-01""#])
  }
}
