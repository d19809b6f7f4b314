import Testing

@testable import TikTok

/// Which records the cursor filter admits.
struct CursorFilterTests {
  private let fields = [
    RecordField("id", .text, isNullable: false), RecordField("modify_time", .timestamp),
    RecordField("create_time", .timestamp), RecordField("advertiser_id", .text),
  ]

  private func scan(since: String? = nil, fallback: String? = "create_time") -> Scan {
    Scan(
      fields: fields, requirements: .init(key: ["id"], cursor: "modify_time", cursorFallback: fallback),
      since: since)
  }

  @Test func `records older than the cursor are left out, equal ones are not`() throws {
    let list = ["01", "02", "03"].map { #"{"id":"\#($0)","modify_time":"2026-01-\#($0) 12:00:00"}"# }
    let result = try scan(since: "2026-01-02T12:00:00").records(list.joined(separator: ","))
    #expect(
      result.records == [
        #"{"id":"02","modify_time":"2026-01-02T12:00:00"}"#,
        #"{"id":"03","modify_time":"2026-01-03T12:00:00"}"#,
      ])
    #expect(result.summary.records == 3)
    #expect(result.summary.emitted == 2)
    #expect(result.summary.newestCursor == "2026-01-03T12:00:00")
  }

  @Test func `the newest cursor is the maximum over all records, in any order`() throws {
    let list = ["02", "05", "03"].map { #"{"modify_time":"2026-01-\#($0)","id":"1"}"# }.joined(separator: ",")
    #expect(try scan().records(list).summary.newestCursor == "2026-01-05T00:00:00")
    #expect(try scan(since: "2027").records(list).summary.newestCursor == "2026-01-05T00:00:00")
    #expect(try scan(since: "2027").records(list).records == [])
    #expect(try scan().records(#"{"id":"1"}"#).summary.newestCursor == "")
  }

  @Test(arguments: [
    (#""modify_time":null,"create_time":"2026-01-03""#, true), (#""create_time":"2026-01-01""#, true),
    (#""modify_time":"-","create_time":"2026-01-01""#, true),
    (#""modify_time":"x","create_time":"2026-01-03""#, true),
    (#""modify_time":"2026-01-01","create_time":"2026-01-03""#, false), (#""modify_time":null"#, true),
    (#""x":1"#, true),
    (#""modify_time":null,"create_time":null"#, true),
    (#""modify_time":"2026-01-01","modify_time":"2026-01-03""#, true),
    (#""modify_time":"2026-01-03","modify_time":"2026-01-01""#, false),
    (#""modify_time":"2026-01-01","modify_time":null"#, true),
  ])
  func `an old record is left out, and one without a cursor is emitted`(members: String, isKept: Bool) throws
  {
    let result = try scan(since: "2026-01-02T00:00:00").records(#"{"id":"1",\#(members)}"#)
    #expect(result.summary.emitted == (isKept ? 1 : 0))
    #expect(result.records.count == (isKept ? 1 : 0))
  }

  @Test func `the fallback for the cursor is not emitted unless it is selected`() throws {
    var some = scan(since: "2026-01-02T00:00:00")
    some.selection = .of(fields, "id")
    let result = try some.records(
      #"{"create_time":"2026-01-03","id":"1"},{"id":"2","create_time":"2026-01-01"}"#)
    #expect(result.records == [#"{"id":"1"}"#, #"{"id":"2"}"#])
    #expect(result.summary.undated == 2)
    #expect(result.summary.newestCursor == "2026-01-03T00:00:00")
  }

  @Test func `records with a cursor are left out when only undated ones are wanted`() throws {
    var undated = scan()
    undated.leavesOutCursors = true
    let result = try undated.records(
      #"{"id":"1","modify_time":"2026-01-03"},{"id":"2","create_time":"2026-01-01"},{"id":"3"}"#)
    #expect(result.records.count == 2)
    #expect(result.summary.undated == 2)
  }

  @Test(
    arguments: [
      (["03", "02", "02", "01"], 0, "01"), (["03", "01", "02"], 1, "02"), (["01", "02", "03"], 2, "03"),
      ([], 0, nil), (["03", nil, "02"], 0, "02"), (["02", nil, "03"], 1, "03"), ([nil], 0, nil),
    ] as [([String?], Int, String?)])
  func `where the API sorts by the cursor, records newer than the one before are counted`(
    days: [String?], disordered: Int, last: String?
  ) throws {
    let list = days.map { day in
      #"{"id":"1","create_time":"2026-09-09","modify_time":\#(day.map { "\"2026-01-\($0)\"" } ?? "null")}"#
    }.joined(separator: ",")
    var sorted = scan(since: "2026-01-02T00:00:00")
    sorted.requirements.isNewestFirst = true
    let summary = try sorted.records(list).summary
    #expect(summary.disordered == disordered)
    #expect(summary.lastCursor == (last.map { "2026-01-\($0)T00:00:00" } ?? ""))
    #expect(try scan().records(list).summary.disordered == 0, "nobody asked for an order")
  }

  @Test func `a cursor that is only a day is not older than a time on that day`() throws {
    let fields = [RecordField("day", .date)]
    let scan = Scan(fields: fields, requirements: .init(cursor: "day"), since: "2026-01-02T00:00:00")
    let result = try scan.records(#"{"day":"2026-01-01"},{"day":"2026-01-02"},{"day":"2026-01-03"}"#)
    #expect(result.records == [#"{"day":"2026-01-02"}"#, #"{"day":"2026-01-03"}"#])
    #expect(result.summary.newestCursor == "2026-01-03")
  }
}
