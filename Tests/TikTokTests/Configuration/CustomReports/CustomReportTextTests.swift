import Connector
import JSON
import Testing

@testable import TikTok

/// The short form of a report.
struct CustomReportTextTests {
  private static func fields(_ text: String) throws -> JSON {
    .object(try CustomReportText.fields(of: text, at: "custom_reports[0]"))
  }

  @Test func `dimensions and metrics define a report, and the dimensions its name`() throws {
    #expect(
      try Self.fields("custom:campaign_id,stat_time_day:clicks,cpc") == [
        "name": "custom_campaign_id_stat_time_day", "dimensions": ["campaign_id", "stat_time_day"],
        "metrics": ["clicks", "cpc"],
      ])
  }

  @Test func `a name may come first, and spaces are allowed anywhere`() throws {
    #expect(
      try Self.fields(" mine = custom : ad_id , : spend, clicks, : ") == [
        "name": "mine", "dimensions": ["ad_id"], "metrics": ["spend", "clicks"],
      ])
  }

  @Test func `a filter is a name followed by its values`() throws {
    #expect(
      try Self.fields("custom:ad_id:spend:campaign_ids,1,2")["filters"] == [
        ["field_name": "campaign_ids", "filter_type": "IN", "filter_value": ["1", "2"]]
      ])
  }

  @Test(arguments: [
    "", "custom", "custom:ad_id", "ad_id:spend", "mine=ad_id:spend", "custom:a:b:c,1:d", "a=b=custom:a:b",
  ])
  func `any other form is an error with an example`(text: String) {
    let error = #expect(throws: SourceFailure.self) { try Self.fields(text) }
    #expect(
      error?.message
        == "`custom_reports[0]` is not the short form of a report. Write `custom:<dimensions>:<metrics>`, and after another "
        + "colon a filter and its values, such as \"custom:campaign_id,stat_time_day:clicks,cpc\"."
    )
  }

  @Test func `a filter without values is an error`() {
    let error = #expect(throws: SourceFailure.self) { try Self.fields("custom:ad_id:spend:campaign_ids") }
    #expect(
      error?.message.hasPrefix("`custom_reports[0]` names the filter `campaign_ids` without values.") == true)
  }

  private static func reports(_ value: JSON) throws -> [CustomReport] {
    try Configuration.make(["custom_reports": value]).customReports
  }

  @Test func `the short and the long form define the same report`() throws {
    let long: JSON = [
      "name": "mine", "dimensions": ["ad_id", "stat_time_day"], "metrics": ["spend"],
      "filters": [["field_name": "campaign_ids", "filter_value": ["1"]]],
    ]
    let short = "custom:ad_id,stat_time_day:spend:campaign_ids,1"
    #expect(try Self.reports([.string("mine=" + short)]) == Self.reports([long]))
    #expect(try Self.reports([["name": "mine", "definition": .string(short)]]) == Self.reports([long]))
  }

  @Test(arguments: ["\n", "\r\n", "\n \n\n"])
  func `a text may contain several reports, one per line`(separator: String) throws {
    let text = ["a=custom:ad_id:spend", "b=custom:campaign_id:spend"].joined(separator: separator)
    #expect(try Self.reports(.string(text + separator)).map(\.name) == ["a", "b"])
  }

  @Test func `an empty text is not an error`() throws {
    for value in [[], "", " \r\n", nil] as [JSON] { #expect(try Self.reports(value) == []) }
  }
}
