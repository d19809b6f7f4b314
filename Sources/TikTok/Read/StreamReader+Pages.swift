import Connector
import HTTP
import JSON
import Synchronization

extension StreamReader {
  /// Reads all pages of a request through to the sink, and again where they do not fit together. Returns what they
  /// say together.
  /// - Throws: `APIError`, `JoinTooLarge`, `CancellationError`, what the sink throws.
  func readPages(of planned: PlannedRequest, in slice: Slice) async throws -> PageSummary {
    var tally = PaginationCheck(keepsAllKeys: slice.hasSiblings)
    // A lifetime's row sums up its days: fewer of them would make another row.
    let days = plan.stream.granularity == .lifetime ? nil : slice.window
    while true {
      tally.begin()
      let join =
        planned.companions.isEmpty
        ? nil : PageJoin(of: planned, window: days, without: plan.tellsRowsApart ? delivered.of(slice) : [])
      do {
        let total = try await readOnce(planned, in: slice, join, &tally)
        switch tally.verdict(unmatched: join?.rows.waiting ?? 0) {
        case .again:
          sink.log(.info, "\(name): \(slice) did not come as it is counted (\(tally)), and is read again.")
        case .unstable: throw APIError(.unstable(reads: tally.reads), path: planned.request.path)
        case .repeating:
          throw APIError(.page(.unexpectedShape("its pages repeat each other")), path: planned.request.path)
        case .countMismatch(let difference):
          if let difference {
            sink.log(.warning, UserMessage.countMismatch(difference, stream: name, slice: slice))
          }
          fallthrough
        case .whole:
          if let join { try await finish(join, in: slice) }
          // Should another request of the slice have these rows, too, they are known.
          if slice.hasSiblings { keep(tally, join, of: slice) }
          return total
        }
      } catch {
        keep(tally, join, of: slice)
        throw error
      }
      keep(tally, join, of: slice)
    }
  }

  /// Keeps in mind what has been handed on of a slice that is read again, if it is.
  private func keep(_ tally: PaginationCheck, _ join: PageJoin?, of slice: Slice) {
    guard plan.tellsRowsApart || slice.hasSiblings else { return }
    delivered.note(join?.rows.written ?? Set(tally.keys), of: slice)
  }

  /// Reads all pages of a request, which are noted in `tally`.
  private func readOnce(
    _ planned: PlannedRequest, in slice: Slice, _ join: PageJoin?, _ tally: inout PaginationCheck
  ) async throws -> PageSummary {
    let first = try await readPage(1, of: planned, in: slice, join)
    first.forEach { tally.add($0) }
    var total = first.asOne
    if let info = total.pageInfo, let size = planned.paging.size {
      let counted = info.totalNumber ?? 0
      var reach = Int.max
      if case .pages(_, let most?) = planned.paging, counted > most {
        sink.log(.warning, UserMessage.outOfReach(counted, most, stream: name, slice: slice))
        reach = most
      }
      if tally.reads == 1 { try await estimate(min(counted, reach)) }
      let pageSize = planned.request["page_size"].flatMap { Int($0) } ?? size
      try await readRest(
        of: planned, in: slice, join, upTo: reach / max(1, pageSize), total: &total, &tally)
      // Of what lies beyond the reach nothing is known.
      if reach < .max { tally.forget() }
    } else if case .unannouncedPages(let size) = planned.paging {
      try await readOn(after: &total, in: planned, slice, size: size, &tally)
    }
    if let truncation = total.truncation {
      throw APIError(.truncated(truncation), path: planned.request.path)
    }
    if tally.wantsFirstPageAgain() {
      for page in try await firstPage(of: planned, in: slice) { tally.addFirstPageAgain(page) }
    }
    return total
  }

  /// Reads pages that nothing tells the number of, up to one that is not full.
  private func readOn(
    after total: inout PageSummary, in planned: PlannedRequest, _ slice: Slice, size: Int,
    _ tally: inout PaginationCheck
  ) async throws {
    let size = planned.request["page_size"].flatMap { Int($0) } ?? size
    var records = total.records
    var number = 1
    while records >= size {
      number += 1
      guard number == tally.lastPage(of: number) else { return }
      let pages = try await readPage(number, of: planned, in: slice, nil)
      records = pages.asOne.records
      total.take(pages.asOne)
      if pages.map({ tally.add($0) }).contains(true) { return }
    }
  }

  /// What the first page tells now, which is not handed on.
  private func firstPage(of planned: PlannedRequest, in slice: Slice) async throws -> [PageSummary] {
    try await planned.request.page(1).inSmallerPages { request, untilTimeout in
      try await objects.pages.page(request, untilTimeout: untilTimeout) { [plan] page in
        var buffer = ByteBuffer(capacity: page.body.bytes.count)
        let scanner = PageScanner(
          plan: plan.records, frame: .none, columns: plan.columns(for: slice, about: planned.columns),
          notesKeys: true)
        return try page.scan(with: scanner, planned.paging, into: &buffer)
      }
    }
  }

  /// Reads pages 2… of a request, some at a time: their order does not matter, because no cursor moves before all
  /// of them are written.
  private func readRest(
    of planned: PlannedRequest, in slice: Slice, _ join: PageJoin?, upTo limit: Int,
    total: inout PageSummary, _ tally: inout PaginationCheck
  ) async throws {
    let pages = min(tally.lastPage(of: total.pageInfo?.totalPages ?? 0), limit)
    guard pages > 1 else { return }
    let failure = await withThrowingTaskGroup(of: [PageSummary].self) { group in
      var last = pages
      var next = 2
      var ahead = 0
      func add() {
        while next <= last, ahead == 0 || (!tally.isInOrder && client.slots.hasUse(besides: ahead)) {
          let number = next
          next += 1
          ahead += 1
          group.addTask { try await self.readPage(number, of: planned, in: slice, join) }
        }
      }
      add()
      var failure: (any Error)?
      while let result = await group.nextResult() {
        ahead -= 1
        guard case .success(let read) = result else {
          if case .failure(let error) = result { failure = failure ?? error }
          group.cancelAll()
          continue
        }
        read.forEach { tally.add($0) }
        total.take(read.asOne)
        // What is under way is waited for, because it may have been handed on.
        if failure != nil { continue }
        // Objects made meanwhile come first and push others onto a further page.
        last = max(last, min(tally.lastPage(of: read.asOne.pageInfo?.totalPages ?? 0), limit))
        add()
      }
      return failure
    }
    if let failure { throw failure }
  }

  /// Reads a page, or the smaller pages in its place where TikTok takes too long for it, and the slice cannot be had in
  /// less.
  private func readPage(
    _ number: Int, of planned: PlannedRequest, in slice: Slice, _ join: PageJoin?
  ) async throws -> [PageSummary] {
    let request = planned.paging.size == nil ? planned.request : planned.request.page(number)
    if let page = directory.pages[request] { return [try await emit(page, of: planned, in: slice)] }
    if plan.canSplit(slice, refusals.withLock(\.self)) {
      return [try await read(request, untilTimeout: true, of: planned, in: slice, join)]
    }
    return try await request.inSmallerPages { request, untilTimeout in
      try await read(request, untilTimeout: untilTimeout, of: planned, in: slice, join)
    }
  }

  private func read(
    _ request: APIRequest, untilTimeout: Bool, of planned: PlannedRequest, in slice: Slice, _ join: PageJoin?
  ) async throws -> PageSummary {
    if let join { return try await readPage(as: request, untilTimeout: untilTimeout, of: join, in: slice) }
    return try await objects.pages.page(request, untilTimeout: untilTimeout) { page in
      try await self.emit(page, of: planned, in: slice)
    }
  }

  /// Gives a page up whose rows TikTok has cut, where they can be had in another way: nothing of it is handed on, so
  /// that no row comes twice.
  func refuseTruncated(_ page: Page, in slice: Slice) throws(APIError) {
    guard let truncation = page.truncation, plan.comesInParts(slice) || plan.comesByTask(slice) else {
      return
    }
    throw APIError(.truncated(truncation), path: page.request.path)
  }

  /// Page → record lines → sink.
  func emit(_ page: Page, of planned: PlannedRequest, in slice: Slice) async throws -> PageSummary {
    try refuseTruncated(page, in: slice)
    let columns = plan.columns(for: slice, about: planned.columns)
    let leavesOut = plan.tellsRowsApart || !slice.isOfStandardCampaigns || planned.leavesOutKnown
    let leftOut = leavesOut ? delivered.of(slice) : []
    let summary = try await sink.write(name) { [plan] frame, buffer in
      let scanner = PageScanner(
        plan: plan.records, frame: frame, columns: columns, absent: planned.absent,
        since: planned.filter.since,
        leavesOutCursors: planned.filter == .undated, notesKeys: planned.paging.size != nil, leftOut: leftOut)
      let summary = try page.scan(with: scanner, planned.paging, into: &buffer)
      return (lines: summary.emitted, value: summary)
    }
    guard let summary else { return PageSummary() }
    explain(summary)
    return summary
  }
}

extension [PageSummary] {
  /// What the pages say that were read in place of one.
  fileprivate var asOne: PageSummary {
    var whole = self[0]
    for page in dropFirst() {
      whole.take(page)
      whole.records += page.records
      whole.pageInfo = page.pageInfo
    }
    return whole
  }
}

extension Page {
  /// Its number in its list, from 1.
  var number: Int { request.number }

  /// Appends the page's record lines to `out`.
  /// - Throws: `APIError`.
  func scan(
    with scanner: consuming PageScanner, _ paging: Paging, into out: inout ByteBuffer
  ) throws(APIError) -> PageSummary {
    do throws(PageError) {
      let bytes = body.bytes
      var summary = try scanner.scan(bytes.span, into: &out)
      if case .pages = paging, summary.pageInfo == nil {
        throw PageError.unexpectedShape("it has no `page_info`")
      }
      if paging.size != nil,
        let problem = summary.pageInfo?.contradiction(records: summary.records, onPage: number)
      {
        throw PageError.unexpectedShape(problem)
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
