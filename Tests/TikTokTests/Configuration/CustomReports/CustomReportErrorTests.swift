import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// The text of each error in a custom report: the field, what is wrong with it, how to fix it.
struct CustomReportErrorTests {
  /// A valid report with these fields changed; nil removes one.
  private static func report(_ fields: JSONObject) -> JSON {
    var all: JSONObject = ["name": "mine", "dimensions": ["ad_id"], "metrics": ["spend"]]
    for field in fields.members { all[field.name] = field.value }
    return .object(all)
  }

  private static func filter(_ fields: JSON, _ others: JSONObject = [:]) -> JSON {
    var all = others
    all["filters"] = [fields]
    return report(all)
  }

  private static let shape: [(String, JSON)] = [
    ("a number", 7), ("a list of numbers", [7]), ("nothing in it", [[:]]),
    ("no name", [report(["name": nil])]), ("a name with blanks", [report(["name": "my report"])]),
    ("a name that begins with a digit", [report(["name": "7days"])]),
    ("a name as long as a token", [report(["name": .string(canary + "-")])]),
    ("a name that is a number", [report(["name": 7])]),
    ("a name of the table", [report(["name": "ads_reports_daily"])]),
    ("a name of the older table", [report(["name": "ads_reports"])]),
    ("a name twice", [report([:]), report([:])]),
    ("a name that a text makes of the dimensions twice", ["custom:ad_id:spend", "custom:ad_id:clicks"]),
    ("a text of another form", ["ad_id:spend"]), ("a definition of another form", [["definition": "spend"]]),
    ("a text without metrics", ["custom:ad_id:"]),
    ("a text with a filter without values", ["custom:ad_id:spend:campaign_ids"]),
    ("an unknown type", [report(["report_type": "VIDEO"])]),
    ("a type of GMV Max", [report(["report_type": "GMV_MAX_LIVE"])]),
    ("a type that is a list", [report(["report_type": ["BASIC"]])]),
    ("lookback too large", [report(["lookback": 365])]),
    ("query_lifetime is a word", [report(["query_lifetime": "always"])]),
  ]

  private static let columns: [(String, JSON)] = [
    ("no dimensions", [report(["dimensions": nil])]), ("dimensions are empty", [report(["dimensions": []])]),
    ("dimensions of commas", [report(["dimensions": ",,"])]),
    ("a dimension is a number", [report(["dimensions": ["ad_id", 7]])]),
    ("dimensions are an object", [report(["dimensions": [:]])]),
    ("no metrics", [report(["metrics": nil])]), ("a metric is empty", [report(["metrics": [" "]])]),
    ("two ids", [report(["dimensions": ["ad_id", "campaign_id"]])]),
    ("two ids of ads", [report(["dimensions": ["ad_id", "ad_id_v2"]])]),
    ("two times", [report(["dimensions": ["ad_id", "stat_time_day", "stat_time_hour"]])]),
    ("an unknown level", [report(["data_level": "ACCOUNT"])]),
    ("a level that is a number", [report(["data_level": 3])]),
    ("a level of another id", [report(["data_level": "campaign"])]),
    ("a level without its id", [report(["dimensions": ["country_code"], "data_level": "ad_group"])]),
    ("an audience by the hour", [report(["dimensions": ["ad_id", "gender", "stat_time_hour"]])]),
    (
      "an audience in a basic report", [report(["dimensions": ["ad_id", "gender"], "report_type": "BASIC"])]
    ),
    ("no audience", [report(["report_type": "AUDIENCE"])]),
    ("a dimension of GMV Max", [report(["dimensions": ["item_group_id"]])]),
    (
      "a dimension of several other types",
      [
        report(["dimensions": ["playable_id", "country_code", "campaign_id"]])
      ]
    ),
    ("a metric of another type", [report(["dimensions": ["ad_id", "gender"], "metrics": ["reach"]])]),
    ("a metric of another level", [report(["dimensions": ["campaign_id"], "metrics": ["ad_name"]])]),
    ("a descriptor without an id", [report(["dimensions": ["country_code"], "metrics": ["currency"]])]),
    ("a metric of days alone", [report(["dimensions": ["advertiser_id"], "metrics": ["cash_spend"]])]),
    (
      "a metric of an id alone",
      [
        report(["dimensions": ["ad_id", "country_code"], "metrics": ["paid_engaged_view"]])
      ]
    ),
    ("a metric of images", [report(["metrics": ["single_image_impressions"]])]),
    (
      "a metric that audiences lack by country",
      [
        report([
          "dimensions": ["ad_id", "country_code"], "report_type": "AUDIENCE",
          "metrics": ["conversion_rate_v2"],
        ])
      ]
    ),
    ("a metric of another endpoint", [report(["metrics": ["video_id"]])]),
    ("a lifetime by day", [report(["dimensions": ["stat_time_day"], "query_lifetime": true])]),
    ("a lifetime by country", [report(["dimensions": ["ad_id", "country_code"], "query_lifetime": true])]),
    ("a lifetime of an audience", [report(["dimensions": ["ad_id", "age"], "query_lifetime": true])]),
    ("a Business Center of another type", [report(["bc_id": "7"])]),
    ("no Business Center", [report(["dimensions": ["stat_time_day"], "report_type": "BC"])]),
    (
      "a Business Center that is a name",
      [
        report(["dimensions": ["stat_time_day"], "report_type": "BC", "bc_id": "mine"])
      ]
    ),
  ]

  private static let filters: [(String, JSON)] = [
    ("filters are text", [report(["filters": "campaign_ids=1"])]),
    ("filtering is an object", [report(["filtering": ["campaign_ids": [1]]])]),
    ("a filter is text", [filter("campaign_ids")]),
    ("a filter without a field", [filter(["filter_value": [1]])]),
    ("a filter without a value", [filter(["field_name": "campaign_ids"])]),
    ("a single filter without a value", [filter(["field_name": "spend", "filter_type": "GREATER_THAN"])]),
    ("a filter of no value", [filter(["field_name": "campaign_ids", "filter_value": []])]),
    ("a filter of no value as text", [filter(["field_name": "campaign_ids", "filter_value": "[]"])]),
    ("a filter of a flag", [filter(["field_name": "campaign_ids", "filter_value": [true]])]),
    ("an unknown comparison", [filter(["field_name": "spend", "filter_type": "=", "filter_value": 1])]),
    (
      "two values where one belongs",
      [
        filter(["field_name": "spend", "filter_type": "GREATER_THAN", "filter_value": [1, 2]])
      ]
    ),
    (
      "one value where two belong",
      [
        filter(["field_name": "spend", "filter_type": "BETWEEN", "filter_value": [1]])
      ]
    ),
    (
      "too many ids",
      [
        filter(["field_name": "campaign_ids", "filter_value": .array((1...101).map { .int($0) })])
      ]
    ),
    (
      "the status of another level",
      [
        filter(["field_name": "campaign_status", "filter_value": ["STATUS_ALL"]])
      ]
    ),
    (
      "a status by advertiser",
      [
        filter(["field_name": "ad_status", "filter_value": ["STATUS_ALL"]], ["dimensions": ["country_code"]])
      ]
    ),
  ]

  private static func message(of reports: JSON) -> String {
    do {
      _ = try Configuration.make(["custom_reports": reports])
      return "It was accepted."
    } catch {
      return error.kind == .configuration && error.detail == nil ? error.message : "\(error.kind): \(error)"
    }
  }

  @Test func `each mistake has its message`() throws {
    let table = (shapes: Self.shape, columns: Self.columns, filters: Self.filters)
    let lines = (table.shapes + table.columns + table.filters).map { "\($0)\n    \(Self.message(of: $1))\n" }
    try expectSnapshot(lines.joined(), named: "custom-report-errors.txt")
  }

  @Test(arguments: shape + columns + filters)
  func `a message names the field by its path and the remedy, and no secret`(name: String, reports: JSON) {
    let message = Self.message(of: reports)
    #expect(message.hasPrefix("`custom_reports"))
    #expect(message.hasSuffix("."))
    #expect(message.split(separator: ". ").count > 1 || message.contains("must"))
    #expect(!message.contains(canary.prefix(12)))
  }

  @Test func `the error names the invalid one of several reports`() {
    let message = Self.message(of: [Self.report([:]), Self.report(["name": "other", "metrics": []])])
    #expect(message.hasPrefix("`custom_reports[1].metrics`"))
  }
}
