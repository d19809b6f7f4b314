import JSON
import Testing

@testable import TikTok

/// Members that replace others or are repeated at the top, and what remains of those that are removed.
struct WrittenMembersTests {
  private let ab = Scan(fields: [RecordField("a", .integer), RecordField("b", .text)])

  private let nested = Scan(fields: [
    RecordField(
      "o", .object([RecordField("n", .integer), RecordField("p", .object([RecordField("q", .integer)]))])),
    RecordField("l", .array(.object([RecordField("n", .integer)]))), RecordField("m", .integer),
  ])

  @Test(arguments: [
    (#"{"a":1,"b":"2","a":3}"#, #"{"b":"2","a":3}"#), (#"{"a":1,"a":2}"#, #"{"a":2}"#),
    (#"{"a":1,"a":2,"a":3,"b":"x"}"#, #"{"a":3,"b":"x"}"#),
    (#"{"a":1,"\u0061":2}"#, #"{"a":2}"#), (#"{"\u0061":1,"b":"x","a":2}"#, #"{"b":"x","a":2}"#),
    (#"{"x":1,"x":2}"#, #"{"x":2}"#),
    (#"{"x":1,"b":"y","x":[2]}"#, #"{"b":"y","x":[2]}"#), (#"{"x":1,"\u0078":2}"#, #"{"\u0078":2}"#),
    (#"{"\u0078":1,"x":2}"#, #"{"x":2}"#),
    (#"{"\u0078":1,"\u0078":2}"#, #"{"\u0078":2}"#), (#"{"":1,"":2}"#, #"{"":2}"#),
    (#"{"x":1,"xx":2,"x":3}"#, #"{"xx":2,"x":3}"#),
    (#"{"x":1,"a":1,"x":2,"a":2,"x":3}"#, #"{"a":2,"x":3}"#), (#"{"a":"bad","a":2}"#, #"{"a":2}"#),
  ])
  func `of two members with the same name the last one is kept`(record: String, expected: String) throws {
    let result = try ab.records(record)
    #expect(result.records == [expected])
    #expect(result.nulled == [[]])
  }

  @Test(arguments: [
    (#"{"o":{"n":1,"p":{"q":1}},"m":1,"o":{"n":2}}"#, #"{"m":1,"o":{"n":2}}"#),
    (#"{"o":{"n":1},"o":null}"#, #"{"o":null}"#),
    (#"{"o":{"n":1,"n":2,"p":{"q":1,"q":2},"p":{"q":3,"x":1,"x":2}}}"#, #"{"o":{"n":2,"p":{"q":3,"x":2}}}"#),
    (
      #"{"l":[{"n":1,"n":2},{"n":3,"x":1,"x":1,"n":4}],"m":1,"m":2}"#, #"{"l":[{"n":2},{"x":1,"n":4}],"m":2}"#
    ),
    (#"{"l":[{"n":1}],"l":[{"n":2},{"n":3}]}"#, #"{"l":[{"n":2},{"n":3}]}"#),
    (#"{"x":{"n":1,"n":2}}"#, #"{"x":{"n":1,"n":2}}"#),
    (#"{"m":0,"o":{"x":1},"o":{"x":2,"x":3,"n":4}}"#, #"{"m":0,"o":{"x":3,"n":4}}"#),
  ])
  func `whole objects are replaced, and members within them`(record: String, expected: String) throws {
    #expect(try nested.record(record) == expected)
  }

  /// The extents of a record that was left out do not affect the next one.
  @Test func `a record that was left out does not affect the next one`() throws {
    let fields = [
      RecordField("t", .timestamp),
      RecordField("o", .object([RecordField("a", .text), RecordField("b", .text)])),
    ]
    for length in 0..<60 {
      let scan = Scan(fields: fields, requirements: .init(cursor: "t"), since: "2026-01-02T00:00:00")
      let old = #"{"t":"2026-01-01","x":"\#(String(repeating: "x", count: length))","o":{"a":"1"}}"#
      let new = #"{"t":"2026-01-03","o":{"a":"11111","b":"2","a":"3"},"o":{"a":"12345678","a":"5"}}"#
      let result = try scan.records(old + "," + new)
      #expect(result.records == [#"{"t":"2026-01-03T00:00:00","o":{"a":"5"}}"#])
    }
  }

  @Test func `a field that the API has at the top is kept`() throws {
    let row = #"{"ad_id":"8","dimensions":{"ad_id":"7","stat_time_day":"2026-11-03"}}"#
    #expect(try Scan.report.record(row).hasPrefix(#"{"ad_id":"8","dimensions":{"ad_id":"7""#))
    let late = #"{"dimensions":{"ad_id":"7","stat_time_day":"2026-11-03"},"ad_id":"8"}"#
    #expect(try Scan.report.record(late).contains(#"},"ad_id":"8","stat_time_day""#))
  }

  @Test func `members of a replaced object are promoted from the one that is kept`() throws {
    let day = #""stat_time_day":"2026-11-03""#
    let row =
      #"{"dimensions":{"ad_id":"1",\#(day),"ad_id":"2"},"dimensions":{\#(day),"ad_id":"3","ad_id":"4"}}"#
    #expect(try JSON(parsing: Scan.report.record(row))["ad_id"] == "4")
    let gone = #"{"dimensions":{"ad_id":"1",\#(day)},"dimensions":{\#(day)}}"#
    let error = #expect(throws: PageError.self) { try Scan.report.records(gone) }
    #expect(error == .missingKey(field: "ad_id", record: 0))
  }

  @Test func `a value that did not fit is listed for every place where it was replaced with null`() throws {
    let fields = [
      RecordField("n", .integer),
      RecordField("d", .object([RecordField("n", .integer), RecordField("m", .integer)])),
    ]
    var scan = Scan(fields: fields, requirements: .init(promoted: "d"))
    #expect(try scan.records(#"{"d":{"n":"x"}}"#).nulled == [["d.n", "n"]])
    #expect(try scan.records(#"{"d":{"n":"x","n":1}}"#).nulled == [[]])
    #expect(try scan.records(#"{"d":{"n":"x"},"d":{}}"#).nulled == [[]])
    #expect(try scan.records(#"{"d":{"n":"x","m":"y"},"n":1}"#).nulled == [["d.n", "d.m"]])
    scan.columns = [("n", "5")]
    #expect(try scan.records(#"{"d":{"n":"x"}}"#).records == [#"{"d":{"n":null},"n":5}"#])
    #expect(try scan.records(#"{"d":{"n":"x"}}"#).nulled == [["d.n"]])
    scan.selection = .of(fields, "n")
    #expect(try scan.records(#"{"d":{"n":"x","m":"y"}}"#).nulled == [[]])
    scan.columns = []
    #expect(try scan.records(#"{"d":{"n":"x","m":"y"}}"#).nulled == [["n"]])
  }
}
