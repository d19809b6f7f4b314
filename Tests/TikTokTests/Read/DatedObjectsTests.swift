import JSON
import Testing

@testable import TikTok

/// Whether all objects of an account have a modification time, which decides how they can be requested.
struct DatedObjectsTests {
  private static func account(_ text: String) throws -> AdvertiserID { try #require(AdvertiserID(text)) }

  private static func bookmark() throws -> Bookmark {
    var bookmark = Bookmark(cursorField: "modify_time", granularity: nil)
    for id in ["1", "2"] {
      bookmark.set(.time(UTCTime(seconds: 0)), of: try account(id))
    }
    bookmark.setDated(true, try account("1"))
    return bookmark
  }

  @Test func `the state records which accounts are dated and can be read back`() throws {
    let state = try Self.bookmark().state
    let marks = state["states"]?.array?.map { $0["is_dated"] }
    #expect(marks == [true, nil])
    let again = try Bookmark(state, cursorField: "modify_time", granularity: nil)
    #expect(again.dated == [try Self.account("1")])
    #expect(again.state == state)
  }

  @Test func `an account loses its mark with the first undated object`() throws {
    var bookmark = try Self.bookmark()
    bookmark.setDated(false, try Self.account("1"))
    #expect(bookmark.dated.isEmpty)
  }

  @Test(arguments: [JSON.null, false, "true", 1])
  func `a state of another connector marks no account as dated`(mark: JSON) throws {
    let state: JSON = [
      "states": [
        [
          "partition": ["advertiser_id": "1"], "cursor": ["modify_time": "2026-11-01 00:00:00Z"],
          "is_dated": mark,
        ]
      ]
    ]
    #expect(try Bookmark(state, cursorField: "modify_time", granularity: nil).dated.isEmpty)
  }
}
