import Connector
import JSON

/// Where a read of a stream begins: at the start, at the cursors of an earlier read, or where an interrupted
/// full refresh ended.
struct StartingPoint: Sendable {
  /// nil for a stream without a cursor.
  private(set) var bookmark: Bookmark?
  /// nil for an incremental read.
  private(set) var refresh: FullRefresh?
  /// What the user is told about a state: one that came with a full refresh, or one that begins later than the
  /// configuration.
  private(set) var notice: Notice?

  /// - Parameters:
  ///   - request: the sync mode, and the state of an earlier read.
  ///   - plan: what the read consists of.
  ///   - now: decides whether the state of a full refresh is too old.
  /// - Throws: `SourceFailure` of kind `configuration` for a state that an incremental read cannot use.
  init(of request: StreamRequest, _ plan: StreamPlan, now: UTCTime) throws(SourceFailure) {
    let stream = plan.stream
    bookmark = stream.cursor.map { Bookmark(cursorField: $0, granularity: stream.granularity) }
    guard request.syncMode == .incremental, let cursor = stream.cursor else {
      beginOrResume(request, plan, now)
      return
    }
    let start = stream.isWindowed ? plan.configuration.startDate : nil
    guard let state = request.state else {
      bookmark?.startDate = start
      return
    }
    do {
      bookmark = try Bookmark(state, cursorField: cursor, granularity: stream.granularity)
    } catch {
      throw UserMessage.state(error, stream: stream.name)
    }
    guard let start, let first = bookmark?.startDate, start < first else { return }
    notice = Notice(.warning, UserMessage.startMovedBack(from: first, to: start, stream: stream.name))
  }

  private mutating func beginOrResume(_ request: StreamRequest, _ plan: StreamPlan, _ now: UTCTime) {
    let name = plan.stream.name
    let terms = FullRefresh.Terms(of: plan, in: request.sync)
    refresh = FullRefresh(terms)
    guard let state = request.state else { return }
    do {
      guard let earlier = try FullRefresh(state, terms: terms, of: plan.partitions, now: now) else {
        notice = Notice(.info, FullRefreshNotice.stateUnused(name))
        return
      }
      if let cursor = plan.stream.cursor {
        bookmark = try bookmark(state, cursor, plan)
      }
      refresh = earlier
      notice = Notice(.info, FullRefreshNotice.continues(name))
    } catch {
      notice = Notice(.info, FullRefreshNotice.restarts(error, name))
    }
  }

  /// The cursors in the state of a full refresh, of the accounts that still exist.
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
