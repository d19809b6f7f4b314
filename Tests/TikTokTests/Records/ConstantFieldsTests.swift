import Testing

@testable import TikTok

/// Columns that every record of a slice gets.
struct ConstantFieldsTests {
  private let fields = [
    RecordField("id", .text, isNullable: false), RecordField("modify_time", .timestamp),
    RecordField("advertiser_id", .text),
  ]

  @Test(arguments: [
    ("{}", #"{"advertiser_id":"7"}"#), (#"{"advertiser_id":null}"#, #"{"advertiser_id":"7"}"#),
    (#"{"advertiser_id":"8"}"#, #"{"advertiser_id":"8"}"#),
    (#"{"advertiser_id":null,"x":1}"#, #"{"x":1,"advertiser_id":"7"}"#),
    (#"{"x":1}"#, #"{"x":1,"advertiser_id":"7"}"#), (#"{"advertiser_id":8}"#, #"{"advertiser_id":"8"}"#),
    (#"{"advertiser_id":"8","advertiser_id":null}"#, #"{"advertiser_id":"7"}"#),
  ])
  func `a column is added where the API has no value`(record: String, expected: String) throws {
    let scan = Scan(fields: fields, columns: [("advertiser_id", #""7""#)])
    #expect(try scan.record(record) == expected)
  }

  @Test func `a column that is not selected is not added`() throws {
    let scan = Scan(fields: fields, selection: .of(fields, "id"), columns: [("advertiser_id", #""7""#)])
    #expect(try scan.record(#"{"id":"1"}"#) == #"{"id":"1"}"#)
    #expect(try scan.record(#"{"id":"1","advertiser_id":"8"}"#) == #"{"id":"1"}"#)
  }

  @Test func `an added column may be the key and the cursor`() throws {
    var some = Scan(
      fields: fields, requirements: .init(key: ["id"], cursor: "modify_time"), since: "2026-01-02T00:00:00")
    some.columns = [("id", #""7""#), ("modify_time", #""2026-01-03T00:00:00""#)]
    #expect(try some.record("{}") == #"{"id":"7","modify_time":"2026-01-03T00:00:00"}"#)
  }
}
