import Connector
import JSON
import Testing

@testable import TikTok

/// Which days a report requests, and the limits of its cursor: on 2026-11-03 at 09:00 UTC, when the 3rd has
/// begun somewhere and the 1st has ended everywhere.
struct StreamPlanWindowsTests {
  private static func days(
    _ fields: JSONObject = [:], _ stream: TikTok.Stream = .adsDaily, after cursor: CalendarDay? = nil,
    createdAt: UTCTime? = nil
  ) throws -> [String] {
    let plan = try StreamPlan.make(
      stream, configuration: .make(fields), accounts: [.make(createdAt: createdAt?.seconds)])
    let cursor = cursor.map { Cursor(lastDay: $0, granularity: stream.granularity ?? .day) }
    return try #require(plan.windows(of: 0, after: cursor)).map(\.description)
  }

  @Test func `a first read goes from the start to the last day that has begun`() throws {
    #expect(
      try Self.days(["start_date": "2026-09-01"])
        == ["2026-09-01…2026-09-30", "2026-10-01…2026-10-30", "2026-10-31…2026-11-03"])
    #expect(try Self.days(["start_date": "2026-11-03"]) == ["2026-11-03"])
  }

  @Test func `the configuration sets the days per request, up to the granularity's maximum`() throws {
    let fields: JSONObject = ["start_date": "2026-11-01", "report_window_days": 2]
    #expect(try Self.days(fields) == ["2026-11-01…2026-11-02", "2026-11-03"])
    #expect(try Self.days(fields, .report(.ad, .hour)) == ["2026-11-01", "2026-11-02", "2026-11-03"])
  }

  @Test(arguments: [
    ("2026-10-31", ["2026-10-30…2026-10-31"]), ("2026-11-03", ["2026-10-30…2026-11-03"]),
    ("2026-12-31", ["2026-10-30…2026-11-03"]), ("2099-01-01", ["2026-10-30…2026-11-03"]),
  ])
  func `the end is the configured one, but not after the last day that has begun`(
    end: String, days: [String]
  ) throws {
    #expect(try Self.days(["start_date": "2026-10-30", "end_date": .string(end)]) == days)
  }

  @Test func `no day before the account's creation is requested`() throws {
    let fields: JSONObject = ["start_date": "2026-09-01"]
    // In UTC−12 it was still the 29th.
    #expect(try Self.days(fields, createdAt: "2026-10-30 11:59:59") == ["2026-10-29…2026-11-03"])
    #expect(try Self.days(fields, createdAt: "2026-10-30 12:00:00") == ["2026-10-30…2026-11-03"])
    #expect(try Self.days(fields, createdAt: "2020-01-01 00:00:00").first == "2026-09-01…2026-09-30")
    #expect(try Self.days(fields, createdAt: "2026-11-03 08:00:00") == ["2026-11-02…2026-11-03"])
    #expect(try Self.days(["end_date": "2026-10-01"], createdAt: "2026-10-30 12:00:00") == [])
  }

  @Test(arguments: [(0, "2026-10-25"), (3, "2026-10-22"), (28, "2026-09-27"), (364, "2026-09-01")])
  func `an incremental read starts with the lookback, which includes the cursor's day`(
    window: Int, start: String
  ) throws {
    let fields: JSONObject = ["start_date": "2026-09-01", "attribution_window": .int(window)]
    #expect(try Self.days(fields, after: "2026-10-25").first?.hasPrefix(start) == true)
    #expect(try Self.days(fields, after: "2026-10-25").last?.hasSuffix("2026-11-03") == true)
  }

  /// On 2026-11-03 at 09:00 UTC it is surely the 2nd for the account.
  @Test(
    arguments: [
      // Nothing is known: 28 days before the day after the cursor.
      ("2026-10-25", nil, "2026-09-28"),
      // Read again on that day already.
      ("2026-10-31", AttributionLookback(readOn: "2026-11-02"), "2026-10-28"),
      ("2026-10-31", .init(readOn: "2026-11-01"), "2026-10-04"),
      (
        "2026-10-31", .init(readOn: "2026-11-01", known: .init(windowDays: 7, askedOn: "2026-10-25")),
        "2026-10-25"
      ),
      // An ad group that has been added since may attribute longer.
      (
        "2026-10-31", .init(readOn: "2026-11-01", known: .init(windowDays: 7, askedOn: "2026-10-24")),
        "2026-10-04"
      ),
      // Never less than three days.
      (
        "2026-10-31", .init(readOn: "2026-11-01", known: .init(windowDays: 1, askedOn: "2026-11-01")),
        "2026-10-28"
      ),
      (
        "2026-10-31", .init(readOn: "2026-11-01", known: .init(windowDays: 180, askedOn: "2026-08-01")),
        "2026-05-05"
      ),
    ] as [(CalendarDay, AttributionLookback?, String)])
  func `without a number, a daily report looks back as far as ad groups attribute`(
    cursor: CalendarDay, lookback: AttributionLookback?, start: String
  ) throws {
    let plan = try StreamPlan.make(configuration: .make(["start_date": "2026-01-01"]))
    let windows = try #require(plan.windows(of: 0, after: .day(cursor), lookback))
    #expect("\(windows.start)" == start)
    #expect(windows.last?.end == "2026-11-03")
    if windows.count > 1 { #expect(windows.last?.days == 30, "the latest days are one whole request") }
    let number = try StreamPlan.make(
      configuration: .make(["start_date": "2026-01-01", "attribution_window": 5]))
    #expect(number.windows(of: 0, after: .day(cursor), lookback)?.start == cursor.advanced(by: -5))
  }

  @Test(
    arguments: [
      "ads_reports_hourly", "advertisers_reports_by_country_hourly", "gmv_max_product_campaign_reports_daily",
      "spend_reconciliation_daily",
    ] as [StreamName])
  func `other reports look back three days`(name: StreamName) throws {
    let fields: JSONObject = ["start_date": "2026-01-01"]
    #expect(try Self.days(fields, .named(name), after: "2026-10-25").first?.hasPrefix("2026-10-22") == true)
  }

  @Test func `audiences look back as far as ads do`() throws {
    let fields: JSONObject = ["start_date": "2026-01-01"]
    let stream = TikTok.Stream.named("ads_audience_reports_by_country_daily")
    #expect(try Self.days(fields, stream, after: "2026-10-25").first?.hasPrefix("2026-09-28") == true)
  }

  @Test func `the lookback does not go before the start date or the account's creation`() throws {
    #expect(try Self.days(["start_date": "2026-10-24"], after: "2026-10-25") == ["2026-10-24…2026-11-03"])
    #expect(
      try Self.days(after: "2026-10-25", createdAt: "2026-10-24 12:00:00") == ["2026-10-24…2026-11-03"])
  }

  @Test func `a cursor after the end leaves only the lookback to read`() throws {
    let fields: JSONObject = ["start_date": "2026-09-01", "end_date": "2026-10-31"]
    #expect(try Self.days(fields, after: "2026-11-01") == ["2026-10-29…2026-10-31"])
    #expect(try Self.days(fields, after: "2026-11-10") == [])
  }

  @Test(arguments: [TikTok.Stream.ads, .campaigns, .named("advertisers")])
  func `streams that are not reports have no days`(stream: TikTok.Stream) throws {
    let plan = try StreamPlan.make(stream)
    #expect(plan.windows(of: 0, after: nil) == nil)
    #expect(plan.cursor(after: .make("2026-11-01"), from: nil) == nil)
  }

  @Test(arguments: [Granularity.day, .hour])
  func `a report's cursor is the window's end, but not after the last closed day`(
    granularity: Granularity
  ) throws {
    let plan = try StreamPlan.make(.report(.ad, granularity))
    func cursor(_ end: CalendarDay, from earlier: CalendarDay? = nil) -> Cursor? {
      plan.cursor(
        after: .make("2026-10-01", end), from: earlier.map { Cursor(lastDay: $0, granularity: granularity) })
    }
    func at(_ day: CalendarDay) -> Cursor { Cursor(lastDay: day, granularity: granularity) }
    #expect(cursor("2026-10-30") == at("2026-10-30"))
    #expect(cursor("2026-11-01") == at("2026-11-01"))
    #expect(cursor("2026-11-02") == at("2026-11-01"))
    #expect(cursor("2026-11-03") == at("2026-11-01"))
    // Days read before the first window of the lookback are kept.
    #expect(cursor("2026-10-20", from: "2026-10-25") == at("2026-10-25"))
    #expect(cursor("2026-10-26", from: "2026-10-25") == at("2026-10-26"))
    #expect(plan.latestCursor == at("2026-11-01"))
  }

  @Test func `an entity's cursor is its newest change, but not after the start of the read`() throws {
    let plan = try StreamPlan.make(.campaigns)
    let start = UTCTime(seconds: testTime)
    func cursor(_ newest: UTCTime, from earlier: UTCTime? = nil) -> Cursor {
      plan.cursor(afterChange: newest, from: earlier.map { .time($0) })
    }
    #expect(cursor("2026-11-01 00:00:00") == .time("2026-11-01 00:00:00"))
    #expect(cursor(start.advanced(by: 1)) == .time(start))
    #expect(cursor("2099-01-01") == .time(start))
    #expect(cursor("2026-10-01 00:00:00", from: "2026-10-02 00:00:00") == .time("2026-10-02 00:00:00"))
    #expect(cursor("2026-10-03 00:00:00", from: "2026-10-02 00:00:00") == .time("2026-10-03 00:00:00"))
    #expect(plan.latestCursor == .time(start))
  }
}
