import Testing

@testable import TikTok

/// Times in the formats that the API has been seen to use.
struct TimeTextTests {
  private static let fields = [RecordField("t", .timestamp), RecordField("d", .date)]

  private static func record(_ value: String) throws -> String {
    try Scan(fields: fields).record(#"{"t":\#(value),"d":\#(value)}"#)
  }

  @Test(arguments: [
    ("1793696400000", "2026-11-03T09:00:00"), (#""1793696400000""#, "2026-11-03T09:00:00"),
    ("1793696400999", "2026-11-03T09:00:00"), ("100000000000", "1973-03-03T09:46:40"),
    ("9999999999999", "2286-11-20T17:46:39"), (#""179369640000\u0030""#, "2026-11-03T09:00:00"),
  ])
  func `milliseconds become a time without a zone`(value: String, expected: String) throws {
    #expect(try Self.record(value) == #"{"t":"\#(expected)","d":"\#(expected.prefix(10))"}"#)
  }

  @Test(arguments: [
    "1793696400", "99999999999", "10000000000000", "-179369640000", "1793696400000.0", "179369640000e1",
    #""179369640000x""#, #"" 793696400000""#, #""17936964-0000""#, "true", "{}",
  ])
  func `numbers of other lengths are not times`(value: String) throws {
    let result = try Scan(fields: Self.fields).records(#"{"t":\#(value),"d":\#(value)}"#)
    #expect(result.records == [#"{"t":null,"d":null}"#])
    #expect(result.nulled == [["t", "d"]])
    #expect(result.summary.misfits.map(\.field) == ["t", "d"])
  }

  @Test func `a time in milliseconds can be a cursor`() throws {
    let requirements = RecordRequirements(cursor: "t")
    let scan = Scan(fields: Self.fields, requirements: requirements, since: "2026-11-03T09:00:00")
    let result = try scan.records(#"{"t":1793696399999},{"t":"1793696400000"},{"t":"2026-11-02 00:00:00"}"#)
    #expect(result.records == [#"{"t":"2026-11-03T09:00:00"}"#])
    #expect(result.summary.newestCursor == "2026-11-03T09:00:00")
  }

  @Test(arguments: [
    (#""2026-11-03 09:08:07""#, "2026-11-03T09:08:07"), (#""2026-11-03T09:08:07""#, "2026-11-03T09:08:07"),
    (#""2026-11-03T09:08:07Z""#, "2026-11-03T09:08:07"),
    (#""2026-11-03 09:08:07.123""#, "2026-11-03T09:08:07.123"),
    (#""2026-11-03 09:08:07.1Z""#, "2026-11-03T09:08:07.1"), (#""2026-11-03""#, "2026-11-03T00:00:00"),
    (#""2026-11-03Z""#, "2026-11-03T00:00:00"), (#""2026\u002d11-03 00:00:00""#, "2026-11-03T00:00:00"),
    (#""2024-02-29 23:59:59""#, "2024-02-29T23:59:59"), (#""2000-02-29""#, "2000-02-29T00:00:00"),
    (#""2026-12-31 23:59:59""#, "2026-12-31T23:59:59"), (#""2026-04-30""#, "2026-04-30T00:00:00"),
  ])
  func `a time gets its standard form`(value: String, expected: String) throws {
    let fields = [RecordField("t", .timestamp), RecordField("d", .date)]
    let record = try Scan(fields: fields).record("{\"t\":\(value),\"d\":\(value)}")
    #expect(record == "{\"t\":\"\(expected)\",\"d\":\"\(expected.prefix(10))\"}")
  }

  @Test(arguments: [
    #""2026-11-3""#, #""2026-13-01""#, #""2026-00-01""#, #""2026-01-00""#, #""2026-01-32""#, #""2026-02-29""#,
    #""1900-02-29""#,
    #""2026-04-31""#, #""0000-00-00 00:00:00""#, #""0000-01-01""#, #""2026/11/03""#,
    #""2026-11-03 24:00:00""#, #""2026-11-03 00:60:00""#,
    #""2026-11-03 00:00:60""#, #""2026-11-03 00:00""#, #""2026-11-03 00:00:00.""#,
    #""2026-11-03 00:00:00.x""#, #""2026-11-03_00:00:00""#,
    #""2026-11-03 00:00:00+08:00""#, #""2026-11-03 00:00:00ZZ""#, #""Z""#, #""20261103""#, #""x""#,
    "1630335591", "true", "[]", "{}",
    #""2026-11-03 0\":00:00""#, #""\"\"\"\"\"\"\"\"\"\"""#, #""２026-11-03""#, #""2026-11-03 00:00:0é""#,
    #""\\\\\\\\\\""#,
  ])
  func `text that is not a time does not fit`(value: String) throws {
    for type in [FieldType.timestamp, .date] {
      let result = try Scan(fields: [RecordField("f", type)]).records("{\"f\":\(value)}")
      #expect(result.records == ["{\"f\":null}"])
      #expect(result.nulled == [["f"]])
    }
  }

  @Test(arguments: [#""""#, #""-""#, "null"])
  func `an empty time is null`(value: String) throws {
    for type in [FieldType.timestamp, .date] {
      let result = try Scan(fields: [RecordField("f", type)]).records("{\"f\":\(value)}")
      #expect(result.records == ["{\"f\":null}"])
      #expect(result.nulled == [[]])
    }
  }
}
