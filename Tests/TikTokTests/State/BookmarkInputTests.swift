import Foundation
import JSON
import Testing

@testable import TikTok

/// Every form of state that connectors for TikTok have written.
struct BookmarkInputTests {
  private static let known = AdvertiserID.make(7001)
  private static let other = AdvertiserID.make(7002)

  private static func daily(_ state: JSON) throws -> Bookmark {
    try Bookmark(state, cursorField: "stat_time_day", granularity: .day)
  }

  private static func entity(_ state: JSON) throws -> Bookmark {
    try Bookmark(state, cursorField: "modify_time", granularity: nil)
  }

  private static func partition(_ id: JSON, _ cursor: JSON, more: JSONObject = [:]) -> JSON {
    var partition: JSONObject = ["advertiser_id": id, "parent_slice": [:]]
    for member in more.members { partition[member.name] = member.value }
    return ["partition": .object(partition), "cursor": cursor]
  }

  @Test(
    arguments: [
      ["stat_time_day": "2026-10-05"], ["stat_time_day": "2026-10-05 00:00:00"],
      ["dimensions": ["stat_time_day": "2026-10-05 00:00:00"]], ["state": ["stat_time_day": "2026-10-05"]],
      ["use_global_cursor": true, "state": ["stat_time_day": "2026-10-05"], "lookback_window": 0],
      ["use_global_cursor": true, "states": [], "state": ["stat_time_day": "2026-10-05"]],
      ["stat_time_day": "2026-10-05", "ad_id": "1"], ["state": [:], "stat_time_day": "2026-10-05"],
      ["state": nil, "dimensions": ["stat_time_day": "2026-10-05"], "states": nil],
    ] as [JSON])
  func `one cursor for all accounts applies to each`(state: JSON) throws {
    var bookmark = try Self.daily(state)
    #expect(bookmark.cursor(of: Self.known) == .day("2026-10-05"))
    bookmark.cover([Self.known, Self.other], upTo: .day("2026-11-01"))
    #expect(bookmark.cursors == [Self.known: .day("2026-10-05"), Self.other: .day("2026-10-05")])
  }

  @Test func `an account's own cursor overrides the shared one, which applies to the others`() throws {
    let state: JSON = [
      "use_global_cursor": true, "states": [Self.partition("7001", ["stat_time_day": "2026-10-05"])],
      "state": ["stat_time_day": "2026-10-01"],
    ]
    var bookmark = try Self.daily(state)
    bookmark.cover([Self.known, Self.other], upTo: .day("2026-11-01"))
    #expect(bookmark.cursors == [Self.known: .day("2026-10-05"), Self.other: .day("2026-10-01")])
  }

  @Test func `an account without its own cursor is read from the beginning`() throws {
    let bookmark = try Self.daily([
      "use_global_cursor": false, "states": [Self.partition("7001", ["stat_time_day": "2026-10-05"])],
      "state": ["stat_time_day": "2026-10-05"], "lookback_window": 4,
    ])
    #expect(bookmark.cursor(of: Self.known) == .day("2026-10-05"))
    #expect(bookmark.cursor(of: Self.other) == nil)
  }

  @Test(arguments: [
    (0, "2026-10-05"), (1, "2026-10-04"), (86400, "2026-10-04"), (86401, "2026-10-03"), (-5, "2026-10-05"),
  ])
  func `the lookback of a shared cursor moves it back by whole days`(seconds: Int, day: CalendarDay) throws {
    let state: JSON = [
      "use_global_cursor": true, "state": ["stat_time_day": "2026-10-05"], "lookback_window": .int(seconds),
    ]
    #expect(try Self.daily(state).cursor(of: Self.known) == .day(day))
  }

  @Test func `an invalid lookback is limited`() throws {
    for seconds in [Int.max, Int.min] {
      let days = try Self.daily(["state": ["stat_time_day": "2026-10-05"], "lookback_window": .int(seconds)])
      #expect(days.cursor(of: Self.known)?.day.map { $0 > "2025-10-01" } == true)
      let time = try Self.entity(["state": ["modify_time": "2026-10-05"], "lookback_window": .int(seconds)])
      #expect(time.cursor(of: Self.known)?.time.map { $0 > "2025-10-01" } == true)
    }
    let time = try Self.entity(["state": ["modify_time": "2026-10-05 00:00:10"], "lookback_window": 7])
    #expect(time.cursor(of: Self.known) == .time("2026-10-05 00:00:03"))
  }

  @Test func `ids may be numbers, and of several partitions of an account the oldest cursor is used`() throws
  {
    let cursors = ["2026-09-17 10:52:10Z", "2025-02-09 10:00:22Z", "2026-03-23 12:47:40Z"]
    let kinds = ["AUCTION", "RESERVATION_RF", "RESERVATION_TOP_VIEW"]
    let states = zip(cursors, kinds).map { cursor, kind in
      Self.partition(7001, ["modify_time": .string(cursor)], more: ["buying_type": .string(kind)])
    }
    let bookmark = try Self.entity(["use_global_cursor": false, "states": .array(states)])
    #expect(bookmark.cursors == [Self.known: .time("2025-02-09 10:00:22")])
  }

  @Test(
    arguments: [
      [:], ["__ab_no_cursor_state_message": true], ["use_global_cursor": false, "states": []],
      ["states": [["partition": ["advertiser_id": "7001"], "cursor": [:]]]],
      ["states": [["partition": ["advertiser_id": "7001"]]]],
      ["states": [["partition": ["advertiser_id": "7001"], "cursor": ["stat_time_day": nil]]]],
      ["states": [["partition": ["advertiser_id": "7001"], "cursor": ["stat_time_day": ""]]]],
      ["states": [["partition": ["advertiser_id": "7001"], "cursor": ["stat_time_day": "", "ad_id": "1"]]]],
      ["states": [["partition": ["advertiser_id": "7001"], "cursor": ["modify_time": ""]]]],
      ["states": [["partition": ["advertiser_id": "7001"], "cursor": ""]]], ["states": nil],
      ["stat_time_day": ""], ["stat_time_day": nil], ["stat_time_day": " "], ["stat_time_day": [:]],
      ["stat_time_day": nil, "ad_id": "1"], ["dimensions": ["stat_time_day": ""]], ["dimensions": [:]],
      ["dimensions": nil], ["state": nil], ["state": ["stat_time_day": nil]], ["state": ""],
      ["use_global_cursor": true, "state": [:], "lookback_window": 3],
      ["use_global_cursor": true, "states": [], "parent_state": [:]],
      ["use_global_cursor": false, "lookback_window": 0],
    ] as [JSON])
  func `a state without a cursor starts from the beginning`(state: JSON) throws {
    let bookmark = try Self.daily(state)
    #expect(bookmark.cursors.isEmpty)
    #expect(bookmark.cursor(of: Self.known) == nil)
  }

  private static let mistakes: [(state: JSON, problem: String)] = [
    ([], "it must be an object, but is an array"), ("2026-10-05", "it must be an object, but is text"),
    (nil, "it must be an object, but is null"),
    (["states": [:]], "`states` must be an array, but is an object"),
    (["states": [[:]]], "`states[0].partition.advertiser_id` is not an advertiser's id"),
    (["states": ["x"]], "`states[0].partition.advertiser_id` is not an advertiser's id"),
    (
      ["states": [partition("7001", ["stat_time_day": "2026-10-05"]), partition("x", [:])]],
      "`states[1].partition.advertiser_id` is not an advertiser's id"
    ),
    (
      ["states": [partition("7001", ["stat_time_day": "soon"])]],
      #"`states[0].cursor.stat_time_day` is "soon", which is not a time"#
    ),
    (
      ["states": [partition("7001", ["stat_time_day": 20_261_005])]],
      "`states[0].cursor.stat_time_day` is 20261005, which is not a time"
    ),
    (
      ["states": [partition("7001", ["modify_time": "2026-10-05 00:00:00Z"])]],
      "`states[0].cursor` holds `modify_time` instead of `stat_time_day`"
    ),
    (
      ["states": [partition("7001", [.init(repeating: "x", count: 100_000): 1, "b": 2, "c": 3, "d": 4])]],
      "`states[0].cursor` holds `\(String(repeating: "x", count: 60))…`, `b` and `c` instead of `stat_time_day`"
    ),
    (["states": [partition("7001", "2026-10-05")]], "`states[0].cursor` must be an object, but is text"),
    (["stat_time_day": "soon"], #"`stat_time_day` is "soon", which is not a time"#),
    (["modify_time": "2026-10-05"], "it holds neither `states` nor a `stat_time_day`"),
    (["dimensions": ["stat_time_hour": "2026-10-05"]], "it holds neither `states` nor a `stat_time_day`"),
  ]

  @Test(arguments: mistakes)
  func `any other state is an error that describes the problem`(state: JSON, problem: String) {
    #expect(throws: Bookmark.StateError(problem: problem)) { try Self.daily(state) }
  }

  /// States written by real runs of two versions of Airbyte's connector.
  @Test(arguments: [
    ("airbyte-4.7.0-entities", "campaigns", "modify_time", "2026-01-07 04:44:00Z"),
    ("airbyte-4.7.0-entities", "ads", "modify_time", "2026-09-14 06:44:24Z"),
    ("airbyte-4.7.0-reports", "ads_reports_daily", "stat_time_day", "2026-11-20"),
    ("airbyte-4.7.0-reports", "ads_reports_hourly", "stat_time_hour", "2026-11-20 00:00:00"),
    ("airbyte-5.1-entities", "campaigns", "modify_time", "2026-01-07 04:44:00Z"),
    ("airbyte-5.1-entities", "ad_groups", "modify_time", "2026-06-21 08:40:04Z"),
    ("airbyte-5.1-reports", "advertisers_reports_daily", "stat_time_day", "2026-11-20"),
  ])
  func `a read continues from a state of Airbyte's connector`(
    file: String, stream: String, field: String, second: String
  ) throws {
    let folder = URL(filePath: #filePath).appending(path: "../../Samples/States").standardized
    let document = try JSON(parsing: Array(Data(contentsOf: folder.appending(path: "\(file).json"))))
    let state = document.array?.first { $0["stream"]?["stream_descriptor"]?["name"]?.string == stream }
    let granularity: Granularity? = ["stat_time_day": .day, "stat_time_hour": .hour][field]
    let bookmark = try Bookmark(
      #require(state?["stream"]?["stream_state"]), cursorField: field, granularity: granularity)
    #expect(bookmark.cursors.count == 3)
    let account = try #require(AdvertiserID("7002238017858265266"))
    #expect(bookmark.cursor(of: account)?.stateText == second)
    let again = try Bookmark(bookmark.state, cursorField: field, granularity: granularity)
    #expect(again.cursors == bookmark.cursors)
  }
}
