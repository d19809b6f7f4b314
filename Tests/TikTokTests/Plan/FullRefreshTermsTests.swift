import Connector
import JSON
import Testing

@testable import TikTok

/// What makes two reads parts of one full refresh, and which days of a partition remain to be read.
struct FullRefreshTermsTests {
  private static func question(
    _ stream: TikTok.Stream = .adsDaily, _ fields: JSONObject = [:], schema: JSON? = nil,
    accounts: [Account] = [.make()]
  ) throws -> String {
    try question(
      of: StreamPlan.make(stream, schema: schema, configuration: .make(fields), accounts: accounts))
  }

  private static func question(of plan: StreamPlan) -> String {
    FullRefresh.Terms(of: plan, in: nil).question
  }

  @Test func `each stream's question has its own sixteen digits`() throws {
    let questions = try StreamTable.catalog().map { try Self.question($0) }
    #expect(questions.allSatisfy { $0.utf8.count == 16 })
    #expect(Set(questions).count == questions.count)
  }

  static let same: [JSONObject] = [
    ["start_date": "2026-01-01"], ["page_size": 7], ["concurrency": 1], ["attribution_window": 90],
    ["report_window_days": 1], ["include_deleted": true], ["report_layout": "nested"],
    ["async_reports": true],
  ]

  @Test(arguments: same)
  func `settings that change only how data is requested keep the question`(fields: JSONObject) throws {
    #expect(try Self.question(.adsDaily, fields) == Self.question())
  }

  @Test func `accounts and credentials do not change the question`() throws {
    #expect(try Self.question(accounts: [.make(1), .make(2)]) == Self.question())
    let other: JSON = ["access_token": "another", "advertiser_ids": ["1"]]
    let grants = TikTok.Stream.named("advertiser_ids")
    let plan = try StreamPlan.make(grants, configuration: .make(credentials: .oauth))
    #expect(Self.question(of: plan) == (try Self.question(grants)))
    #expect(
      Self.question(of: try StreamPlan.make(configuration: .make(credentials: other)))
        == (try Self.question()))
  }

  static let other: [JSONObject] = [["end_date": "2026-11-01"], ["include_deleted": false]]

  @Test(arguments: other)
  func `settings that change what is requested change the question`(fields: JSONObject) throws {
    #expect(try Self.question(.adsDaily, fields) != Self.question())
  }

  @Test func `the selected columns and the layout change the question`() throws {
    let few = try Self.question(schema: .fewMetrics)
    #expect(try few != Self.question())
    let fewer: JSON = ["properties": ["ad_id": [:], "metrics": ["properties": ["spend": [:]]]]]
    #expect(try few != Self.question(schema: fewer))
    #expect(try Self.question(.report(layout: .flat)) != Self.question(.report()))
    // For a list that is always requested whole, some columns are left out.
    #expect(
      try Self.question(.named("pixels"), schema: ["properties": ["pixel_id": [:]]])
        != Self.question(.named("pixels")))
  }

  @Test func `rows that sum up windows depend on the window length`() throws {
    let events = TikTok.Stream.named("pixel_events_statistics")
    #expect(try Self.question(events, ["report_window_days": 7]) != Self.question(events))
  }

  @Test func `a start day is recorded only for streams with days`() throws {
    #expect(try FullRefresh.Terms(of: .make(), in: nil).start == "2026-09-01")
    for stream in [.campaigns, .named("advertisers"), .named("ads_reports_lifetime")] as [TikTok.Stream] {
      #expect(try FullRefresh.Terms(of: .make(stream), in: nil).start == nil)
    }
    let sync = SyncIdentity(id: 2)
    #expect(try FullRefresh.Terms(of: .make(), in: sync).sync == sync)
  }

  private static func rest(
    _ stream: TikTok.Stream, from: CalendarDay, through: CalendarDay, _ fields: JSONObject = [:]
  ) throws -> [String] {
    var all: JSONObject = ["start_date": "2026-09-01"]
    for field in fields.members { all[field.name] = field.value }
    let plan = try StreamPlan.make(stream, configuration: .make(all))
    var refresh = FullRefresh(.init(of: plan, in: nil))
    refresh.set(.init(from: from, through: through), of: plan.partitions[0])
    return (plan.windows(of: 0, in: refresh) ?? DateWindows(from: from, through: through, daysPerWindow: 1))
      .map(\.description)
  }

  @Test func `the windows after the completed run remain to be read`() throws {
    let all = ["2026-09-01…2026-09-30", "2026-10-01…2026-10-30", "2026-10-31…2026-11-03"]
    #expect(try Self.rest(.adsDaily, from: "2026-09-01", through: "2026-09-30") == Array(all[1...]))
    #expect(try Self.rest(.adsDaily, from: "2026-09-01", through: "2026-09-29") == all)
    #expect(try Self.rest(.adsDaily, from: "2026-09-01", through: "2026-10-30") == Array(all[2...]))
  }

  @Test func `a run that began later, or ends after the last closed day, skips no unread day`() throws {
    #expect(try Self.rest(.adsDaily, from: "2026-09-02", through: "2026-09-30").count == 3)
    #expect(try Self.rest(.adsDaily, from: "2026-08-01", through: "2026-09-30").count == 2)
    #expect(try Self.rest(.adsDaily, from: "2026-09-01", through: "2027-01-01") == ["2026-10-31…2026-11-03"])
    let hours = try Self.rest(.report(.ad, .hour), from: "2026-09-01", through: "2027-01-01")
    #expect(hours == ["2026-11-02", "2026-11-03"])
  }

  @Test func `rows that sum up windows continue only if the windows start on the same day`() throws {
    let years = TikTok.Stream.named("advertisers_audience_reports_lifetime")
    let fields: JSONObject = ["start_date": "2024-01-01"]
    #expect(
      try Self.rest(years, from: "2024-01-01", through: "2024-12-30", fields) == [
        "2024-12-31…2025-12-30", "2025-12-31…2026-11-03",
      ])
    #expect(try Self.rest(years, from: "2023-12-31", through: "2024-12-30", fields).count == 3)
  }
}
