import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// Which metrics the reports of the table offer, and which of them are requested.
struct MetricSelectionTests {
  private static let reports = StreamTable.catalog().filter { $0.report != nil }

  /// The metrics of an ad's daily report that are requested for a catalog.
  private static func requested(_ metrics: [String]?, _ fields: JSONObject = [:]) throws -> [String] {
    let schema = metrics.map { names -> JSON in
      var members: JSONObject = [:]
      for name in names { members[name] = ["type": ["null", "number"]] }
      guard fields["report_layout"] == "flat" else {
        return ["properties": ["metrics": ["type": "object", "properties": .object(members)]]]
      }
      for name in ["ad_id", "stat_time_day", "advertiser_id", "timezone"] {
        members[name] = ["type": "string"]
      }
      return ["properties": .object(members)]
    }
    let request = StreamRequest(name: "ads_reports_daily", syncMode: .incremental, schema: schema)
    let configuration = try Configuration.make(fields)
    let selected = StreamTable.selection(of: [request], for: configuration)
    let stream = try #require(selected.first?.stream)
    return try StreamPlan.make(stream, schema: schema, configuration: configuration).namedColumns
  }

  @Test(arguments: reports)
  func `by default one request has all metrics that a report offers`(stream: TikTok.Stream) throws {
    let offered = try stream.metrics()
    let all = try stream.withAllMetrics.metrics()
    #expect(offered.count <= Report.maximumMetrics)
    #expect(offered == all.filter(Set(offered).contains), "the order is that of the schema")
    if all.count <= Report.maximumMetrics { #expect(offered == all) }
    let spend = stream.isOfShops ? "cost" : "spend"
    #expect(offered.contains(spend))
  }

  @Test func `what is standard adds up to one request of ads`() throws {
    let standard = Set(MetricFact.all.values.filter(\.isStandard).map(\.name))
    let ads = try TikTok.Stream.adsDaily.metrics()
    #expect(ads.count == Report.maximumMetrics)
    // The others are of accounts only.
    #expect(standard.subtracting(ads) == ["cash_spend", "voucher_spend"])
    // What models of these reports read, and the totals of websites, apps and shops.
    let read = [
      "real_time_conversion", "total_purchase_value", "total_sales_lead_value", "complete_payment",
      "total_complete_payment_rate", "web_event_add_to_cart", "on_web_order", "total_on_web_order_value",
      "form",
      "total_purchase", "total_registration", "onsite_shopping", "total_onsite_shopping_value",
      "shop_gross_revenue_by_order_submission", "engaged_view", "video_views_p100",
    ]
    #expect(Set(read).isSubset(of: ads))
  }

  @Test func `the option offers all of them`() throws {
    let name: StreamName = "ads_reports_daily"
    let stream = try #require(StreamTable.streams(for: .make(["metrics": "all"])).first { $0.name == name })
    #expect(try stream.metrics().count == 200)
    #expect(try Self.requested(nil, ["metrics": "all"]).count == 200)
    #expect(try Self.requested(nil, ["metrics": "standard"]).count == 100)
    #expect(try Self.requested(nil).count == 100)
  }

  @Test(arguments: ["nested", "flat"])
  func `what a catalog names is requested, standard or not`(layout: String) throws {
    let fields: JSONObject = ["report_layout": .string(layout)]
    #expect(try Self.requested(["live_views", "spend"], fields) == ["spend", "live_views"])
    // Documented, but in no schema of this connector.
    #expect(try Self.requested(["spend", "total_unlock_achievement_value"], fields).count == 2)
    // Not for ads, and no metric at all.
    #expect(try Self.requested(["spend", "cash_spend", "nonsense"], fields) == ["spend"])
  }

  @Test func `all that an older catalog names is requested`() throws {
    let all = try TikTok.Stream.adsDaily.withAllMetrics.metrics()
    #expect(try Self.requested(all) == all)
    #expect(
      try Self.requested([]) == TikTok.Stream.adsDaily.metrics(), "an object without members is wanted whole")
  }

  @Test func `several requests for a page are told`() throws {
    let daily = try StreamPlan.make(.adsDaily.withAllMetrics)
    let few = try StreamPlan.make(.adsDaily)
    #expect(CostNotice.severalRequests(in: [few, try .make(.campaigns)]) == nil)
    #expect(
      CostNotice.severalRequests(in: [few, daily])
        == Notice(
          .info,
          "Each page of `ads_reports_daily` takes 2 requests, because 200 metrics are selected and TikTok takes 100 in one "
            + "request. Deselect some to save requests."))
    let hourly = try StreamPlan.make(.named("ads_reports_hourly").withAllMetrics)
    let text = try #require(CostNotice.severalRequests(in: [daily, hourly])).text
    #expect(text.hasPrefix("Each page of `ads_reports_daily` and 1 more stream takes 2 requests"))
  }

  @Test func `another word is refused`() {
    #expect {
      try Configuration.make(["metrics": ["spend", "clicks"]])
    } throws: { error in
      (error as? SourceFailure)?.message.hasPrefix("`metrics` must be") == true
    }
  }
}
