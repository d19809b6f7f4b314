import Connector
import JSON
import Testing

@testable import TikTok

/// Members of objects that are repeated at the top of the record under other names.
@Suite(.timeLimit(.minutes(10)))
struct PageScannerCopyTests {
  private static func scan(_ name: StreamName, _ names: [String]? = nil, layout: ReportLayout = .nested)
    throws
    -> Scan
  {
    let stream = TikTok.Stream.named(name, layout: layout)
    let fields = RecordField.fields(of: try stream.schema())
    return Scan(
      fields: fields, selection: names.map { FieldSelection.of(fields, $0) } ?? .everything,
      requirements: stream.requirements)
  }

  private static let spark = #"{"item_info":{"item_id":"9","auth_code":"x"},"user_info":{}}"#

  @Test func `a post's id is copied to the top`() throws {
    #expect(
      try Self.scan("spark_ads").record(Self.spark)
        == #"{"item_info":{"item_id":"9","auth_code":"x"},"user_info":{},"spark_ads_post_id":"9"}"#)
  }

  @Test func `the id is copied even if its object is not selected`() throws {
    #expect(
      try Self.scan("spark_ads", ["spark_ads_post_id"]).record(Self.spark) == #"{"spark_ads_post_id":"9"}"#)
    #expect(
      try Self.scan("spark_ads", ["item_info.auth_code"]).record(Self.spark)
        == #"{"item_info":{"auth_code":"x"},"spark_ads_post_id":"9"}"#)
  }

  @Test(arguments: [#"{"user_info":{}}"#, #"{"item_info":{}}"#, #"{"item_info":{"item_id":null}}"#])
  func `a record without the id has no key`(record: String) throws {
    #expect(throws: PageError.missingKey(field: "spark_ads_post_id", record: 0)) {
      try Self.scan("spark_ads").record(record)
    }
  }

  @Test func `a field that the API already has at the top is not repeated`() throws {
    let record = #"{"spark_ads_post_id":"1","item_info":{"item_id":"9"}}"#
    #expect(try Self.scan("spark_ads").record(record) == record)
  }

  private static let interests: StreamName = "ads_audience_reports_by_interest_daily"

  /// A row as TikTok sends it, its interest under either name.
  private static func row(_ interest: String) -> String {
    #"{"dimensions":{"ad_id":"1",\#(interest),"stat_time_day":"2026-11-01 00:00:00"},"metrics":{"spend":"1"}}"#
  }

  @Test(arguments: ["interest_category", "interest_category_v2"])
  func `an interest is at the top under one name, whichever name TikTok uses`(name: String) throws {
    let line = try Self.scan(Self.interests).record(Self.row(#""\#(name)":"15100""#))
    let record = try JSON(parsing: line)
    #expect(record["interest_category"] == "15100")
    #expect(record["ad_id"] == "1" && record["stat_time_day"] == "2026-11-01T00:00:00")
    #expect(record["dimensions"]?.object?.names == ["ad_id", name, "stat_time_day"])
    #expect(record["interest_category_v2"] == nil)
  }

  @Test(arguments: ["interest_category", "interest_category_v2"])
  func `an interest is a column in the flat layout too`(name: String) throws {
    let record = try JSON(
      parsing: Self.scan(Self.interests, layout: .flat).record(Self.row(#""\#(name)":"15100""#)))
    #expect(record["interest_category"] == "15100")
    #expect(record["interest_category_v2"] == (name == "interest_category" ? nil : "15100"))
    #expect(record["spend"] == 1)
    let names = try #require(record.object?.names)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: ReportLayout.allCases)
  func `only the selected name is emitted`(layout: ReportLayout) throws {
    let scan = try Self.scan(Self.interests, ["interest_category"], layout: layout)
    let expected = #"{"interest_category":"15100","ad_id":"1","stat_time_day":"2026-11-01T00:00:00"}"#
    for name in ["interest_category", "interest_category_v2"] {
      let record = try JSON(parsing: scan.record(Self.row(#""\#(name)":"15100""#)))
      let names = record.object?.names.sorted()
      #expect(try names == JSON(parsing: expected).object?.names.sorted())
      #expect(record["interest_category"] == "15100")
    }
  }

  @Test(arguments: ReportLayout.allCases)
  func `a row without an interest has no key`(layout: ReportLayout) throws {
    #expect(throws: PageError.missingKey(field: "interest_category", record: 0)) {
      try Self.scan(Self.interests, layout: layout).record(Self.row(#""other":"1""#))
    }
  }
}
