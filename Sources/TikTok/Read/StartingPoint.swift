import Connector
import JSON

/// From where a stream is read: from the beginning, from the cursors of an earlier read, or from where a full refresh
/// was ended before its time.
struct StartingPoint: Sendable {
  /// Of a stream that has a cursor.
  private(set) var bookmark: Bookmark?
  /// Of a read in full.
  private(set) var refresh: FullRefresh?
  /// What the user is told of a state that a read in full was given.
  private(set) var remark: (level: LogLevel, text: String)?

  /// - Parameters:
  ///   - request: how the stream is to be read, and the state of an earlier read.
  ///   - plan: what the read consists of.
  ///   - now: how old the state of a full refresh may be.
  /// - Throws: `SourceFailure` of kind `configuration` for a state that an incremental read cannot go on from.
  init(of request: StreamRequest, _ plan: StreamPlan, now: UTCTime) throws(SourceFailure) {
    let stream = plan.stream
    bookmark = stream.cursor.map { Bookmark(cursorField: $0, granularity: stream.granularity) }
    guard request.syncMode == .incremental, let cursor = stream.cursor else {
      beginOrResume(request, plan, now)
      return
    }
    guard let state = request.state else { return }
    do {
      bookmark = try Bookmark(state, cursorField: cursor, granularity: stream.granularity)
    } catch {
      throw UserMessage.state(error, stream: stream.name)
    }
  }

  private mutating func beginOrResume(_ request: StreamRequest, _ plan: StreamPlan, _ now: UTCTime) {
    let name = plan.stream.name
    let terms = FullRefresh.Terms(of: plan, in: request.sync)
    refresh = FullRefresh(terms)
    guard let state = request.state else { return }
    do {
      guard let earlier = try FullRefresh(state, terms: terms, of: plan.partitions, now: now) else {
        remark = (.info, UserMessage.stateUnused(name))
        return
      }
      if let cursor = plan.stream.cursor {
        bookmark = try bookmark(state, cursor, plan)
      }
      refresh = earlier
      remark = (.info, UserMessage.goesOn(name))
    } catch {
      remark = (.info, UserMessage.beginsAnew(error, name))
    }
  }

  /// The cursors beside a full refresh, of the accounts that there are now.
  private func bookmark(
    _ state: JSON, _ cursor: String, _ plan: StreamPlan
  ) throws(FullRefresh.Restart) -> Bookmark {
    do {
      var bookmark = try Bookmark(state, cursorField: cursor, granularity: plan.stream.granularity)
      bookmark.keep(only: Set(plan.partitions.flatMap { $0.map(\.id) }))
      return bookmark
    } catch {
      throw .unreadable(error.problem)
    }
  }
}
