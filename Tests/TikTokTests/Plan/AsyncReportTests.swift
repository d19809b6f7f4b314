import JSON
import Testing

@testable import TikTok

struct AsyncReportTests {
  private static func task(
    _ report: Report, window: DateWindow? = .make("2026-10-05", "2026-11-03"), objects: ObjectFilter? = nil,
    metrics: [Metric] = ["spend", "reach"]
  ) -> AsyncReport? {
    AsyncReport(of: report, account: .make(), in: window, objects: objects, metrics: metrics)
  }

  private static func body(_ task: AsyncReport?) throws -> JSON {
    try JSON(parsing: try #require(task?.creation.body))
  }

  private static func filtered(_ filters: ReportFilter...) -> Report {
    Report(ofUser: .basic, level: .ad, dimensions: ["ad_id", .statTimeDay], filters: filters)
  }

  @Test func `the body has account, dimensions, metrics, days and output format`() throws {
    let task = try #require(Self.task(Report(.basic, level: .ad, granularity: .day)))
    #expect(task.creation.path == "report/task/create/")
    #expect(task.creation.parameters.isEmpty)
    #expect(
      try Self.body(task) == [
        "advertiser_id": "7001", "report_type": "BASIC", "data_level": "AUCTION_AD",
        "dimensions": ["ad_id", "stat_time_day"], "metrics": ["spend", "reach"], "start_date": "2026-10-05",
        "end_date": "2026-11-03", "output_format": "CSV_STRING", "enable_report_title_translation": false,
      ])
  }

  @Test func `a lifetime report has no days`() throws {
    let task = Self.task(Report(.basic, level: .campaign, granularity: .lifetime), window: nil)
    let body = try Self.body(task)
    #expect(body["query_lifetime"] == true)
    #expect(body["start_date"] == nil && body["end_date"] == nil)
    #expect(Self.task(Report(.audience, level: .campaign, granularity: .lifetime), window: nil) == nil)
  }

  @Test func `object ids and the user's ids are its filter`() throws {
    let objects = ObjectFilter(level: .adGroup, ids: ["5", "6"])
    let campaigns = ReportFilter("campaign_ids", in: ["3"])
    let task = Self.task(Self.filtered(campaigns), objects: objects)
    #expect(
      try Self.body(task)["filtering"] == [
        ["field_name": "campaign_ids", "filter_type": "IN", "filter_value": #"["3"]"#],
        ["field_name": "adgroup_ids", "filter_type": "IN", "filter_value": #"["5","6"]"#],
      ])
  }

  @Test(arguments: [
    ReportFilter("ad_status", in: ["STATUS_ALL"]), ReportFilter("ad_ids_v2", in: ["1"]),
    ReportFilter("campaign_ids", .isNotIn, value: #"["1"]"#), ReportFilter("spend", .above, value: "1"),
  ])
  func `no task is created for other filters`(filter: ReportFilter) {
    #expect(Self.task(Self.filtered(filter)) == nil)
  }

  @Test(arguments: ReportType.allCases)
  func `three report types can be read with tasks`(type: ReportType) {
    let isMade = Self.task(Report(ofUser: type, level: .campaign, dimensions: ["campaign_id"])) != nil
    #expect(isMade == [.basic, .audience, .catalog].contains(type))
  }

  @Test(
    arguments: [
      (Report(.audience, level: .ad, granularity: .day, breakdown: ["gender", "age"]), ["reach"]),
      (Report(.audience, level: .ad, granularity: .day, breakdown: ["country_code"]), ["reach"]),
      (Report(.basic, level: .ad, granularity: .hour, breakdown: ["country_code"]), ["reach"]),
      (Report(.basic, level: .ad, granularity: .day), []),
      (Report(.audience, level: .ad, granularity: .day), []),
      (Report(.basic, level: .ad, granularity: .day, breakdown: ["page_id"]), []),
    ] as [(Report, [Metric])])
  func `unique users are not requested by audience or country`(report: Report, missing: [Metric]) throws {
    let task = try #require(Self.task(report, metrics: ["spend", "reach", "clicks"]))
    #expect(task.missing == missing)
    #expect(task.metrics == ["spend", "reach", "clicks"].filter { !missing.contains($0) })
  }

  @Test func `if no metric is left, the simplest one is requested`() throws {
    let report = Report(.audience, level: .ad, granularity: .day, breakdown: ["age"])
    let task = try #require(Self.task(report, metrics: ["reach", "billed_cost"]))
    #expect(task.metrics == ["spend"] && task.missing == ["reach", "billed_cost"])
  }

  @Test func `a task is checked and downloaded by its id`() throws {
    let task = try #require(Self.task(Report(.basic, level: .ad, granularity: .day)))
    let parameters: [APIRequest.Parameter] = [.init("advertiser_id", "7001"), .init("task_id", "t1")]
    #expect(task.check("t1") == APIRequest("report/task/check/", parameters))
    #expect(task.download("t1") == APIRequest("report/task/download/", parameters))
  }
}
