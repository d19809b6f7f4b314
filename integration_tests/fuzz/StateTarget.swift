import Connector
import JSON

@testable import Airbyte
@testable import TikTok

/// A state file → the states of streams → their bookmarks, as of streams of every kind.
struct StateTarget: FuzzTarget {
  private let file = DocumentFile(role: .state, path: "state.json")
  private let accounts = ["7000000000001", "7001"].compactMap { AdvertiserID($0) }

  func take(_ input: [UInt8]) {
    do throws(DocumentError) {
      let document = try StateDocument(file, input)
      for name in document.names {
        guard let state = document[name] else { fatalError("\(name) has lost its state") }
        read(state)
      }
    } catch {
      require(!error.message.isEmpty, "nothing is said")
    }
  }

  private func read(_ state: JSON) {
    for (granularity, field) in [
      (nil, "modify_time"), (Granularity.day, "stat_time_day"), (.hour, "stat_time_hour"),
    ] {
      do throws(Bookmark.StateError) {
        var bookmark = try Bookmark(state, cursorField: field, granularity: granularity)
        check(bookmark)
        let latest = Cursor(lastDay: CalendarDay(ordinal: 20_000), granularity: granularity ?? .day)
        bookmark.cover(
          accounts, upTo: granularity == nil ? .time(UTCTime(seconds: 20_000 * 86400)) : latest)
        check(bookmark)
      } catch {
        require(!UserMessage.state(error, stream: "ads").message.isEmpty, "nothing is said")
      }
    }
  }

  /// The state that is passed to the next read must have the same meaning.
  private func check(_ bookmark: Bookmark) {
    let text = bookmark.state.bytes
    require(Grammar.accepts(text[...]), "the state is not JSON")
    guard let state = try? JSON(parsing: text),
      let again = try? Bookmark(state, cursorField: bookmark.cursorField, granularity: bookmark.granularity)
    else { fatalError("the state cannot be read back") }
    require(again.cursors == bookmark.cursors, "the cursors have changed")
    require(again.dated == bookmark.dated.filter { bookmark.cursors[$0] != nil }, "the dated have changed")
  }
}
