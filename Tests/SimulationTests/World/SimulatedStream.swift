import JSON

@testable import TikTok

/// A stream that worlds read.
struct SimulatedStream: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    case accounts
    case objects(ObjectLevel)
    case report(ReportShape)
    case smartPlusCampaigns
    case portfolios
    case shops
    /// Of product campaigns, by day.
    case shopReport
  }

  let name: String
  let content: Content
  /// Whether it takes more metrics than one request has.
  var isWide = false

  static let all: [SimulatedStream] =
    [.init(name: "advertisers", content: .accounts)]
    + [
      .init(name: "smart_plus_campaigns", content: .smartPlusCampaigns),
      .init(name: "creative_assets_portfolios", content: .portfolios),
      .init(name: "gmv_max_stores", content: .shops),
      .init(name: "gmv_max_product_campaign_reports_daily", content: .shopReport),
    ]
    + [("campaigns", .campaign), ("ad_groups", .adGroup), ("ads", .ad)].map { name, level in
      .init(name: name, content: .objects(level))
    }
    + [
      ("advertisers_reports_daily", ReportShape(nil, .day)),
      ("campaigns_reports_daily", ReportShape(.campaign, .day)),
      ("ad_groups_reports_daily", ReportShape(.adGroup, .day)),
      ("ads_reports_daily", ReportShape(.ad, .day)),
      ("advertisers_reports_hourly", ReportShape(nil, .hour)),
      ("campaigns_reports_hourly", ReportShape(.campaign, .hour)),
      ("ads_reports_by_country_hourly", ReportShape(.ad, .hour, by: ["country_code"])),
      ("advertisers_reports_lifetime", ReportShape(nil, .all)),
      ("campaigns_reports_lifetime", ReportShape(.campaign, .all)),
      ("ads_reports_lifetime", ReportShape(.ad, .all)),
      ("ad_groups_reports_by_country_daily", ReportShape(.adGroup, .day, by: ["country_code"])),
      ("ads_audience_reports_daily", ReportShape(.ad, .day, isAudience: true, by: ["gender", "age"])),
      (
        "campaigns_audience_reports_by_country_daily",
        ReportShape(.campaign, .day, isAudience: true, by: ["country_code"])
      ),
      (
        "advertisers_audience_reports_by_platform_daily",
        ReportShape(nil, .day, isAudience: true, by: ["platform"])
      ),
      (
        "advertisers_audience_reports_lifetime",
        ReportShape(nil, .all, isAudience: true, by: ["gender", "age"])
      ),
    ].map { name, shape in .init(name: name, content: .report(shape)) }

  /// The streams whose endpoint has a quota of its own.
  static let namesOfShopReports = Set(all.filter { $0.content == .shopReport }.map(\.name))

  var report: ReportShape? { if case .report(let shape) = content { shape } else { nil } }

  /// The cursor of incremental reads; nil where there are none.
  var cursorField: String? {
    switch content {
    case .accounts, .portfolios, .shops: nil
    case .objects, .smartPlusCampaigns: "modify_time"
    case .report(let shape): shape.time
    case .shopReport: "stat_time_day"
    }
  }

  /// Whether records are campaigns, ad groups or ads.
  var isOfObjects: Bool {
    switch content {
    case .objects, .smartPlusCampaigns: true
    default: false
    }
  }

  /// Whether records are of days, and grow as long as these last.
  var isReport: Bool { report != nil || content == .shopReport }

  /// Whether the life of an object may come in several rows, one for each year (§3.1).
  var hasRowsOfYears: Bool { report?.span == .all && report?.level == nil }

  /// The fields that identify a record, without the dates of a year.
  private var key: [String] {
    switch content {
    case .accounts: ["advertiser_id"]
    case .objects(let level): [level.id]
    case .smartPlusCampaigns: ["campaign_id"]
    case .portfolios: ["creative_portfolio_id"]
    case .shops: ["advertiser_id", "store_id"]
    case .shopReport: ["campaign_id", "stat_time_day"]
    case .report(let shape): [shape.id] + [shape.time].compactMap(\.self) + shape.breakdown
    }
  }

  /// What identifies a record of the stream.
  func key(of record: JSON) -> String {
    key.map { (record[$0]?.string ?? "").replacing("T", with: " ") }.joined(separator: "/")
  }

  /// The metrics beside those that the model counts.
  var furtherMetrics: [String] { isWide ? Self.numbersOfAllReports : [] }

  /// Metrics of basic reports at all levels; with the others they are too many for one request (§3.5).
  private static let numbersOfAllReports: [String] = {
    let schema = try? SchemaFile.advertisersReports.schema()
    let names = schema?["properties"]?["metrics"]?["properties"]?.object?.names ?? []
    let numbers = names.filter { name in
      guard let fact = MetricFact.all[name], !DailyNumbers.metrics.contains(name) else { return false }
      return fact.reports.contains("BASIC") && !fact.isAttribute && fact.rule == nil && fact.type != "string"
    }
    return Array(numbers.prefix(130))
  }()

  /// The selected fields, which the model knows.
  var schema: JSON {
    var properties: JSONObject = [:]
    for name in key + ["advertiser_id"] { properties[name] = [:] }
    switch content {
    case .accounts: properties["name"] = [:]
    case .portfolios, .shops: break
    case .smartPlusCampaigns:
      for name in ["campaign_name", "operation_status", "modify_time"] { properties[name] = [:] }
    case .shopReport:
      let metrics = SimulatedTikTok.shopMetrics.map { JSONObject.Member($0, [:]) }
      properties["metrics"] = ["properties": .object(JSONObject(metrics))]
    case .objects(let level):
      for name in [level.rawValue + "_name", "operation_status", "create_time", "modify_time"] {
        properties[name] = [:]
      }
    case .report:
      let metrics = (DailyNumbers.metrics + furtherMetrics).map { JSONObject.Member($0, [:]) }
      properties["metrics"] = ["properties": .object(JSONObject(metrics))]
      if hasRowsOfYears { properties["start_date"] = [:] }
    }
    return ["properties": .object(properties)]
  }
}
