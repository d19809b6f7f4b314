import Connector
import JSON
import Testing

@testable import TikTok

/// Lifetime reports: one row for everything where TikTok supports it, otherwise one row per year.
struct StreamPlanLifetimeTests {
  private static func plan(
    _ stream: TikTok.Stream, _ fields: JSONObject = [:], createdAt: UTCTime? = nil
  ) throws -> StreamPlan {
    try StreamPlan.make(
      stream, configuration: .make(fields), accounts: [.make(createdAt: createdAt?.seconds)])
  }

  private static func days(_ windows: DateWindows?) -> [String]? { windows?.map(\.description) }

  private static let audience = TikTok.Stream.named("advertisers_audience_reports_lifetime")

  @Test(arguments: DataLevel.allCases, ["2026-10-30", "2016-09-01"])
  func `a basic lifetime report is one request without days, whenever the read starts`(
    level: DataLevel, start: String
  ) throws {
    let plan = try Self.plan(.report(level, .lifetime), ["start_date": .string(start)])
    #expect(plan.windows(of: 0, after: nil) == nil)
    for planned in plan.requests(for: .make(), after: nil) {
      for request in [planned.request] + planned.companions {
        #expect(request["query_lifetime"] == "true")
        #expect(request["start_date"] == nil && request["end_date"] == nil)
        #expect(request["dimensions"] == "[\"\(level.idDimension.rawValue)\"]")
      }
    }
  }

  @Test func `lifetime reports by audience are years from the start to the end`() throws {
    let fields: JSONObject = ["start_date": "2024-01-01", "end_date": "2026-02-01"]
    let plan = try Self.plan(Self.audience, fields, createdAt: "2020-01-01 00:00:00")
    #expect(
      Self.days(plan.windows(of: 0, after: nil))
        == ["2024-01-01…2024-12-30", "2024-12-31…2025-12-30", "2025-12-31…2026-02-01"])
    let young = try Self.plan(Self.audience, fields, createdAt: "2026-01-20 12:00:00")
    #expect(Self.days(young.windows(of: 0, after: nil)) == ["2026-01-20…2026-02-01"])
    let unborn = try Self.plan(Self.audience, fields, createdAt: "2026-03-01 12:00:00")
    #expect(Self.days(unborn.windows(of: 0, after: nil)) == [])
    for window in plan.windows(of: 0, after: nil)
      ?? .init(from: "2026-01-01", through: "2025-01-01", daysPerWindow: 1)
    {
      let requests = plan.requests(for: .make(window: window), after: nil)
      #expect(requests.map { $0.request["start_date"] } == ["\(window.start)"])
      #expect(requests.allSatisfy { $0.request["query_lifetime"] == nil && $0.companions.isEmpty })
      #expect(requests.first?.request["dimensions"] == #"["advertiser_id","gender","age"]"#)
      #expect(requests.first?.request["report_type"] == "AUDIENCE")
    }
  }

  @Test
  func
    `years that replace a refused lifetime run from the account's creation to today, whatever is configured`()
    throws
  {
    let fields: JSONObject = ["start_date": "2026-01-01", "end_date": "2026-02-01", "report_window_days": 3]
    let plan = try Self.plan(.report(.campaign, .lifetime), fields, createdAt: "2024-06-01 12:00:00")
    let account = plan.partitions[0][0]
    let windows = plan.lifetimeWindows(of: account)
    #expect(
      Self.days(windows) == ["2024-06-01…2025-05-31", "2025-06-01…2026-05-31", "2026-06-01…2026-11-03"])
    #expect(windows.dropLast().allSatisfy { $0.days == 365 })
    // An account without a creation time: from the first day with reports.
    #expect(plan.lifetimeWindows(of: .make(createdAt: nil)).start == "2016-09-01")
    #expect(plan.lifetimeWindows(of: .make(createdAt: nil)).end == "2026-11-03")
  }

  private static func columns(_ plan: StreamPlan, _ window: DateWindow?) -> [String] {
    plan.columns(for: .make(accounts: plan.partitions[0], window: window)).map {
      String(decoding: $0.text, as: UTF8.self)
    }
  }

  @Test(arguments: ReportLayout.allCases)
  func `a lifetime row has its first and last day`(layout: ReportLayout) throws {
    let plan = try Self.plan(
      .report(.ad, .lifetime, layout: layout), ["start_date": "2026-10-01", "end_date": "2026-10-02"],
      createdAt: "2024-06-01 12:00:00")
    #expect(
      Self.columns(plan, nil).suffix(2) == [#""start_date":"2024-06-01""#, #""end_date":"2026-11-03""#])
    #expect(
      Self.columns(plan, .make("2025-06-01", "2026-05-31")).suffix(2)
        == [#""start_date":"2025-06-01""#, #""end_date":"2026-05-31""#])
    let unknown = try Self.plan(.report(.ad, .lifetime, layout: layout))
    #expect(Self.columns(unknown, nil).contains(#""start_date":"2016-09-01""#))
  }

  @Test(arguments: [Granularity.day, .hour])
  func `daily and hourly rows have no columns for a window`(granularity: Granularity) throws {
    let plan = try Self.plan(.report(.ad, granularity))
    #expect(!Self.columns(plan, .make("2026-11-01")).contains { $0.contains("_date") })
  }

  @Test(arguments: [1, 7, 30])
  func `the configured days per request apply to daily reports only`(days: Int) throws {
    let fields: JSONObject = ["start_date": "2026-09-01", "report_window_days": .int(days)]
    func longest(_ stream: TikTok.Stream) throws -> Int? {
      try Self.plan(stream, fields).windows(of: 0, after: nil)?.map(\.days).max()
    }
    #expect(try longest(.report(.ad, .day)) == days)
    #expect(try longest(.report(.ad, .hour)) == 1)
    #expect(try longest(Self.audience) == 64)
    #expect(try longest(.report(.ad, .day, breakdown: ["gender", "age"], type: .audience)) == days)
  }

  @Test func `a lifetime report has no cursor and is always read in full`() throws {
    for stream in [TikTok.Stream.report(.ad, .lifetime), Self.audience] {
      #expect(stream.cursor == nil)
      #expect(stream.description.syncModes == [.fullRefresh])
    }
  }
}

/// Reports with more metrics than one request may have.
struct StreamPlanMetricsTests {
  private static func schema(_ metrics: some Collection<String>) -> JSON {
    [
      "properties": [
        "ad_id": [:], "metrics": ["properties": .object(JSONObject(metrics.map { .init($0, [:]) }))],
      ]
    ]
  }

  private static func metrics(_ request: APIRequest) -> [String] {
    let list = request["metrics"].flatMap { try? JSON(parsing: $0) }
    return list?.array?.compactMap(\.string) ?? []
  }

  @Test(arguments: [
    (1, [1]), (99, [99]), (100, [100]), (101, [50, 51]), (150, [75, 75]), (199, [99, 100]),
    (200, [100, 100]),
  ])
  func `metrics are split evenly over the requests`(count: Int, sizes: [Int]) throws {
    let stream = TikTok.Stream.adsDaily.withAllMetrics
    let names = try Array(stream.metrics().prefix(count))
    let plan = try StreamPlan.make(stream, schema: Self.schema(names))
    #expect(plan.namedColumns == names)
    let slice = Slice.make(window: .make("2026-11-01")).narrowed(to: .standard)
    let planned = plan.requests(for: slice, after: nil)
    try #require(planned.count == 1)
    let requests = [planned[0].request] + planned[0].companions
    #expect(requests.map { Self.metrics($0).count } == sizes)
    #expect(requests.flatMap(Self.metrics) == names)
    // Apart from the metrics they are the same.
    let others = requests.map { $0.parameters.filter { $0.name != "metrics" } }
    #expect(others.allSatisfy { $0 == others[0] })
    #expect(planned[0].filter == .everything && planned[0].paging == .pages(1000))
  }

  @Test func `every large report requests each metric once`() throws {
    for stream in MetricFactsTests.reports {
      let plan = try StreamPlan.make(stream)
      let slice = Slice.make(window: stream.report?.hasLifetimeQuery == true ? nil : .make("2026-11-01"))
        .narrowed(to: .standard)
      let planned = plan.requests(for: slice, after: nil)
      let requests = planned.flatMap { [$0.request] + $0.companions }
      #expect(try requests.flatMap(Self.metrics) == stream.metrics())
      #expect(requests.allSatisfy { (1...100).contains(Self.metrics($0).count) })
    }
  }

  @Test func `refused metrics are not requested, which may save a request`() throws {
    let names = try Array(TikTok.Stream.adsDaily.metrics().prefix(101))
    let plan = try StreamPlan.make(schema: Self.schema(names))
    let slice = Slice.make(window: .make("2026-11-01")).narrowed(to: .standard)
    let planned = plan.requests(for: slice, after: nil, without: [names[3], "nothing"])
    #expect(planned.map(\.companions) == [[]])
    #expect(Self.metrics(planned[0].request) == names.filter { $0 != names[3] })
    #expect(plan.requests(for: slice, after: nil, without: Set(names)).isEmpty)
  }

  @Test(arguments: DataLevel.allCases)
  func `both requests include deleted objects`(level: DataLevel) throws {
    let stream = try #require(MetricFactsTests.reports.first { $0.report?.level == level })
    let planned = try StreamPlan.make(stream).requests(for: .make().narrowed(to: .standard), after: nil)[0]
    #expect(planned.companions.count == 1)
    for request in [planned.request] + planned.companions {
      #expect(request["filtering"]?.contains(level.statusFilter ?? "?") ?? (level == .advertiser))
    }
  }

  @Test func `entities and accounts request the selected fields`() throws {
    let schema: JSON = ["properties": ["campaign_name": [:]]]
    for planned in try StreamPlan.make(.campaigns, schema: schema).requests(for: .make(), after: nil) {
      #expect(
        planned.request["fields"] == #"["campaign_id","campaign_name","create_time","modify_time"]"#)
    }
    let all = try StreamPlan.make(.campaigns)
    #expect(all.requests(for: .make(), after: nil).allSatisfy { $0.request["fields"] == nil })
    #expect(all.namedColumns.isEmpty)
    let some = try StreamPlan.make(.campaigns, schema: schema)
    let fewer = some.requests(for: .make(), after: nil, without: ["campaign_name"])
    #expect(fewer.allSatisfy { $0.request["fields"] == #"["campaign_id","create_time","modify_time"]"# })
  }
}
