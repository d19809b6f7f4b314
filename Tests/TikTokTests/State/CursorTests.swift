import Testing

@testable import TikTok

struct CursorTests {
  @Test(arguments: [
    ("2026-11-03", Granularity.day, "2026-11-03"), ("2026-11-03 00:00:00", .day, "2026-11-03"),
    ("2026-11-03T00:00:00Z", .day, "2026-11-03"), ("2026-11-03", .hour, "2026-11-03 00:00:00"),
    ("2026-11-03 23:00:00", .hour, "2026-11-03 00:00:00"),
    ("2026-11-03 05:00:00", .hour, "2026-11-03 00:00:00"),
    ("2026-09-17 10:52:10Z", nil, "2026-09-17 10:52:10Z"),
    ("2026-09-17T10:52:10", nil, "2026-09-17 10:52:10Z"),
    ("2026-09-17", nil, "2026-09-17 00:00:00Z"),
  ])
  func `a cursor's text has the format of Airbyte's connector`(
    text: String, granularity: Granularity?, written: String
  ) {
    #expect(Cursor(text, granularity: granularity)?.stateText == written)
    #expect(Cursor(written, granularity: granularity)?.stateText == written)
  }

  @Test(
    arguments: ["", "soon", "2026-13-01", "2026-11-03 soon", "1793696400"], [Granularity.day, .hour, nil])
  func `text that is not a time is not a cursor`(text: String, granularity: Granularity?) {
    #expect(Cursor(text, granularity: granularity) == nil)
  }

  @Test func `cursors of a stream are ordered by time`() {
    let texts = ["2025-12-31", "2026-01-01", "2026-01-02"]
    for granularity in [Granularity.day, .hour, nil] {
      let cursors = texts.compactMap { Cursor($0, granularity: granularity) }
      #expect(cursors.count == 3)
      #expect(cursors.reversed().sorted() == cursors)
      #expect(zip(cursors, cursors.dropFirst()).allSatisfy { $0 < $1 && !($1 < $0) })
    }
  }

  @Test func `a report's cursor is a day and an entity's a time`() {
    #expect(Cursor(lastDay: "2026-11-03", granularity: .day).day == "2026-11-03")
    #expect(Cursor(lastDay: "2026-11-03", granularity: .hour).day == "2026-11-03")
    #expect(Cursor(lastDay: "2026-11-03", granularity: .hour).time == nil)
    #expect(Cursor.time("2026-11-03 09:00:00").time == "2026-11-03 09:00:00")
    #expect(Cursor.time("2026-11-03 09:00:00").day == nil)
  }
}
