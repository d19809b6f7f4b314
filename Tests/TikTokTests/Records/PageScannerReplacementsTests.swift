import Connector
import JSON
import Testing

@testable import TikTok

/// Pages with halves of surrogate pairs and with numbers that no floating point has.
struct `Page scanner and what parsers refuse` {
  private static let scan = Scan(
    fields: [
      RecordField("id", .text), RecordField("name", .text), RecordField("n", .number),
      RecordField("o", .object([RecordField("t", .text), RecordField("x", .any)])),
      RecordField("texts", .array(.text)), RecordField("dropped", .text),
    ], requirements: .init(key: ["id"]))

  @Test(arguments: [
    (#""name":"cut \ud83d""#, #""name":"cut \ufffd""#, ["name"], []),
    (#""name":"\ude00\ud83d\ud83d\ude00""#, #""name":"\ufffd\ufffd\ud83d\ude00""#, ["name"], []),
    (#""o":{"t":"\ud83d","x":1}"#, #""o":{"t":"\ufffd","x":1}"#, ["o.t"], []),
    (#""o":{"x":["\udc00",{"\ud800":1}]}"#, #""o":{"x":["\ufffd",{"\ufffd":1}]}"#, ["o.x"], []),
    (#""o":{"new":"\ud800"}"#, #""o":{"new":"\ufffd"}"#, ["o.new"], []),
    (#""texts":["a","\ud800","\udc00"]"#, #""texts":["a","\ufffd","\ufffd"]"#, ["texts"], []),
    (#""k\ud800":1"#, #""k\ufffd":1"#, ["k\u{fffd}"], []),
    (#""n":1e400"#, #""n":null"#, [], ["n"]), (#""new":[1e400]"#, #""new":[null ]"#, [], ["new"]),
    (#""o":{"x":-2e308}"#, #""o":{"x":null}"#, [], ["o.x"]),
    (#""n":"1\ud800""#, #""n":null"#, [], ["n"]),
    (#""name":"\ud800","name":"whole""#, #""name":"whole""#, [], []),
  ])
  func `the record has a replacement and says so`(
    sent: String, written: String, truncated: [String], nulled: [String]
  ) throws {
    let result = try Self.scan.records(#"{"id":"1","name":"a"},{"id":"2",\#(sent)},{"id":"3","name":"b"}"#)
    #expect(
      result.records == [#"{"id":"1","name":"a"}"#, #"{"id":"2",\#(written)}"#, #"{"id":"3","name":"b"}"#])
    #expect(result.truncated == [[], truncated, []])
    #expect(result.nulled == [[], nulled, []])
    #expect(result.summary.records == 3)
  }

  @Test func `what is not selected or stands around the records changes none of them`() throws {
    var scan = Self.scan
    scan.selection = .of(scan.fields, "id", "name")
    let page =
      #"{"message":"\ud800","code":0,"x":1e400,"data":{"list":[{"dropped":"\ud800","id":"1","o":{"t":"\udc00"}}],"#
      + #""page_info":{"total_page":1,"x":"\ud83d"}}}"#
    let result = try scan.page(page)
    #expect(result.records == [#"{"id":"1"}"#])
    #expect(result.truncated == [[]] && result.nulled == [[]] && result.summary.misfits == [])
    #expect(result.summary.pageInfo?.totalPages == 1)
    scan.selection = .of(scan.fields, "id", "o.t")
    let inner = try scan.records(#"{"id":"1","o":{"x":"\ud800","new":"\ud800","t":"a"}}"#)
    #expect(inner.records == [#"{"id":"1","o":{"t":"a"}}"#] && inner.truncated == [[]])
  }

  @Test func `a value that is repeated at the top is listed there too`() throws {
    var scan = Self.scan
    scan.requirements.promoted = "o"
    scan.fields.append(RecordField("t", .text))
    let result = try scan.records(#"{"id":"1","o":{"t":"\ud800"}}"#)
    #expect(result.records == [#"{"id":"1","o":{"t":"\ufffd"},"t":"\ufffd"}"#])
    #expect(result.truncated == [["o.t", "t"]])
  }

  @Test func `each field has one example, of either kind`() throws {
    let result = try Self.scan.records(
      #"{"id":"1","name":"\ud83d","n":1e400},{"id":"2","name":"\ud800","n":2e400}"#)
    #expect(
      result.summary.misfits == [
        .init(field: "name", change: .truncated, example: #"\ud83d"#),
        .init(field: "n", change: .nulled, example: "1e400"),
      ])
  }

  @Test(arguments: [
    #"{"id":"1","name":"\ud83d\u12"}"#, #"{"id":"1","name":"\ud83d"#, #"{"id":"1","n":1e400x}"#,
  ])
  func `a damaged page is refused all the same`(record: String) {
    let error = #expect(throws: PageError.self) { try Self.scan.records(record) }
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    (#""-""#, #""-""#), ("null", #""None""#), (#""None""#, #""None""#), (#""""#, #""""#),
    (#""US""#, #""US""#),
    ("7", #""7""#), (#""\u002d""#, #""\u002d""#),
  ])
  func `the group of a breakdown is never null`(sent: String, written: String) throws {
    for name in ["country_code", "province_id", "gender"] {
      var scan = Scan.report
      scan.requirements.key.append(name)
      scan.columns = []
      let fields = [RecordField("ad_id", .text), RecordField(name, .text)]
      scan.fields = scan.fields.filter { $0.name != "dimensions" } + [RecordField(name, .text)]
      scan.fields.append(RecordField("dimensions", .object(fields)))
      let row = #"{"dimensions":{"ad_id":"1","\#(name)":\#(sent)},"stat_time_day":"2026-11-03"}"#
      let record = try JSON(parsing: scan.record(row))
      #expect(try record[name] == JSON(parsing: written))
      #expect(try record["dimensions"]?[name] == JSON(parsing: written))
    }
  }

  @Test(arguments: ["ad_id", "stat_time_day"], [#""-""#, "null"])
  func `a row has the id of its object and its day`(name: String, value: String) {
    var dimensions = [("ad_id", #""1""#), ("stat_time_day", #""2026-11-03""#)]
    dimensions = dimensions.map { $0.0 == name ? (name, value) : $0 }
    let row = dimensions.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
    #expect(throws: PageError.missingKey(field: name, record: 0)) {
      try Scan.report.records(#"{"dimensions":{\#(row)}}"#)
    }
  }
}
