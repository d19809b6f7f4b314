import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Reports that are too large to request, even in parts.
@Suite(.timeLimit(.minutes(10)))
struct AsyncReportReaderTests {
  private static let daily: StreamName = "advertisers_reports_daily"
  private static let few: JSON = [
    "properties": [
      "advertiser_id": [:], "stat_time_day": [:], "timezone": [:], "currency": [:], "dimensions": [:],
      "metrics": ["properties": ["spend": [:], "impressions": [:], "reach": [:]]],
    ]
  ]

  private static func days(_ call: Call) -> [CalendarDay] {
    guard let start = call["start_date"].flatMap({ CalendarDay($0) }),
      let end = call["end_date"].flatMap({ CalendarDay($0) })
    else { return [] }
    return (start.ordinal...end.ordinal).map { CalendarDay(ordinal: $0) }
  }

  /// A row for every day of the task.
  private static func csv(_ call: Call) -> String {
    "advertiser_id,stat_time_day,\(call.metrics.joined(separator: ","))\r\n"
      + days(call).map { "7001,\($0) 00:00:00,\(call.metrics.map { _ in "7" }.joined(separator: ","))\r\n" }
      .joined()
  }

  private static func rows(_ call: Call) -> Answer {
    .page(days(call).map { .row(7001, of: call, day: "\($0)", id: "advertiser_id") })
  }

  /// An account whose reports are too large from `days` days on.
  private static func world(
    over days: Int = 0, _ book: TaskBook = TaskBook(), csv: @escaping @Sendable (Call) -> String = csv
  ) -> ScriptedAPI {
    .world { call in
      Answer.task(call, in: book, csv: csv)
        ?? (Self.days(call).count > days ? .refusal(40067, "query too large") : rows(call))
    }
  }

  /// Whether the call requests campaigns of a special kind.
  private static func isOfKind(_ call: Call) -> Bool {
    call.filtering?["buying_types"] != nil || call.filtering?["campaign_system_origins"] != nil
  }

  private static func read(
    _ api: ScriptedAPI, _ name: StreamName = daily, schema: JSON? = few, isOn: Bool = true,
    fields: JSONObject = [:]
  ) async throws -> MemorySink {
    var all: JSONObject = ["start_date": "2026-11-01", "async_reports": .bool(isOn)]
    for field in fields.members { all[field.name] = field.value }
    return try await api.read(.make(name, schema: schema), fields: all)
  }

  @Test func `without the option the stream fails and the message names it`() async throws {
    let api = Self.world()
    let sink = try await Self.read(api, isOn: false)
    let failure = try #require(sink.failure(of: Self.daily))
    #expect(failure.message.contains("or set `async_reports` to true"))
    #expect(api.calls(of: "report/task/create/").isEmpty)
  }

  @Test func `the option is not named where it would not help`() async throws {
    let api = Self.world()
    let report: JSON = [
      "name": "mine", "report_type": "BASIC", "dimensions": ["advertiser_id", "stat_time_day"],
      "metrics": ["spend"],
      "filters": [["field_name": "spend", "filter_type": "GREATER_THAN", "filter_value": "1"]],
    ]
    let sink = try await Self.read(api, "mine", schema: nil, fields: ["custom_reports": [report]])
    let failure = try #require(sink.failure(of: "mine"))
    #expect(!failure.message.contains("async_reports"))
    #expect(api.calls(of: "report/task/create/").isEmpty)
  }

  @Test func `every day is read once, with the same records as from pages`() async throws {
    let sink = try await Self.read(Self.world())
    #expect(sink.violations.isEmpty)
    let records = sink.records(of: Self.daily)
    #expect(
      records.compactMap { $0["stat_time_day"]?.string }.sorted() == [
        "2026-11-01T00:00:00", "2026-11-02T00:00:00", "2026-11-03T00:00:00",
      ])
    let asked = try await Self.read(Self.world(over: 30))
    #expect(asked.records(of: Self.daily).count == 3)
    let types = records.map { $0.object?.names }
    #expect(types == asked.records(of: Self.daily).map { $0.object?.names })
    #expect(records.first?["metrics"] == ["spend": 7, "impressions": 7, "reach": 7])
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(sink.states(of: Self.daily).last == asked.states(of: Self.daily).last)
  }

  @Test func `after the first day needs a task, longer runs of days are read with one`() async throws {
    let api = Self.world()
    _ = try await Self.read(api, fields: ["start_date": "2026-10-05", "concurrency": 1])
    let tasks = api.calls(of: "report/task/create/")
    #expect(tasks.flatMap(Self.days).count == 30)
    #expect(tasks.map { Self.days($0).count } == [1, 1, 2, 4, 7, 15])
  }

  @Test func `a notice is logged for each task, and for its missing metrics once`() async throws {
    let sink = try await Self.read(Self.world(), fields: ["start_date": "2026-08-01", "concurrency": 1])
    let messages = sink.logs.filter { $0.text.contains("asynchronous task") && $0.level == .info }
    #expect(messages.count > 3)
    #expect(
      sink.warnings == [
        "Stream `advertisers_reports_daily`: some of its reports are made as asynchronous tasks. TikTok updates their "
          + "data every few hours, so today's rows may be wrong until the next sync."
      ])
  }

  @Test func `a single object that is too large is read with its own task`() async throws {
    let book = TaskBook()
    let api = ScriptedAPI.world { call in
      if let answer = Answer.task(
        call, in: book, csv: { "campaign_id,stat_time_day,spend\n8,\($0["start_date"] ?? ""),1\n" })
      {
        return answer
      }
      switch call.path {
      case "campaign/get/":
        return .page(Self.isOfKind(call) ? [] : [["campaign_id": "8"], ["campaign_id": "9"]])
      default:
        let ids = call.filtering?.array?.first { $0["field_name"] == "campaign_ids" }?["filter_value"]
        return ids == #"["9"]"# ? .page([.row(9, of: call, id: "campaign_id")]) : .refusal(40067)
      }
    }
    let sink = try await Self.read(
      api, "campaigns_reports_daily", schema: nil, fields: ["start_date": "2026-11-03"])
    let ids = sink.records(of: "campaigns_reports_daily").compactMap { $0["campaign_id"]?.string }
    #expect(ids.sorted() == ["8", "9"])
    let task = try #require(api.calls(of: "report/task/create/").first)
    #expect(task.filtering?.array?.first?["filter_value"] == #"["8"]"#)
    #expect(sink.warnings.contains { $0.contains("rows of deleted objects may be missing") })
  }

  @Test func `rows of a truncated page are not delivered in addition to the task's`() async throws {
    let book = TaskBook()
    let api = ScriptedAPI.world { call in
      Answer.task(call, in: book, csv: Self.csv)
        ?? .page([.row(1, of: call, id: "advertiser_id")], headers: ["X-Tt-Ads-Throttle": "20k"])
    }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).count == 3)
    #expect(sink.records(of: Self.daily).allSatisfy { $0["advertiser_id"] == "7001" })
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `one task returns all metrics`() async throws {
    let api = Self.world()
    let sink = try await Self.read(api, schema: nil, fields: ["start_date": "2026-11-03", "metrics": "all"])
    #expect(api.calls(of: "report/task/create/").count == 1)
    let metrics = try #require(api.calls(of: "report/task/create/").first?.metrics)
    #expect(metrics.count > 100)
    #expect(!metrics.contains("billed_cost"))
    #expect(sink.records(of: Self.daily).first?["metrics"]?.object?.names.count == metrics.count)
  }

  @Test func `rows of a task are flat in the flat layout`() async throws {
    let sink = try await Self.read(
      Self.world(), schema: nil, fields: ["report_layout": "flat", "start_date": "2026-11-03"])
    let record = try #require(sink.records(of: Self.daily).first)
    #expect(record["spend"] == 7 && record["metrics"] == nil && record["advertiser_id"] == "7001")
  }

  @Test func `a metric that tasks refuse is left out with a warning`() async throws {
    let book = TaskBook()
    let api = ScriptedAPI.world { call in
      if call.path == "report/task/create/", call.metrics.contains("reach") {
        return .refusal(40002, "Invalid metric fields: ['reach']")
      }
      return Answer.task(call, in: book, csv: Self.csv) ?? .refusal(40067)
    }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).count == 3)
    #expect(sink.warnings.contains { $0.contains("refuses `reach`") })
  }

  @Test func `an unknown country leads to one warning`() async throws {
    let name: StreamName = "campaigns_audience_reports_by_country_daily"
    let book = TaskBook()
    let api = ScriptedAPI.world { call in
      if let answer = Answer.task(
        call, in: book,
        csv: { call in
          "campaign_id,country_code,stat_time_day,spend\n"
            + Self.days(call).map { "8,Germany,\($0),1\n8,Atlantis,\($0),1\n" }.joined()
        })
      {
        return answer
      }
      if call.path == "campaign/get/" { return .page(Self.isOfKind(call) ? [] : [["campaign_id": "8"]]) }
      return .refusal(40067)
    }
    let sink = try await Self.read(api, name, schema: nil)
    let codes = sink.records(of: name).compactMap { $0["country_code"]?.string }
    #expect(Set(codes) == ["DE", "Atlantis"] && codes.count == 6)
    #expect(sink.warnings.filter { $0.contains("Atlantis") }.count == 1)
  }

  @Test func `a failed task fails its stream with the task's id, and the cursor stays before its days`()
    async throws
  {
    let api = ScriptedAPI.world { call in
      switch call.path {
      case "report/task/create/": .data(["task_id": "t1"])
      case "report/task/check/": .data(["status": "FAILED", "message": "Out of luck."])
      default: .refusal(40067)
      }
    }
    let sink = try await Self.read(api)
    let failure = try #require(sink.failure(of: Self.daily))
    #expect(failure.kind == .transient)
    #expect(
      failure.message
        == "Stream `advertisers_reports_daily` (advertiser 7001, 2026-11-01): TikTok's report task t1 ended as FAILED: "
        + "Out of luck. Try again later.")
    #expect(sink.records(of: Self.daily).isEmpty)
  }

  @Test func `nothing of a damaged output is delivered`() async throws {
    let api = Self.world { Self.csv($0) + "7001\n" }
    let sink = try await Self.read(api, fields: ["start_date": "2026-11-03"])
    let failure = try #require(sink.failure(of: Self.daily))
    #expect(failure.detail?.contains("row 3 of its CSV has 1 cells under 5 titles") == true)
    #expect(sink.records(of: Self.daily).isEmpty)
    #expect(api.calls(of: "report/task/download/").count > 1)
  }
}
