import JSON
import Testing

@testable import TikTok

/// A record's members: known and unknown, selected and not, repeated, promoted and added.
struct `Page scanner's records` {
  private let ab = Scan(fields: [RecordField("a", .integer), RecordField("b", .text)])

  @Test func `a report row gets its dimensions at the top, and its columns`() throws {
    let row =
      #"{"dimensions":{"stat_time_day":"2026-11-03 00:00:00","ad_id":"7"},"metrics":{"spend":"14.680","clicks":"9","ad_name":"-"}}"#
    let expected =
      #"{"dimensions":{"stat_time_day":"2026-11-03T00:00:00","ad_id":"7"},"metrics":{"spend":14.680,"clicks":9,"ad_name":null},"ad_id":"7","stat_time_day":"2026-11-03T00:00:00","advertiser_id":"70","currency":"USD","timezone":"UTC"}"#
    #expect(try Scan.report.record(row) == expected)
  }

  @Test func `unknown members pass through, on one line`() throws {
    let record = "{\n \"x\" : {\r\n\t\"y\" : [ 1,\n2 ] } ,\n \"a\" : \"1\",\n\"z\":\"\\n\" }"
    #expect(try ab.record(record) == #"{"x":{"y" : [ 1,2 ] },"a":1,"z":"\n"}"#)
  }

  @Test(.timeLimit(.minutes(5)))
  func `of unknown members too the last one of a name counts, however many there are`()
    throws
  {
    let names = (0..<20_000).map { "n\($0)" }
    let members = names.map { "\"\($0)\":1" }.joined(separator: ",")
    let record = "{\(members),\"n3\":2,\"\\u006e19999\":3,\"a\":4,\"n17\":5,\"n17\":6}"
    let object = try #require(try JSON(parsing: ab.record(record)).object)
    #expect(
      object.names == names.filter { !["n3", "n17", "n19999"].contains($0) } + ["n3", "n19999", "a", "n17"])
    #expect(object.members.suffix(4).map(\.value) == [2, 3, 4, 6])
  }

  @Test func `only what is selected is emitted`() throws {
    let scan = Scan(fields: ab.fields, selection: .of(ab.fields, "b"))
    #expect(try scan.record(#"{"a":"1","x":2,"b":"3"}"#) == #"{"b":"3"}"#)
    #expect(try scan.record(#"{"a":"1","x":2}"#) == "{}")
  }

  @Test(arguments: [
    (["metrics.spend"], #"{"metrics":{"spend":1.0},"ad_id":"7","stat_time_day":"2026-11-03T00:00:00"}"#),
    (
      ["ad_id", "dimensions.ad_id"],
      #"{"dimensions":{"ad_id":"7"},"ad_id":"7","stat_time_day":"2026-11-03T00:00:00"}"#
    ),
    (
      ["dimensions.stat_time_day"],
      #"{"dimensions":{"stat_time_day":"2026-11-03T00:00:00"},"ad_id":"7","stat_time_day":"2026-11-03T00:00:00"}"#
    ),
    (["dimensions.x"], #"{"dimensions":{},"ad_id":"7","stat_time_day":"2026-11-03T00:00:00"}"#),
    (["currency"], #"{"ad_id":"7","stat_time_day":"2026-11-03T00:00:00","currency":"USD"}"#),
  ])
  func `key and cursor are emitted whatever is selected`(names: [String], expected: String) throws {
    var scan = Scan.report
    for row in [
      #"{"dimensions":{"ad_id":"7","stat_time_day":"2026-11-03 00:00:00"},"metrics":{"spend":"1.0","clicks":"2"}}"#,
      #"{"metrics":{"clicks":"2","spend":"1.0"},"dimensions":{"stat_time_day":"2026-11-03 00:00:00","ad_id":"7"}}"#,
      #"{"metrics":{"clicks":"2","spend":"1.0"},"dimensions":{"x":0,"stat_time_day":"2026-11-03 00:00:00","y":0,"ad_id":"7","z":0}}"#,
    ] {
      scan.selection = FieldSelection.of(scan.fields, names)
      #expect(try JSON(parsing: scan.record(row)) == JSON(parsing: expected))
    }
  }

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
  func `the last of two members of one name counts`(record: String, expected: String) throws {
    let result = try ab.records(record)
    #expect(result.records == [expected])
    #expect(result.nulled == [[]])
  }

  private let nested = Scan(fields: [
    RecordField(
      "o", .object([RecordField("n", .integer), RecordField("p", .object([RecordField("q", .integer)]))])),
    RecordField("l", .array(.object([RecordField("n", .integer)]))), RecordField("m", .integer),
  ])

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

  /// The places of a record that was left out say nothing about the next one.
  @Test func `a record that was left out leaves no trace`() throws {
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

  @Test func `what the API puts at the top itself stays`() throws {
    let row = #"{"ad_id":"8","dimensions":{"ad_id":"7","stat_time_day":"2026-11-03"}}"#
    #expect(try Scan.report.record(row).hasPrefix(#"{"ad_id":"8","dimensions":{"ad_id":"7""#))
    let late = #"{"dimensions":{"ad_id":"7","stat_time_day":"2026-11-03"},"ad_id":"8"}"#
    #expect(try Scan.report.record(late).contains(#"},"ad_id":"8","stat_time_day""#))
  }

  @Test func `a replaced object's members are promoted from the one that stays`() throws {
    let day = #""stat_time_day":"2026-11-03""#
    let row =
      #"{"dimensions":{"ad_id":"1",\#(day),"ad_id":"2"},"dimensions":{\#(day),"ad_id":"3","ad_id":"4"}}"#
    #expect(try JSON(parsing: Scan.report.record(row))["ad_id"] == "4")
    let gone = #"{"dimensions":{"ad_id":"1",\#(day)},"dimensions":{\#(day)}}"#
    let error = #expect(throws: PageError.self) { try Scan.report.records(gone) }
    #expect(error == .missingKey(field: "ad_id", record: 0))
  }

  @Test func `a value that did not fit is told for every place where it was null-ed`() throws {
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

  @Test func `a page learns the order of keys and is not misled by another one`() throws {
    let records = [
      #"{"a":1,"b":"2"}"#, #"{"b":"2","a":1}"#, #"{"x":0,"a":1,"b":"2"}"#, #"{"a":1}"#, "{}",
      #"{"ab":0,"a":1}"#,
      #"{"b":"2","x":0,"a":1}"#, #"{"b" :"2"}"#, #"{"a":1,"b":"2"}"#,
    ]
    var random = Seeded(1)
    let list = (0..<20).flatMap { _ in records.shuffled(using: &random) }
    let result = try ab.records(list.joined(separator: ","))
    #expect(result.records == list.map { $0.replacing(" ", with: "") })
  }
}
