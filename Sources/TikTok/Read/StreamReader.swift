import Connector
import HTTP
import JSON
import Synchronization

/// Reads one stream: hands out its slices, reads each through to the sink, and keeps the bookmark.
///
/// slices → requests → pages → record lines → sink → bookmark: this is where they meet.
final class StreamReader: Sendable {
  let plan: StreamPlan
  private let client: APIClient
  private let directory: AccountDirectory
  private let sink: any RecordSink
  /// Pages of one slice that are asked for at a time.
  private let pagesAhead: Int
  private let progress: Mutex<StreamProgress>
  private let explained = Mutex<Set<String>>([])

  var name: StreamName { plan.stream.name }

  init(
    _ plan: StreamPlan, bookmark: Bookmark?, directory: AccountDirectory, client: APIClient,
    sink: any RecordSink, pagesAhead: Int
  ) {
    self.plan = plan
    self.client = client
    self.directory = directory
    self.sink = sink
    self.pagesAhead = pagesAhead
    progress = Mutex(StreamProgress(plan, bookmark: bookmark))
  }

  /// The next slice to read; nil when all have been handed out. Every slice handed out must be given to
  /// ``read(_:)``.
  func next() -> Slice? { progress.withLock { $0.next() } }

  /// Reads a slice through to the sink. What concerns the stream alone is told to the sink.
  /// - Throws: `SourceFailure` for what concerns every stream, `CancellationError`, what the sink throws.
  func read(_ slice: Slice) async throws {
    if progress.withLock({ $0.isWanted(slice) }) {
      try await sink.start(name)
      do {
        let (newest, undated) = try await readRequests(of: slice)
        let hasMoved = progress.withLock { $0.advance(past: slice, newest: newest, undated: undated) }
        if hasMoved { try await checkpoint() }
      } catch let failure as SliceFailure {
        try take(failure.error, in: failure.slice)
      }
    }
    if progress.withLock({ $0.finish(slice) }) { try await end() }
  }

  /// Ends a stream that has no slice at all: nothing to read since its state.
  func endIfEmpty() async throws {
    guard progress.withLock({ $0.isEmpty }) else { return }
    try await sink.start(name)
    try await end()
  }

  private func end() async throws {
    let outcome = progress.withLock { $0.outcome }
    switch outcome {
    case .failed(let failure): try await sink.fail(name, with: failure)
    case .refused(let error):
      try await sink.fail(name, with: Explanation.refusedEverywhere(error, stream: name))
    case .complete:
      try await checkpoint()
      try await sink.complete(name)
    }
  }

  private func checkpoint() async throws {
    guard plan.stream.cursor != nil else { return }
    try await sink.checkpoint(name) { [self] in progress.withLock { $0.bookmark?.state ?? .null } }
  }

  private func take(_ error: APIError, in slice: Slice) throws {
    switch error.kind {
    case .configuration: throw Explanation.failure(error, stream: name, slice: slice)
    case .skip:
      guard progress.withLock({ $0.refuse(slice, error) }) else { return }
      sink.log(.warning, Explanation.skipped(error, stream: name, slice: slice))
    case .retry, .throttle, .split, .fail:
      // The sink hears of it when the stream's other slices have come to their ends, which still deliver.
      progress.withLock { $0.fail(Explanation.failure(error, stream: name, slice: slice)) }
    }
  }

  /// Reads all requests of a slice. Returns the newest cursor of their records, and how many have none.
  /// - Throws: `SliceFailure`, `CancellationError`, what the sink throws.
  private func readRequests(of slice: Slice) async throws -> (newest: UTCTime?, undated: Int) {
    let (cursor, isDated) = progress.withLock { ($0.cursor(of: slice), $0.isDated(slice)) }
    var newest: UTCTime?
    var undated = 0
    for request in plan.requests(for: slice, after: cursor, isDated: isDated) {
      do {
        let pages = try await readPages(of: request, in: slice)
        newest = [newest, UTCTime(pages.newestCursor)].compactMap(\.self).max()
        undated += pages.undated
      } catch let error as APIError {
        guard error.kind == .split, let window = slice.window, window.days > 1 else {
          throw SliceFailure(error: error, slice: slice)
        }
        sink.log(.info, "\(name): \(slice) is too much for one request and is read in halves.")
        for half in window.halves { _ = try await readRequests(of: slice.narrowed(to: half)) }
      }
    }
    return (newest, undated)
  }

  private func readPages(of planned: PlannedRequest, in slice: Slice) async throws -> PageSummary {
    var total = try await readPage(1, of: planned, in: slice)
    if let info = total.pageInfo, planned.isPaged {
      try await estimate(info.totalNumber)
      try await readRest(of: planned, in: slice, pages: info.totalPages, total: &total)
    }
    if let truncation = total.truncation {
      throw APIError(.truncated(truncation), path: planned.request.path)
    }
    return total
  }

  /// Reads pages 2… of a request, some at a time: their order does not matter, for no cursor moves before all
  /// of them are written.
  private func readRest(
    of planned: PlannedRequest, in slice: Slice, pages: Int, total: inout PageSummary
  ) async throws {
    guard pages > 1 else { return }
    total = try await withThrowingTaskGroup(of: PageSummary.self) { [total] group in
      var sum = total
      var last = pages
      var next = 2
      func add() {
        guard next <= last else { return }
        let number = next
        next += 1
        group.addTask { try await self.readPage(number, of: planned, in: slice) }
      }
      for _ in 0..<pagesAhead { add() }
      while let summary = try await group.next() {
        sum.newestCursor = max(sum.newestCursor, summary.newestCursor)
        sum.undated += summary.undated
        sum.truncation = sum.truncation ?? summary.truncation
        // Objects made meanwhile come first and push others onto a further page.
        last = max(last, summary.pageInfo?.totalPages ?? 0)
        add()
      }
      return sum
    }
  }

  private func readPage(
    _ number: Int, of planned: PlannedRequest, in slice: Slice
  ) async throws -> PageSummary {
    let request = planned.isPaged ? planned.request.page(number) : planned.request
    if let page = directory.pages[request] { return try await emit(page, of: planned, in: slice) }
    return try await client.page(request) { page in try await self.emit(page, of: planned, in: slice) }
  }

  /// Page → record lines → sink.
  private func emit(_ page: Page, of planned: PlannedRequest, in slice: Slice) async throws -> PageSummary {
    let records = plan.records
    let columns = plan.columns(for: slice)
    let result = Mutex(PageSummary())
    try await sink.write(name) { frame, buffer in
      let bytes = page.body.bytes
      let scanner = PageScanner(
        plan: records, frame: frame, columns: columns, since: planned.filter.since,
        leavesOutCursors: planned.filter == .undated)
      do {
        let summary = try scanner.scan(bytes.span, into: &buffer)
        guard summary.pageInfo != nil || !planned.isPaged else {
          throw PageError.unexpectedShape("it has no `page_info`")
        }
        result.withLock { $0 = summary }
        return summary.emitted
      } catch PageError.refused(let envelope) {
        throw APIError(.refused(envelope), path: page.request.path)
      } catch let error as PageError {
        throw APIError(.page(error), path: page.request.path)
      }
    }
    var summary = result.withLock(\.self)
    summary.truncation = page.truncation
    for misfit in summary.misfits { explain(misfit) }
    return summary
  }

  private func explain(_ misfit: PageSummary.Misfit) {
    guard explained.withLock({ $0.insert(misfit.field).inserted }) else { return }
    sink.log(.warning, Explanation.misfit(misfit, stream: name))
  }

  private func estimate(_ records: Int) async throws {
    let sum = progress.withLock { $0.estimate(adding: records) }
    try await sink.estimate(name, records: sum)
  }
}

/// An error of the API, and the days, perhaps fewer than were handed out, that it concerns.
private struct SliceFailure: Error {
  let error: APIError
  let slice: Slice
}
