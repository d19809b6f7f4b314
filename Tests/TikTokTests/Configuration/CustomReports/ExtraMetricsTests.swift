import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// Metrics that the user adds to reports of the table.
struct ExtraMetricsTests {
  private static func streams(_ value: JSON, _ fields: JSONObject = [:]) throws -> [TikTok.Stream] {
    var all = fields
    all["extra_metrics"] = value
    return try StreamTable.streams(for: .make(all))
  }

  /// The streams that have a metric.
  private static func names(_ metric: String, _ value: JSON, _ fields: JSONObject = [:]) throws
    -> [StreamName]
  {
    try streams(value, fields).filter { try $0.metrics().contains(metric) }.map(\.name)
  }

  private static let ads: [StreamName] = ["ads_reports_lifetime", "ads_reports_daily", "ads_reports_hourly"]

  @Test(
    arguments: [
      [["stream": "ads_reports", "metrics": ["skan_metric_x"]]], ["ads_reports": ["skan_metric_x"]],
      ["ads_reports": "skan_metric_x"],
    ] as [JSON])
  func `metrics of a family apply to all its streams, in any form`(value: JSON) throws {
    #expect(try Self.names("skan_metric_x", value) == Self.ads)
    #expect(
      try Self.names("skan_metric_x", value, ["report_granularity": "DAY"]) == Self.ads + ["ads_reports"])
  }

  @Test func `metrics of a stream apply to it only and follow those of its schema`() throws {
    let value: JSON = [["stream": "ads_reports_daily", "metrics": "skan_metric_x, spend"]]
    #expect(try Self.names("skan_metric_x", value) == ["ads_reports_daily"])
    let stream = try #require(Self.streams(value).first { $0.name == "ads_reports_daily" })
    #expect(try stream.metrics() == TikTok.Stream.adsDaily.metrics() + ["skan_metric_x"])
    let flat = try Self.streams(value, ["report_layout": "flat"]).first { $0.name == "ads_reports_daily" }
    #expect(try flat?.schema()["properties"]?["skan_metric_x"] == ["type": ["null", "string"]])
  }

  @Test(arguments: ["metric_of_tomorrow", ["metric_of_tomorrow"]] as [JSON])
  func `metrics without a stream apply to all reports with documented metrics`(value: JSON) throws {
    let expected = try StreamTable.streams(for: .make()).filter {
      $0.report?.type == .basic || $0.report?.type == .audience
    }
    #expect(try Self.names("metric_of_tomorrow", value) == expected.map(\.name))
  }

  @Test func `a metric is not requested of reports that do not support it`() throws {
    let basic = try StreamTable.streams(for: .make()).filter { $0.report?.type == .basic }.map(\.name)
    #expect(try Self.names("complete_payment_roas", ["complete_payment_roas"]) == basic)
  }

  @Test func `a shop report gets only metrics that name it`() throws {
    let name: StreamName = "gmv_max_live_campaign_reports_daily"
    #expect(
      try Self.names("metric_of_tomorrow", ["gmv_max_live_campaign_reports": "metric_of_tomorrow"]) == [name])
  }

  @Test(arguments: [[], [:], "", nil] as [JSON])
  func `an empty value is not an error`(value: JSON) throws {
    #expect(try Configuration.make(["extra_metrics": value]) == .make())
  }

  @Test func `an unknown metric is requested with a notice`() throws {
    #expect(
      try Configuration.make(["extra_metrics": [["stream": "ads_reports", "metrics": ["clickss"]]]]).notices
        .map(\.text)
        == [
          "`extra_metrics[0].metrics` holds the metric `clickss`, which this version does not know. It is requested "
            + "from TikTok anyway. Did you mean `clicks`?"
        ])
  }

  private static let mistakes: [(String, JSON)] = [
    ("a number", 7), ("a list of numbers", [7]), ("a list of lists", [["spend"]]),
    ("no metrics", [["stream": "ads_reports"]]), ("metrics are empty", ["ads_reports": []]),
    ("a metric is a number", ["ads_reports": [7]]),
    ("a stream that is none", ["ads_report": ["reach"]]),
    ("a stream that is no report", [["stream": "campaigns", "metrics": ["reach"]]]),
    ("a stream that is a number", [["stream": 7, "metrics": ["reach"]]]),
    ("a metric that the stream cannot have", ["ads_audience_reports": ["reach"]]),
    ("a metric of another level", ["campaigns_reports": ["ad_name"]]),
    ("a metric that no report can have", ["tax_spend"]), ("a metric of another endpoint", ["video_id"]),
  ]

  private static func message(of value: JSON) -> String {
    do {
      _ = try Configuration.make(["extra_metrics": value])
      return "It was accepted."
    } catch {
      return error.kind == .configuration && error.detail == nil ? error.message : "\(error.kind): \(error)"
    }
  }

  @Test func `each mistake has its message`() throws {
    let lines = Self.mistakes.map { "\($0)\n    \(Self.message(of: $1))\n" }
    try expectSnapshot(lines.joined(), named: "extra-metrics-errors.txt")
  }

  @Test(arguments: mistakes)
  func `a message names the field and the remedy`(name: String, value: JSON) {
    #expect(Self.message(of: value).hasPrefix("`extra_metrics"))
    #expect(Self.message(of: value).hasSuffix(".") || Self.message(of: value).hasSuffix("?"))
  }
}
