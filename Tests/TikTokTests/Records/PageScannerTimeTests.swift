import Testing

@testable import TikTok

/// Times that come as milliseconds, as those of pixels do.
struct PageScannerTimeTests {
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
  func `numbers of other lengths are no times`(value: String) throws {
    let result = try Scan(fields: Self.fields).records(#"{"t":\#(value),"d":\#(value)}"#)
    #expect(result.records == [#"{"t":null,"d":null}"#])
    #expect(result.nulled == [["t", "d"]])
    #expect(result.summary.misfits.map(\.field) == ["t", "d"])
  }

  @Test func `such a time is a cursor like others`() throws {
    let requirements = RecordLayout.Requirements(cursor: "t")
    let scan = Scan(fields: Self.fields, requirements: requirements, since: "2026-11-03T09:00:00")
    let result = try scan.records(#"{"t":1793696399999},{"t":"1793696400000"},{"t":"2026-11-02 00:00:00"}"#)
    #expect(result.records == [#"{"t":"2026-11-03T09:00:00"}"#])
    #expect(result.summary.newestCursor == "2026-11-03T09:00:00")
  }
}
