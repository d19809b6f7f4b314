import HTTP

/// All pages of one request of a slice: read through to the sink, and again where they do not fit together.
struct PagedRead: Sendable {
  let planned: PlannedRequest
  let slice: Slice
  /// Whether the slice can be read in smaller ones, which is better than smaller pages where TikTok takes too long.
  let canSplit: Bool
  /// Pages that were read before the streams.
  let fetched: [APIRequest: Page]
  let pages: PageCache
  let client: APIClient
  let writer: RecordWriter

  private var plan: StreamPlan { writer.plan }
  private var log: StreamLog { writer.log }

  /// Reads all pages.
  /// - Returns: what they say together.
  /// - Throws: `APIError`, ``JoinTooLarge``, `CancellationError`, what the sink throws.
  func run() async throws -> PageSummary {
    var check = PaginationCheck(keepsAllKeys: slice.hasSiblings)
    // A list without a right count has at least what earlier requests returned of it.
    let known = planned.paging.isMiscounted ? writer.emitted.of(slice) : []
    while true {
      check.begin()
      let join = planned.companions.isEmpty ? nil : PageJoin(of: planned, in: slice, by: client, into: writer)
      do {
        let total = try await readOnce(join, &check)
        switch check.verdict(unmatched: join?.rows.waiting ?? 0) {
        case .again:
          log.info("\(log.stream): \(slice) did not come as it is counted (\(check)), and is read again.")
        case .unstable: throw APIError(.unstable(reads: check.reads), path: planned.request.path)
        case .repeating:
          throw APIError(.page(.unexpectedShape("its pages repeat each other")), path: planned.request.path)
        case .countMismatch(let difference):
          if let difference, difference.isOfEqualKeys {
            warn(ofEqualKeys: difference.counted - difference.listed)
          } else if let difference {
            log.warn(ListNotice.countMismatch(difference, stream: log.stream, slice: slice))
          }
          fallthrough
        case .whole:
          if total.repeatedKeys > 0 { warn(ofEqualKeys: total.repeatedKeys) }
          try await join?.finish()
          let missing = known.subtracting(check.keys).count
          if missing > 0 {
            log.warn(ListNotice.incompleteList(lacking: missing, stream: log.stream, slice: slice))
          }
          // Should another request of the slice have these rows, too, they are known.
          if slice.hasSiblings { keep(check, join) }
          return total
        }
      } catch {
        keep(check, join)
        throw error
      }
      keep(check, join)
    }
  }

  private func warn(ofEqualKeys count: Int) {
    log.warn(ListNotice.equalKeys(count, stream: log.stream, slice: slice))
  }

  /// Keeps in mind which rows of the slice have been written, should it be read again.
  private func keep(_ check: PaginationCheck, _ join: PageJoin?) {
    guard plan.identifiesRows || slice.hasSiblings else { return }
    writer.emitted.note(join?.rows.written ?? Set(check.keys), of: slice)
  }

  /// Reads all pages, which are noted in `check`.
  private func readOnce(_ join: PageJoin?, _ check: inout PaginationCheck) async throws -> PageSummary {
    let first = try await readPage(
      planned.paging.size == nil ? planned.request : planned.request.page(1), join)
    first.pages.forEach { check.add($0) }
    var total = first.pages.asOne
    let further = first.request(like: planned.request)
    if let info = total.pageInfo, let size = planned.paging.size {
      let counted = info.totalNumber ?? 0
      var reach = Int.max
      if case .pages(_, let most?) = planned.paging, counted > most {
        log.warn(ListNotice.outOfReach(counted, most, stream: log.stream, slice: slice))
        reach = most
      }
      let pageSize = max(1, further.pageSize ?? size)
      var most = reach / pageSize
      let isAtLimit = plan.listLimit.map { counted >= $0 } ?? false
      if let limit = plan.listLimit, isAtLimit {
        log.warn(
          once: "limit of \(slice)", ListNotice.atLimit(counted, limit, stream: log.stream, slice: slice))
        if counted > limit { (reach, most) = (limit, (limit + pageSize - 1) / pageSize) }
      }
      if check.reads == 1 { try await writer.estimate(min(counted, reach)) }
      let next = try await readDown(further, after: first, upTo: most, total: &total, &check)
      if let next {
        try await readRest(further, from: next, upTo: most, join, total: &total, &check)
        // Of what lies beyond the reach nothing is known.
        if reach < .max { check.forget() }
      } else {
        check.leaveRest(isAtLimit: isAtLimit)
      }
    } else if !planned.paging.isCounted, planned.paging.size != nil {
      try await readOn(further, from: first.next, after: &total, &check)
    }
    if planned.isNewestFirst, total.disordered + total.undated > 0, log.isNews("order") {
      log.info(ListNotice.unsorted(stream: log.stream, slice: slice))
    }
    if let truncation = total.truncation {
      throw APIError(.truncated(truncation), path: planned.request.path)
    }
    if check.wantsFirstPageAgain() {
      for page in try await firstPageAgain() { check.addFirstPageAgain(page) }
    }
    return total
  }

  /// Reads pages one after the other down to the cursor, where the newest changes come first. Most syncs need only the
  /// first page.
  /// - Returns: the next page, from which on everything has to be read, because the list has no such order or the cursor
  ///   was not reached; nil where the rest is older than the cursor.
  private func readDown(
    _ request: APIRequest, after first: PageParts<PageSummary>, upTo limit: Int, total: inout PageSummary,
    _ check: inout PaginationCheck
  ) async throws -> Int? {
    guard planned.stopsAtCursor, let since = planned.filter.since else { return first.next }
    var pages = first.pages
    var next = first.next
    var last = ""
    while true {
      for page in pages where page.records > 0 {
        // TikTok may ignore what it is asked for. Within a page nothing else makes a record newer than the one before. From
        // page to page, the end is compared: records that come first push newer ones to the next page's beginning.
        let isSorted = page.disordered == 0 && (last.isEmpty || page.lastCursor <= last)
        guard isSorted, page.undated == 0 else {
          total.disordered += 1
          return next
        }
        last = page.lastCursor
      }
      // Several records may have the cursor's time, and not all of them need be on this page.
      if !last.isEmpty, last < since { return nil }
      guard next <= min(check.lastPage(of: pages.asOne.pageInfo?.totalPages ?? 0), limit) else { return next }
      pages = try await readPage(request.page(next), nil).pages
      next += 1
      pages.forEach { check.add($0) }
      total.take(pages.asOne)
    }
  }

  /// Reads pages whose number nothing tells, up to one that is not full.
  private func readOn(
    _ request: APIRequest, from next: Int, after total: inout PageSummary, _ check: inout PaginationCheck
  ) async throws {
    let size = request.pageSize ?? planned.paging.size ?? 1
    var isFull = total.records >= size * (next - 1)
    var number = next - 1
    while isFull {
      number += 1
      guard number == check.lastPage(of: number) else { return }
      let pages = try await readPage(request.page(number), nil).pages
      isFull = pages.asOne.records >= size
      total.take(pages.asOne)
      if pages.map({ check.add($0) }).contains(true) { return }
    }
  }

  /// What the first page says now. None of it is written. Where it takes TikTok too long and has no smaller pages, the
  /// slice is split if it can be.
  private func firstPageAgain() async throws -> [PageSummary] {
    let again = try await planned.request.page(1).inSmallerPages { request, untilTimeout in
      try await pages.page(request, untilTimeout: untilTimeout || canSplit) { page in
        try writer.summary(of: page, planned, in: slice)
      }
    }
    return again.pages
  }

  /// Reads pages 2…, several at a time: their order does not matter, because no cursor moves before all of them are
  /// written.
  private func readRest(
    _ request: APIRequest, from start: Int, upTo limit: Int, _ join: PageJoin?, total: inout PageSummary,
    _ check: inout PaginationCheck
  ) async throws {
    let pages = min(check.lastPage(of: total.pageInfo?.totalPages ?? 0), limit)
    guard pages >= start else { return }
    let failure = await withThrowingTaskGroup(of: [PageSummary].self) { group in
      var last = pages
      var next = start
      var ahead = 0
      func add() {
        while next <= last, ahead == 0 || (!check.isInOrder && client.slots.hasUse(besides: ahead)) {
          let number = next
          next += 1
          ahead += 1
          group.addTask { try await readPage(request.page(number), join).pages }
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
        read.forEach { check.add($0) }
        total.take(read.asOne)
        // Pages under way are waited for, because they may have been written.
        if failure != nil { continue }
        // Objects made meanwhile come first and push others onto a further page.
        last = max(last, min(check.lastPage(of: read.asOne.pageInfo?.totalPages ?? 0), limit))
        add()
      }
      return failure
    }
    if let failure { throw failure }
  }

  /// Reads a page, or smaller pages in its place where TikTok takes too long for it and the slice cannot be split.
  private func readPage(_ request: APIRequest, _ join: PageJoin?) async throws -> PageParts<PageSummary> {
    if let page = fetched[request] {
      return PageParts(try await writer.write(page, of: planned, in: slice), of: request)
    }
    if canSplit { return PageParts(try await read(request, untilTimeout: true, join), of: request) }
    return try await request.inSmallerPages { request, untilTimeout in
      try await read(request, untilTimeout: untilTimeout, join)
    }
  }

  private func read(
    _ request: APIRequest, untilTimeout: Bool, _ join: PageJoin?
  ) async throws -> PageSummary {
    if let join { return try await join.readPage(as: request, untilTimeout: untilTimeout) }
    return try await pages.page(request, untilTimeout: untilTimeout) { page in
      try await writer.write(page, of: planned, in: slice)
    }
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
