import JSON
import Testing

@testable import TikTok

/// The types of the user's catalog, where they differ from a field's own.
struct `Declared type` {
  @Test(
    arguments: [
      (.text, "7", #""7""#), (.text, "-1.50", #""-1.50""#), (.text, "true", #""true""#),
      (.text, "null", "null"),
      (.text, #""a""#, #""a""#), (.text, "[1]", "[1]"), (.text, #"{"a":1}"#, #"{"a":1}"#),
      (.integer, #""7000000000000000001""#, "7000000000000000001"), (.integer, #""-5""#, "-5"),
      (.integer, #""0""#, "0"), (.integer, #""9223372036854775807""#, "9223372036854775807"),
      (.integer, #""9223372036854775808""#, #""9223372036854775808""#), (.integer, #""07""#, #""07""#),
      (.integer, #""-0""#, #""-0""#), (.integer, #""-""#, #""-""#), (.integer, #""""#, #""""#),
      (.integer, #""1.5""#, #""1.5""#), (.integer, #""None""#, #""None""#), (.integer, "null", "null"),
      (.integer, "12.50", "12.50"),
      (.number, #""1.50""#, "1.50"), (.number, #""7000000000000000001""#, #""7000000000000000001""#),
      (.number, #""-""#, #""-""#), (.number, #""1 2""#, #""1 2""#),
      (.number, #""123456789012345""#, "123456789012345"),
      (.boolean, #""true""#, "true"), (.boolean, #""false""#, "false"), (.boolean, #""TRUE!""#, #""TRUE!""#),
      (.boolean, #""falsely""#, #""falsely""#), (.boolean, "1", "1"),
    ] as [(DeclaredType, String, String)])
  func `values follow it where nothing is lost`(type: DeclaredType, value: String, expected: String) {
    var out = ByteBuffer()
    out.append(utf8: #"{"a":"# + value)
    type.rewrite(from: 5, &out)
    #expect(String(decoding: out.array(from: 5), as: UTF8.self) == expected)
  }

  private let fields: [RecordField] = [
    RecordField("ad_id", .text), RecordField("count", .integer), RecordField("on", .boolean),
    RecordField("ids", .array(.text)), RecordField("time", .timestamp),
    RecordField("inner", .object([RecordField("rate", .number)])),
    RecordField("list", .array(.object([RecordField("n", .integer)]))),
  ]

  private func record(_ record: String, declared: String) throws -> String {
    let schema = try JSON(parsing: #"{"properties":\#(declared)}"#)
    return try Scan(fields: fields, selection: FieldSelection(of: fields, in: schema)).record(record)
  }

  @Test func `every field of a record follows the catalog, at any depth`() throws {
    let own =
      #"{"ad_id":"7","count":"3","on":true,"ids":["1","x",null],"time":"2026-11-03 01:02:03","inner":{"rate":"1.20"},"list":[{"n":1},{"n":"2"}]}"#
    let declared =
      #"{"ad_id":{"type":["null","integer"]},"count":{"type":"string"},"on":{"type":"string"},"ids":{"type":"array","items":{"type":"integer"}},"time":{"type":"integer"},"inner":{"properties":{"rate":{"type":["string","null"]}}},"list":{"items":{"properties":{"n":{"type":"string"}}}}}"#
    let expected =
      #"{"ad_id":7,"count":"3","on":"true","ids":[1,"x",null],"time":"2026-11-03T01:02:03","inner":{"rate":"1.20"},"list":[{"n":"1"},{"n":"2"}]}"#
    #expect(try record(own, declared: declared) == expected)
  }

  @Test func `a type that is open or the same changes nothing`() throws {
    let own = #"{"ad_id":"7","count":3}"#
    for type in [#"{}"#, #"{"type":["string","integer"]}"#, #"{"type":"array"}"#, #"{"type":"string"}"#] {
      #expect(try record(own, declared: #"{"ad_id":\#(type),"count":{"type":"number"}}"#) == own)
    }
  }

  @Test func `a value that does not fit its own type becomes null as ever`() throws {
    #expect(try record(#"{"count":"many"}"#, declared: #"{"count":{"type":"string"}}"#) == #"{"count":null}"#)
  }

  @Test(arguments: [
    (
      #"{"ad_id":{"type":"integer"},"dimensions":{"properties":{"ad_id":{"type":"integer"}}}}"#,
      #"{"dimensions":{"ad_id":7},"ad_id":7,"stat_time_day":"2026-11-03T00:00:00"}"#
    ),
    (
      #"{"ad_id":{"type":"string"},"dimensions":{"properties":{"ad_id":{"type":"integer"}}}}"#,
      #"{"dimensions":{"ad_id":7},"ad_id":"7","stat_time_day":"2026-11-03T00:00:00"}"#
    ),
    (
      #"{"ad_id":{"type":"integer"},"dimensions":{"properties":{"ad_id":{"type":"string"}}}}"#,
      #"{"dimensions":{"ad_id":"7"},"ad_id":7,"stat_time_day":"2026-11-03T00:00:00"}"#
    ),
  ])
  func `a dimension that is repeated at the top has the type declared there`(
    declared: String, expected: String
  ) throws {
    var scan = Scan.report
    scan.selection = FieldSelection(
      of: scan.fields, in: try JSON(parsing: #"{"properties":\#(declared)}"#))
    let row = #"{"dimensions":{"ad_id":"7","stat_time_day":"2026-11-03 00:00:00"},"metrics":{}}"#
    #expect(try scan.record(row) == expected)
  }

  @Test func `what is the same in all records follows it, too`() {
    #expect(DeclaredType.integer.text(of: "7000000000000000001") == "7000000000000000001")
    #expect(DeclaredType.integer.text(of: .null) == "null")
    #expect(DeclaredType.text.text(of: "USD") == #""USD""#)
  }
}
