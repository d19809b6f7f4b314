import JSON
import TestSupport
import Testing

@testable import TikTok

/// A record's members: which are selected, which are added, and in which order.
struct RecordScannerTests {
  private let ab = Scan(fields: [RecordField("a", .integer), RecordField("b", .text)])

  @Test func `a report row gets its dimensions and its account's columns at the top`() throws {
    let row =
      #"{"dimensions":{"stat_time_day":"2026-11-03 00:00:00","ad_id":"7"},"metrics":{"spend":"14.680","clicks":"9","ad_name":"-"}}"#
    let expected =
      #"{"dimensions":{"stat_time_day":"2026-11-03T00:00:00","ad_id":"7"},"metrics":{"spend":14.680,"clicks":9,"ad_name":null},"ad_id":"7","stat_time_day":"2026-11-03T00:00:00","advertiser_id":"70","currency":"USD","timezone":"UTC"}"#
    #expect(try Scan.report.record(row) == expected)
  }

  @Test func `only selected fields are emitted`() throws {
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
  func `key and cursor are always emitted`(names: [String], expected: String) throws {
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

  @Test func `a page learns the order of members, and another page's order does no harm`() throws {
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
