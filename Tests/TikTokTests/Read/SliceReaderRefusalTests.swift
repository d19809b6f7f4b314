import Connector
import JSON
import Testing

@testable import TikTok

/// Metrics and fields that TikTok no longer accepts: the stream continues without them.
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderRefusalTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let reports = "report/integrated/get/"

  /// Reports without these metrics, which are refused one at a time.
  private static func api(
    without refused: [String], _ message: @escaping @Sendable (String) -> String
  ) -> ScriptedAPI {
    ScriptedAPI.world { call in
      if let name = refused.first(where: call.metrics.contains) { return .refusal(40002, message(name)) }
      return .page([.row(1, of: call)])
    }
  }

  private static func warning(_ name: String, _ message: String) -> String {
    "Stream `ads_reports_daily`: TikTok refuses `\(name)`, so the stream is read without them (report/integrated/get/ "
      + "code 40002: \(message) (request_id r1)). Deselect what TikTok no longer offers."
  }

  @Test func `a refused metric is dropped with one warning, and the rows are delivered without it`()
    async throws
  {
    let api = Self.api(without: ["clicks"]) { "Invalid metric fields: ['\($0)']" }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(
      api.calls(of: Self.reports).map(\.metrics)
        == [["spend", "impressions", "clicks"], ["spend", "impressions"]])
    #expect(sink.warnings == [Self.warning("clicks", "Invalid metric fields: ['clicks']")])
    #expect(sink.records(of: Self.daily).map { $0["metrics"] } == [["spend": 1, "impressions": 1]])
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `several metrics are dropped in turn`() async throws {
    let api = Self.api(without: ["spend", "clicks"]) { "Unknown metric \($0)" }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(api.calls(of: Self.reports).last?.metrics == ["impressions"])
    #expect(
      sink.warnings == ["spend", "clicks"].map { Self.warning($0, "Unknown metric \($0)") })
    #expect(sink.records(of: Self.daily).ads == [1])
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `a refused metric is not requested again for any account or day`() async throws {
    let api = Self.api(without: ["clicks"]) { "Invalid metric fields: ['\($0)']" }
    let sink = try await api.read(
      fields: ["advertiser_ids": ["1", "2", "3"], "report_window_days": 10, "concurrency": 1])
    let asked = api.calls(of: Self.reports).map { $0.metrics.contains("clicks") }
    #expect(asked.count == 1 + 3 * 4)
    #expect(asked.count(where: \.self) == 1)
    #expect(sink.warnings.count == 1)
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `concurrent refusals lead to one warning`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      guard call.metrics.contains("clicks") else { return .page([.row(1, of: call)]) }
      await gate.pass()
      return .refusal(40002, "Invalid metric fields: ['clicks']")
    }
    let read = Task {
      try await api.read(
        fields: ["advertiser_ids": ["1", "2", "3"], "concurrency": 3, "start_date": "2026-11-01"])
    }
    await eventually { gate.waiting == 3 }
    gate.open()
    let sink = try await read.value
    #expect(sink.warnings.count == 1)
    #expect(sink.records(of: Self.daily).count == 3)
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `when every metric is refused, the stream fails`() async throws {
    let all = ["spend", "impressions", "clicks"]
    for message in ["Invalid metric fields: \(all)", "metric fields: correct is ['other']"] {
      let api = ScriptedAPI.world { _ in .refusal(40002, message) }
      let sink = try await api.read(fields: ["start_date": "2026-11-01"])
      let failure = try #require(sink.failure(of: Self.daily))
      #expect(failure.message.contains(message))
      #expect(api.calls(of: Self.reports).count == 1)
      #expect(sink.warnings.isEmpty)
    }
    // In turn, too.
    let api = Self.api(without: all) { "Invalid metric fields: ['\($0)']" }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.failure(of: Self.daily) != nil)
    #expect(api.calls(of: Self.reports).map(\.metrics.count) == [3, 2, 1])
    #expect(sink.records(of: Self.daily).isEmpty)
  }

  @Test(arguments: [
    "Invalid parameter", "Invalid metric fields", "Invalid metric fields: ['no_such_metric']",
    "clicks: Conflict occurs", "",
  ])
  func `a refusal that names no metric fails the stream after one request`(
    message: String
  ) async throws {
    let api = ScriptedAPI.world { _ in .refusal(40002, message) }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    let failure = try #require(sink.failure(of: Self.daily))
    #expect(failure.kind == .system)
    #expect(
      failure.message.hasPrefix("Stream `ads_reports_daily` (advertiser 7001, 2026-11-01…2026-11-03): "))
    #expect(api.calls(of: Self.reports).count == 1)
    #expect(sink.warnings.isEmpty)
  }

  @Test func `a metric of the second request is dropped, and no row is delivered twice`() async throws {
    let last = try #require(try TikTok.Stream.adsDaily.withAllMetrics.metrics().last)
    let api = Self.api(without: [last]) { "Invalid metric fields: ['\($0)']" }
    let sink = try await api.read(
      .make(Self.daily), fields: ["start_date": "2026-11-01", "metrics": "all"])
    #expect(sink.warnings == [Self.warning(last, "Invalid metric fields: ['\(last)']")])
    #expect(api.calls(of: Self.reports).map(\.metrics.count) == [100, 100, 99, 100])
    #expect(sink.records(of: Self.daily).map { $0["metrics"]?.object?.names.count } == [199])
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  private static let someFields: JSON = [
    "properties": ["campaign_name": [:], "budget": [:], "objective_type": [:]]
  ]

  @Test func `an object field that is no longer accepted is dropped`() async throws {
    let accepted = ["campaign_id", "campaign_name", "objective_type", "create_time", "modify_time", "other"]
    let message = "fields: 'budget' is not acceptable, correct is \(accepted)"
    let api = ScriptedAPI.world { call in
      guard call.fields.allSatisfy(accepted.contains) else { return .refusal(40002, message) }
      guard call.filtering?["buying_types"] == nil else { return .page([]) }
      return .page([["campaign_id": "1", "campaign_name": "n", "modify_time": "2026-10-20 00:00:00"]])
    }
    let sink = try await api.read(.make("campaigns", schema: Self.someFields))
    #expect(
      api.calls(of: "campaign/get/").map(\.fields.count) == [6, 5])
    #expect(
      sink.records(of: "campaigns")
        == [["campaign_id": "1", "campaign_name": "n", "modify_time": "2026-10-20T00:00:00"]])
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.hasPrefix("Stream `campaigns`: TikTok refuses `budget`, so") == true)
    #expect(sink.events(of: "campaigns").last == .complete)
  }

  @Test func `a metric refused for one stream is still requested for others`() async throws {
    let api = ScriptedAPI.world { call in
      call["data_level"] == "AUCTION_AD" && call.metrics.contains("clicks")
        ? .refusal(40002, "Invalid metric fields: ['clicks']")
        : .page([.row(1, of: call, id: call["data_level"] == "AUCTION_AD" ? "ad_id" : "campaign_id")])
    }
    let sink = try await api.read(
      .make(Self.daily, schema: .fewMetrics), .make("campaigns_reports_daily", schema: .fewMetrics),
      fields: ["start_date": "2026-11-01", "concurrency": 1])
    #expect(sink.records(of: Self.daily).first?["metrics"]?["clicks"] == nil)
    #expect(sink.records(of: "campaigns_reports_daily").first?["metrics"]?["clicks"] == 1)
    #expect(sink.warnings.count == 1)
  }

  @Test func `hourly audiences fail with a remedy, and the other streams are read`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == Self.reports else { return .page([]) }
      return call["report_type"] == "AUDIENCE"
        ? .refusal(40002, "stat_time_hour is not supported for AUDIENCE") : .page([])
    }
    let sink = try await api.read(
      .make("ads_audience_reports"), .make("ads_reports"), .make("campaigns_audience_reports_by_country"),
      .make("campaigns"), fields: ["report_granularity": "HOUR", "start_date": "2026-11-01"])
    let failure = try #require(sink.failure(of: "ads_audience_reports"))
    #expect(failure.kind == .configuration)
    #expect(
      failure.message.hasPrefix(
        "Stream `ads_audience_reports`: TikTok has refused audience reports by the hour"))
    #expect(failure.message.contains("`report_granularity`"))
    #expect(failure.detail?.contains("stat_time_hour is not supported") == true)
    for name in ["ads_reports", "campaigns_audience_reports_by_country", "campaigns"] as [StreamName] {
      #expect(sink.events(of: name).last == .complete)
    }
    let countries = api.calls(of: Self.reports).filter { $0["dimensions"]?.contains("country_code") == true }
    #expect(!countries.isEmpty && countries.allSatisfy { $0["report_type"] == "BASIC" })
  }

  @Test func `hourly audiences are read where TikTok accepts them, and other errors stay unchanged`()
    async throws
  {
    let hourly: JSON = [
      "dimensions": [
        "ad_id": "1", "gender": "MALE", "age": "AGE_18_24", "stat_time_hour": "2026-11-01 05:00:00",
      ],
      "metrics": ["spend": "1"],
    ]
    let fields: JSONObject = ["report_granularity": "HOUR", "start_date": "2026-11-01"]
    let api = ScriptedAPI.world { $0.days.hasPrefix("2026-11-01") ? .page([hourly]) : .page([]) }
    let sink = try await api.read(.make("ads_audience_reports"), fields: fields)
    #expect(sink.records(of: "ads_audience_reports").first?["stat_time_hour"] == "2026-11-01T05:00:00")
    let broken = ScriptedAPI.world { _ in .refusal(40003, "no") }
    let other = try await broken.read(.make("ads_audience_reports"), fields: fields)
    #expect(other.failure(of: "ads_audience_reports")?.kind == .system)
  }
}
