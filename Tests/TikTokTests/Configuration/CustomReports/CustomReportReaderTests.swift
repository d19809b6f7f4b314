import Connector
import JSON
import Testing

@testable import TikTok

/// What is accepted silently, and what is accepted with a notice.
struct CustomReportReaderTests {
  private static func configuration(_ fields: JSONObject) throws -> Configuration {
    var all: JSONObject = ["name": "mine", "dimensions": ["ad_id"], "metrics": ["spend"]]
    for field in fields.members { all[field.name] = field.value }
    return try .make(["custom_reports": [.object(all)]])
  }

  private static func report(_ fields: JSONObject) throws -> CustomReport {
    try #require(configuration(fields).customReports.first)
  }

  @Test func `documented names lead to no notice`() throws {
    #expect(try Self.configuration([:]).notices.isEmpty)
    #expect(
      try Self.configuration(["dimensions": ["ad_id", "gender", "age", "stat_time_day"]]).notices.isEmpty)
  }

  @Test func `unknown names are requested, with a notice that suggests the nearest one`() throws {
    let configuration = try Self.configuration([
      "dimensions": ["ad_id", "contry_code"], "metrics": ["spend", "clickss", "quite_another_thing"],
    ])
    #expect(configuration.customReports.first?.metrics == ["spend", "clickss", "quite_another_thing"])
    #expect(configuration.customReports.first?.report.dimensions == ["ad_id", "contry_code"])
    let ending = "which this version does not know. It is requested from TikTok anyway."
    #expect(
      configuration.notices.map(\.text) == [
        "`custom_reports[0].dimensions` (report `mine`) holds `contry_code`, \(ending) Did you mean `country_code`?",
        "`custom_reports[0].metrics` (report `mine`) holds `clickss`, \(ending) Did you mean `clicks`?",
        "`custom_reports[0].metrics` (report `mine`) holds `quite_another_thing`, \(ending)",
      ])
  }

  @Test func `notes that begin with an underscore are ignored, and blank fields of forms are not set`() throws
  {
    let configuration = try Self.configuration(["_note": "for the team", "definition": " ", "filters": nil])
    #expect(try configuration.customReports == [Self.report([:])])
    #expect(configuration.notices.isEmpty)
  }

  @Test func `undocumented combinations of audiences are requested with a notice`() throws {
    let configuration = try Self.configuration(["dimensions": ["ad_id", "gender", "language"]])
    #expect(configuration.customReports.count == 1)
    #expect(
      configuration.notices.map(\.text) == [
        "`custom_reports[0].dimensions` (report `mine`) holds `gender` and `language` together. TikTok is only known to "
          + "combine gender with age, and may refuse other combinations."
      ])
  }

  @Test func `lists may be comma-separated text, and each name counts once`() throws {
    let report = try Self.report(["dimensions": "ad_id, stat_time_day,", "metrics": " spend,clicks , spend"])
    #expect(report.report.dimensions == ["ad_id", "stat_time_day"])
    #expect(report.metrics == ["spend", "clicks"])
  }

  @Test(arguments: ["AUCTION_AD", "ad", " Auction_Ad "])
  func `a level may be written in several ways`(level: String) throws {
    #expect(try Self.report(["data_level": .string(level)]).report.level == .ad)
    #expect(
      try Self.report(["data_level": "AD_GROUP", "dimensions": ["adgroup_id"]]).report.level == .adGroup)
  }

  @Test(arguments: ["basic", "Basic", " BASIC "])
  func `a type may be written in any case`(type: String) throws {
    #expect(try Self.report(["report_type": .string(type)]).report.type == .basic)
  }

  // MARK: - Filters

  private static func filters(_ filter: JSONObject, as field: String = "filters") throws -> [ReportFilter] {
    try report(JSONObject([.init(field, [.object(filter)])])).report.filters
  }

  @Test(arguments: ["filters", "filtering"])
  func `values may be a list, one value, or JSON text`(field: String) throws {
    let expected = [ReportFilter("campaign_ids", in: ["1", "2"])]
    for value in [["1", 2], #"["1","2"]"#, " [1, 2]"] as [JSON] {
      #expect(try Self.filters(["field_name": "campaign_ids", "filter_value": value], as: field) == expected)
    }
    #expect(
      try Self.filters(["field_name": "campaign_ids", "filter_value": "1"]) == [
        ReportFilter("campaign_ids", in: ["1"])
      ])
  }

  @Test func `the default comparison is IN`() throws {
    #expect(
      try Self.filters([
        "field_name": "spend", "filter_type": "greater_than", "filter_value": .decimal("0.50"),
      ])
        == [ReportFilter("spend", .above, value: "0.50")])
    #expect(
      try Self.filters(["field_name": "spend", "filter_type": "BETWEEN", "filter_value": [1, "5"]])
        == [ReportFilter("spend", .between, value: #"["1","5"]"#)])
    #expect(
      try Self.filters(["field_name": "campaign_name", "filter_type": "MATCH", "filter_value": "[sale"])
        == [ReportFilter("campaign_name", .match, value: "[sale")])
  }

  @Test func `at most a hundred ids are accepted, and more of other values`() throws {
    let values = JSON.array((1...101).map { .int($0) })
    #expect(try Self.filters(["field_name": "country_code", "filter_value": values]).count == 1)
    let ids = JSON.array((1...100).map { .int($0) })
    #expect(try Self.filters(["field_name": "ad_ids_v2", "filter_value": ids]).count == 1)
  }

  @Test func `a status of the report's own level is accepted`() throws {
    #expect(
      try Self.filters(["field_name": "ad_status", "filter_value": ["STATUS_DELETE"]])
        == [ReportFilter("ad_status", in: ["STATUS_DELETE"])])
  }
}
