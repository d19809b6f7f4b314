import JSON
import Testing

@testable import TikTok

struct ReportFilterTests {
  @Test func `several values are sent as JSON in a text`() {
    #expect(
      ReportFilter("campaign_ids", in: ["1", "a\"b"]).json.text
        == #"{"field_name":"campaign_ids","filter_type":"IN","filter_value":"[\"1\",\"a\\\"b\"]"}"#)
    #expect(
      ReportFilter("spend", .above, value: "0.50").json.text
        == #"{"field_name":"spend","filter_type":"GREATER_THAN","filter_value":"0.50"}"#)
  }

  @Test func `the comparisons are those of the API, and four of them accept several values`() {
    #expect(
      FilterType.allCases.map(\.rawValue) == [
        "IN", "NOT_IN", "CONTAIN_ANY_OF", "MATCH", "GREATER_EQUAL", "GREATER_THAN", "LOWER_EQUAL",
        "LOWER_THAN", "BETWEEN",
      ])
    #expect(FilterType.allCases.filter(\.takesSeveral) == [.isIn, .isNotIn, .containsAny, .between])
  }

  @Test(arguments: [
    (ReportFilter("campaign_ids", in: ["1", "2"]), ["1", "2"]),
    (ReportFilter("campaign_ids", .isNotIn, value: #"["1"]"#), ["2", "3"]),
    // It is unknown what these match, so they exclude nothing.
    (ReportFilter("campaign_ids", .match, value: "1"), ["1", "2", "3"]),
    (ReportFilter("campaign_ids", .isIn, value: "1"), ["1", "2", "3"]),
  ])
  func `ids are admitted by the filters that name them`(filter: ReportFilter, admitted: [String]) {
    #expect(["1", "2", "3"].filter(filter.admits) == admitted)
  }
}
