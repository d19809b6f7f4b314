import JSON
import TestSupport
import Testing

@testable import TikTok

/// Records whose objects are flattened: `dimensions` and `metrics` are replaced by their members.
struct `Page scanner's flattened objects` {
  private static let fields: [RecordField] = [
    RecordField("ad_id", .text, isNullable: false), RecordField("day", .timestamp, isNullable: false),
    RecordField("currency", .text), RecordField("spend", .number), RecordField("clicks", .integer),
  ]

  private static func scan(_ names: [String]? = nil) -> Scan {
    Scan(
      fields: fields, selection: names.map { .of(fields, $0) } ?? .everything,
      requirements: .init(
        dashIsNull: true, key: ["ad_id", "day"], cursor: "day", flattened: ["dimensions", "metrics"]),
      columns: [("currency", #""EUR""#)])
  }

  private static let dimensions = #""dimensions":{"ad_id":"7","day":"2026-11-03 00:00:00"}"#
  private static let key = #""ad_id":"7","day":"2026-11-03T00:00:00""#

  @Test func `members keep the order of the text and are followed by the account's columns`() throws {
    let row = #"{\#(Self.dimensions),"metrics":{"spend":"14.680","clicks":"9"}}"#
    #expect(
      try Self.scan().record(row) == #"{\#(Self.key),"spend":14.680,"clicks":9,"currency":"EUR"}"#)
    let other = #"{"metrics":{"clicks":"-","spend":"1"},\#(Self.dimensions)}"#
    #expect(
      try Self.scan().record(other) == #"{"clicks":null,"spend":1,\#(Self.key),"currency":"EUR"}"#)
  }

  @Test(arguments: [
    #"{"spend":"1","metrics":{"spend":"2"},D}"#, #"{"metrics":{"spend":"1"},D,"spend":2}"#,
    #"{"metrics":{"spend":"1","spend":"2"},D}"#, #"{"metrics":{"spend":"x"},D,"metrics":{"spend":"2"}}"#,
    #"{"spend":3,"metrics":{"spend":"1"},D,"\u0073pend":2}"#,
    #"{D,"metrics":{"metrics":{"spend":"1"},"spend":"2"}}"#,
    #"{"metr\u0069cs":{"sp\u0065nd":"2"},D}"#,
  ])
  func `of several members with the same name the last one is kept, wherever it is`(row: String) throws {
    let result = try Self.scan().records(row.replacing("D", with: Self.dimensions))
    let expected: JSON = [
      "ad_id": "7", "day": "2026-11-03T00:00:00", "spend": 2, "currency": "EUR",
    ]
    #expect(try result.records.map { try JSON(parsing: $0) } == [expected])
    #expect(result.nulled == [[]])
  }

  @Test(arguments: ["null", "7", #""x""#, "[]", #"[{"spend":"1"}]"#, "true", "{}"])
  func `a value that is not an object, or is empty, adds nothing`(value: String) throws {
    #expect(
      try Self.scan().record(#"{"metrics":\#(value),\#(Self.dimensions)}"#)
        == #"{\#(Self.key),"currency":"EUR"}"#)
    #expect(
      try Self.scan().record(#"{\#(Self.dimensions),"metrics":\#(value)}"#)
        == #"{\#(Self.key),"currency":"EUR"}"#)
  }

  @Test func `unknown members are copied to the top too, unless columns are deselected`() throws {
    let row = #"{\#(Self.dimensions),"metrics":{"new":{"a":[1]},"spend":"1","x":1},"x":2,"more":null}"#
    #expect(
      try JSON(parsing: Self.scan().record(row)) == [
        "ad_id": "7", "day": "2026-11-03T00:00:00", "new": ["a": [1]], "spend": 1, "x": 2, "more": nil,
        "currency": "EUR",
      ])
    #expect(try Self.scan(["spend"]).record(row) == #"{\#(Self.key),"spend":1}"#)
  }

  @Test func `selected fields are emitted, and the key always`() throws {
    let row = #"{\#(Self.dimensions),"metrics":{"spend":"1","clicks":"2"}}"#
    #expect(try Self.scan(["clicks"]).record(row) == #"{\#(Self.key),"clicks":2}"#)
    #expect(try Self.scan(["currency"]).record(row) == #"{\#(Self.key),"currency":"EUR"}"#)
    #expect(try Self.scan(["metrics", "dimensions"]).record(row) == "{\(Self.key)}")
  }

  @Test func `a value that did not fit is listed under its column's name`() throws {
    let row = #"{\#(Self.dimensions),"metrics":{"spend":"a lot","clicks":"1.5"}}"#
    let result = try Self.scan().records(row)
    #expect(result.nulled == [["spend", "clicks"]])
    #expect(result.summary.misfits.map(\.field) == ["spend", "clicks"])
    #expect(try Self.scan(["clicks"]).records(row).nulled == [["clicks"]])
    let mended = #"{\#(Self.dimensions),"metrics":{"spend":"a lot"},"spend":1}"#
    #expect(try Self.scan().records(mended).nulled == [[]])
  }

  @Test func `a record without its key is refused, and the cursor is read from the flattened fields`() throws
  {
    let error = #expect(throws: PageError.self) {
      try Self.scan().records(#"{"dimensions":{"day":"2026-11-03"},"metrics":{}}"#)
    }
    #expect(error == .missingKey(field: "ad_id", record: 0))
    var scan = Self.scan()
    scan.since = "2026-11-04T00:00:00"
    let result = try scan.records(#"{\#(Self.dimensions),"metrics":{"spend":"1"}}"#)
    #expect(result.records.isEmpty)
    #expect(result.summary.newestCursor == "2026-11-03T00:00:00")
  }

  @Test func `the order of members is learned separately for each object`() throws {
    let rows = [
      #"{\#(Self.dimensions),"metrics":{"spend":"1","clicks":"2"}}"#,
      #"{"metrics":{"clicks":"2","spend":"1"},\#(Self.dimensions)}"#,
      #"{"metrics":{"new":0,"clicks":"2"},"x":0,"dimensions":{"day":"2026-11-03","ad_id":"7"}}"#,
      #"{"clicks":"2",\#(Self.dimensions),"metrics":{}}"#,
    ]
    var random = Seeded(3)
    let list = (0..<30).flatMap { _ in rows.shuffled(using: &random) }
    let alone = try list.map { try JSON(parsing: Self.scan().record($0)) }
    let together = try Self.scan().records(list.joined(separator: ",")).records.map { try JSON(parsing: $0) }
    #expect(together == alone)
  }

  @Test func `objects inside flattened ones count towards the depth`() throws {
    // The record is at depth 4, its flattened object at 5.
    for (levels, fits) in [(507, true), (508, false)] {
      let deep = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
      let row = #"{\#(Self.dimensions),"metrics":{"new":\#(deep)}}"#
      let result = Result { try Self.scan().records(row) }
      #expect(((try? result.get()) != nil) == fits, "\(levels)")
    }
    let nest =
      String(repeating: #"{"metrics":"#, count: 600) + "{}" + String(repeating: "}", count: 600)
    #expect(throws: PageError.self) { try Self.scan().records(nest) }
  }
}
