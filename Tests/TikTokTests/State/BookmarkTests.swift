import JSON
import Testing

@testable import TikTok

/// The format of a stream's state, and its meaning.
struct BookmarkTests {
  private static let latest = Cursor.day("2026-11-01")

  private static func bookmark(_ cursors: [(Int, CalendarDay)], covering accounts: [Int]) -> Bookmark {
    var bookmark = Bookmark(cursorField: "stat_time_day", granularity: .day)
    bookmark.cover(accounts.map { .make($0) }, upTo: latest)
    for (account, day) in cursors { bookmark.set(.day(day), of: .make(account)) }
    return bookmark
  }

  @Test func `a state equals the one of Airbyte's connector, byte for byte`() {
    let bookmark = Self.bookmark([(7001, "2026-10-05"), (7002, "2026-10-04")], covering: [7001, 7002])
    #expect(
      bookmark.state.text
        == #"{"use_global_cursor":false,"states":["#
        + #"{"partition":{"advertiser_id":"7001","parent_slice":{}},"cursor":{"stat_time_day":"2026-10-05"}},"#
        + #"{"partition":{"advertiser_id":"7002","parent_slice":{}},"cursor":{"stat_time_day":"2026-10-04"}}],"#
        + #""state":{"stat_time_day":"2026-10-04"},"lookback_window":0}"#)
  }

  @Test func `hourly reports and entities have their own cursor fields`() {
    var hourly = Bookmark(cursorField: "stat_time_hour", granularity: .hour)
    hourly.set(.hoursOf("2026-10-05"), of: .make())
    #expect(hourly.state["states"]?.array?.first?["cursor"] == ["stat_time_hour": "2026-10-05 00:00:00"])
    var entity = Bookmark(cursorField: "modify_time", granularity: nil)
    entity.set(.time("2026-10-05 01:02:03"), of: .make())
    #expect(entity.state["states"]?.array?.first?["cursor"] == ["modify_time": "2026-10-05 01:02:03Z"])
  }

  @Test func `a stream that has read nothing yet has a state without cursors`() {
    let bookmark = Self.bookmark([], covering: [7001])
    #expect(bookmark.state.text == #"{"use_global_cursor":false,"states":[],"lookback_window":0}"#)
  }

  @Test func `the shared cursor is the oldest, and is written once every account has a cursor`() {
    var bookmark = Self.bookmark([(7001, "2026-10-05")], covering: [7001, 7002])
    #expect(bookmark.state["state"] == nil)
    bookmark.set(.day("2026-10-07"), of: .make(7002))
    #expect(bookmark.state["state"] == ["stat_time_day": "2026-10-05"])
    bookmark.set(.day("2026-10-09"), of: .make(7001))
    #expect(bookmark.state["state"] == ["stat_time_day": "2026-10-07"])
  }

  @Test func `accounts outside the read keep their cursors, which count for the oldest`() throws {
    let state = Self.bookmark([(7001, "2026-10-05"), (7002, "2026-10-01")], covering: [7001, 7002]).state
    var bookmark = try Bookmark(state, cursorField: "stat_time_day", granularity: .day)
    bookmark.cover([.make(7001)], upTo: Self.latest)
    bookmark.set(.day("2026-10-20"), of: .make(7001))
    #expect(bookmark.cursor(of: .make(7002)) == .day("2026-10-01"))
    #expect(bookmark.state["states"]?.array?.count == 2)
    #expect(bookmark.state["state"] == ["stat_time_day": "2026-10-01"])
  }

  @Test func `accounts keep the order in which they were added`() {
    var bookmark = Self.bookmark(
      [(3, "2026-10-05"), (1, "2026-10-05"), (2, "2026-10-05")], covering: [1, 2, 3])
    bookmark.set(.day("2026-10-06"), of: .make(1))
    let ids = bookmark.state["states"]?.array?.compactMap { $0["partition"]?["advertiser_id"]?.string }
    #expect(ids == ["3", "1", "2"])
  }

  @Test(arguments: [(Granularity.day, "stat_time_day"), (.hour, "stat_time_hour"), (nil, "modify_time")])
  func `a written state is read back`(granularity: Granularity?, field: String) throws {
    var bookmark = Bookmark(cursorField: field, granularity: granularity)
    for number in 1...5 {
      let cursor = try #require(Cursor("2026-10-0\(number)", granularity: granularity))
      bookmark.set(cursor, of: .make(number))
    }
    let again = try Bookmark(bookmark.state, cursorField: field, granularity: granularity)
    #expect(again.cursors == bookmark.cursors)
    #expect(again.state == bookmark.state)
    #expect(again.state.text == bookmark.state.text)
  }

  @Test func `cursors of covered accounts do not exceed the latest allowed one`() throws {
    let state = Self.bookmark(
      [(7001, "2026-11-03"), (7002, "2099-01-01"), (7003, "2026-10-01")], covering: []
    ).state
    var bookmark = try Bookmark(state, cursorField: "stat_time_day", granularity: .day)
    bookmark.cover([.make(7001), .make(7003)], upTo: Self.latest)
    #expect(bookmark.cursor(of: .make(7001)) == Self.latest)
    #expect(bookmark.cursor(of: .make(7002)) == .day("2099-01-01"))
    #expect(bookmark.cursor(of: .make(7003)) == .day("2026-10-01"))
  }
}
