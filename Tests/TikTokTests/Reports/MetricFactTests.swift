import JSON
import Testing

@testable import TikTok

/// The list of metrics that is embedded in the binary, and why it may exclude a metric from a report.
struct MetricFactTests {
  @Test func `every row of the file is a fact with a unique name`() throws {
    let rows = try #require(JSON(parsing: FactFile.metrics.text).array)
    #expect(rows.count == 841)
    #expect(FactFile.metrics.rows == rows)
    #expect(MetricFact.all.count == 841)
    #expect(Set(MetricFact.all.values.map(\.type)) == ["string", "integer", "number", "boolean"])
    let types = Set(ReportType.allCases.map(\.rawValue))
    #expect(MetricFact.all.values.allSatisfy { !$0.reports.isEmpty && $0.reports.isSubset(of: types) })
    #expect(MetricFact.all.values.allSatisfy { !$0.levels.isEmpty })
  }

  @Test func `the file contains no unknown words, because they would be ignored`() {
    for row in FactFile.metrics.rows {
      let name = row["name"]?.string ?? ""
      let names: Set = ["name", "type", "reports", "promote", "kind", "levels", "rule", "standard"]
      let own = row.object?.names ?? []
      #expect(names.isSuperset(of: own), "\(name)")
      let fact = MetricFact.all[name]
      #expect((fact?.rule?.rawValue).map(JSON.string) == row["rule"], "\(name)")
      #expect(row["kind"] == nil || row["kind"] == "attribute", "\(name)")
      #expect(row["standard"] == nil || row["standard"] == true, "\(name)")
      #expect(fact?.promote.isSubset(of: fact?.reports ?? []) == true, "\(name)")
      if let levels = row["levels"]?.array { #expect(fact?.levels.count == levels.count, "\(name)") }
    }
  }

  @Test func `a damaged file has no rows`() {
    #expect(FactFile(name: "x", text: "[{").rows.isEmpty)
    #expect(FactFile(name: "x", text: "{}").rows.isEmpty)
  }

  private static func objection(
    _ metric: String, _ type: ReportType, _ dimensions: TikTok.Dimension...
  ) throws -> String? {
    let level = dimensions.lazy.compactMap { DataLevel(of: $0) }.first ?? .advertiser
    let report = Report(ofUser: type, level: type.hasDataLevel ? level : nil, dimensions: dimensions)
    return try #require(MetricFact.all[metric]).objection(in: report)
  }

  @Test func `a metric is available in the types that list it`() throws {
    #expect(try Self.objection("spend", .audience, "ad_id", "gender") == nil)
    #expect(
      try Self.objection("reach", .audience, "ad_id", "gender") == "belongs to reports of type BASIC")
    #expect(try Self.objection("tax_spend", .basic, "ad_id") == "belongs to reports of type BC")
    // The other types have no list to compare it with.
    for type in [ReportType.catalog, .shop, .businessCenter] {
      #expect(try Self.objection("reach", type, "advertiser_id") == nil)
    }
    #expect(try Self.objection("reach", .playable, "playable_id") == nil)
  }

  @Test func `an attribute exists from its level down and needs an id`() throws {
    #expect(try Self.objection("ad_name", .basic, "ad_id") == nil)
    #expect(try Self.objection("ad_name", .basic, "ad_id_v2", "country_code") == nil)
    #expect(try Self.objection("ad_name", .basic, "adgroup_id") == "exists only at the level `AUCTION_AD`")
    #expect(
      try Self.objection("campaign_id", .basic, "campaign_id")
        == "exists only at the level `AUCTION_ADGROUP` or `AUCTION_AD`")
    #expect(try Self.objection("currency", .basic, "advertiser_id") == nil)
    #expect(
      try Self.objection("currency", .basic, "country_code")
        == "describes an object, for which the report needs an id dimension")
  }

  @Test(arguments: [
    ("cash_spend", ["advertiser_id", "stat_time_day"] as [TikTok.Dimension], true),
    ("cash_spend", ["stat_time_day"], true), ("cash_spend", ["advertiser_id"], false),
    ("cash_spend", ["advertiser_id", "stat_time_hour"], false),
    ("cash_spend", ["advertiser_id", "stat_time_day", "country_code"], false),
    ("paid_engaged_view", ["ad_id"], true), ("paid_engaged_view", ["ad_id", "stat_time_day"], true),
    ("paid_engaged_view", ["stat_time_day"], false),
    ("paid_engaged_view", ["ad_id", "stat_time_hour"], false),
    ("paid_engaged_view", ["ad_id", "country_code"], false),
    ("single_image_impressions", ["ad_id", "image_id"], true), ("single_image_impressions", ["ad_id"], false),
    ("conversion_rate_v2", ["ad_id", "country_code"], true),
  ])
  func `a rule is followed or leads to an objection`(
    metric: String, dimensions: [TikTok.Dimension], isKept: Bool
  ) throws {
    let level = dimensions.lazy.compactMap { DataLevel(of: $0) }.first ?? .advertiser
    let report = Report(ofUser: .basic, level: level, dimensions: dimensions)
    let objection = try #require(MetricFact.all[metric]).objection(in: report)
    #expect((objection == nil) == isKept, "\(objection ?? "")")
  }

  @Test func `each rule has a text`() throws {
    #expect(
      try Self.objection("cash_spend", .basic, "advertiser_id")
        == "exists only by `stat_time_day`, without a breakdown")
    #expect(
      try Self.objection("paid_engaged_view", .basic, "country_code")
        == "exists only with one id dimension, alone or with `stat_time_day`")
    #expect(
      try Self.objection("single_image_impressions", .basic, "ad_id")
        == "exists only with the dimension `image_id`")
    #expect(
      try Self.objection("conversion_rate_v2", .audience, "ad_id", "country_code")
        == "does not exist by country in reports of type AUDIENCE")
    #expect(try Self.objection("conversion_rate_v2", .audience, "ad_id", "gender") == nil)
    let elsewhere = MetricFact.all.values.filter { $0.rule == .elsewhere }
    #expect(!elsewhere.isEmpty)
    for fact in elsewhere {
      #expect(
        try Self.objection(fact.name, .basic, "ad_id") == "belongs to another endpoint's reports",
        "\(fact.name)")
    }
  }

  @Test(arguments: MetricFactsTests.reports)
  func `a stream offers no metric with an objection`(stream: TikTok.Stream) throws {
    let report = try #require(stream.report)
    for metric in try stream.metrics() {
      #expect(MetricFact.all[metric]?.objection(in: report) == nil, "\(metric)")
    }
  }

  @Test func `a metric's schema is nullable, and text if its type is unknown`() {
    #expect(Metric("spend").schema == ["type": ["null", "number"]])
    #expect(Metric("clicks").schema == ["type": ["null", "integer"]])
    #expect(Metric("metric_of_tomorrow").schema == ["type": ["null", "string"]])
  }
}
