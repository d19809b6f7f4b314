import Connector
import HTTP
import JSON
import Synchronization

extension StreamReader {
  /// Reads all pages of a request through to the sink. Returns what they say together.
  /// - Throws: `APIError`, `JoinTooLarge`, `CancellationError`, what the sink throws.
  func readPages(of planned: PlannedRequest, in slice: Slice) async throws -> PageSummary {
    // A lifetime's row sums up its days: fewer of them would make another row.
    let days = plan.stream.granularity == .lifetime ? nil : slice.window
    let join = planned.companions.isEmpty ? nil : PageJoin(of: planned, window: days)
    var total = try await readPage(1, of: planned, in: slice, join)
    if let info = total.pageInfo, planned.isPaged {
      try await estimate(info.totalNumber)
      try await readRest(of: planned, in: slice, join, pages: info.totalPages, total: &total)
    }
    if let truncation = total.truncation {
      throw APIError(.truncated(truncation), path: planned.request.path)
    }
    if let join { try await finish(join, in: slice) }
    return total
  }

  /// Reads pages 2… of a request, some at a time: their order does not matter, for no cursor moves before all
  /// of them are written.
  private func readRest(
    of planned: PlannedRequest, in slice: Slice, _ join: PageJoin?, pages: Int, total: inout PageSummary
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
        group.addTask { try await self.readPage(number, of: planned, in: slice, join) }
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
    _ number: Int, of planned: PlannedRequest, in slice: Slice, _ join: PageJoin?
  ) async throws -> PageSummary {
    if let join { return try await readPage(number, of: join, in: slice) }
    let request = planned.isPaged ? planned.request.page(number) : planned.request
    if let page = directory.pages[request] { return try await emit(page, of: planned, in: slice) }
    return try await client.page(request) { page in try await self.emit(page, of: planned, in: slice) }
  }

  /// Page → record lines → sink.
  private func emit(_ page: Page, of planned: PlannedRequest, in slice: Slice) async throws -> PageSummary {
    let columns = plan.columns(for: slice)
    let result = Mutex(PageSummary())
    try await sink.write(name) { [plan] frame, buffer in
      let scanner = PageScanner(
        plan: plan.records, frame: frame, columns: columns, since: planned.filter.since,
        leavesOutCursors: planned.filter == .undated)
      let summary = try page.scan(with: scanner, isPaged: planned.isPaged, into: &buffer)
      result.withLock { $0 = summary }
      return summary.emitted
    }
    let summary = result.withLock(\.self)
    for misfit in summary.misfits { explain(misfit) }
    return summary
  }
}

extension Page {
  /// Appends the page's record lines to `out`.
  /// - Throws: `APIError`.
  func scan(
    with scanner: consuming PageScanner, isPaged: Bool, into out: inout ByteBuffer
  ) throws(APIError) -> PageSummary {
    do throws(PageError) {
      let bytes = body.bytes
      var summary = try scanner.scan(bytes.span, into: &out)
      guard summary.pageInfo != nil || !isPaged else {
        throw PageError.unexpectedShape("it has no `page_info`")
      }
      summary.truncation = truncation
      return summary
    } catch PageError.refused(let envelope) {
      throw APIError(.refused(envelope), path: request.path)
    } catch {
      throw APIError(.page(error), path: request.path)
    }
  }
}
