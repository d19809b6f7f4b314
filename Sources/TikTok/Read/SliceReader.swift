import Connector
import HTTP

/// Reads the slices of one stream: slice → kinds of campaigns → request scopes → requests → pages, each read through to
/// the sink. What TikTok does not give as it was asked for is read by the fallbacks of ``StreamPlan``.
///
/// What one slice learns of TikTok's refusals holds for the stream's other slices.
struct SliceReader: SliceReading {
  let plan: StreamPlan
  let refusals: RefusalLog
  private let context: SyncContext
  /// Which days had nothing; nil where all days are read.
  private let activity: IdleDays?
  private let division: SliceDivision
  private let asyncReports: AsyncReportReader
  private let writer: RecordWriter
  private let shopAccess = ShopAccess()

  /// - Parameters:
  ///   - plan: of the stream.
  ///   - context: what it shares with the sync's other streams.
  ///   - activity: which days had nothing; nil where all days are to be read.
  ///   - sink: takes the records.
  init(_ plan: StreamPlan, _ context: SyncContext, activity: IdleDays?, into sink: any RecordSink) {
    self.plan = plan
    self.context = context
    self.activity = activity
    let log = StreamLog(plan.stream.name, log: sink)
    refusals = RefusalLog(of: plan.stream, log: log)
    writer = RecordWriter(plan, into: sink, log: log)
    division = SliceDivision(
      plan: plan, objects: context.objects, kinds: context.kinds, refusals: refusals, log: log)
    asyncReports = AsyncReportReader(
      plan: plan, reports: context.asyncReports, division: division, refusals: refusals, writer: writer)
  }

  func read(_ slice: Slice, from position: Position) async throws -> Changes {
    defer { writer.emitted.forget(slice) }
    var changes = Changes()
    // Days without anything are read as soon as that is known.
    if try await !isIdle(slice) {
      let grown = try await grownDays(of: slice, since: position)
      changes.window = grown.window
      if let rest = grown.slice { changes.add(try await readKinds(of: rest, from: position)) }
    }
    changes.kinds = division.knownKinds(of: slice)
    return changes
  }

  /// Reads the campaigns of each kind.
  private func readKinds(of slice: Slice, from position: Position) async throws -> Changes {
    var changes = Changes()
    for part in try await division.byKind(slice) {
      do {
        changes.add(try await readScopes(of: part, from: position))
      } catch let failure as SliceFailure where !part.isOfStandardCampaigns && failure.error.refusesPart {
        // Where TikTok refuses a special kind, the rest is read all the same.
        refusals.note(kindOf: failure)
      }
    }
    return changes
  }

  /// The days of a slice that may have grown since they were read: of those that were read long ago, ad groups decide.
  /// - Returns: the slice over these days, nil where there are none, and what the ad groups said if they were asked.
  private func grownDays(
    of slice: Slice, since position: Position
  ) async throws -> (slice: Slice?, window: AttributionLookback.Known?) {
    guard let window = slice.window, let account = slice.account, let cursor = position.cursor?.day,
      plan.takesAdGroups(toKnow: window, of: account, after: cursor, position.lookback)
    else { return (slice, nil) }
    let days = try await slice.attributing { try await context.attribution.longestWindow(of: account.id) }
    let found = AttributionLookback.Known(
      windowDays: days ?? AttributionLookback.supposedDays, askedOn: plan.day(of: account))
    let first = plan.firstDayAgain(of: account, before: cursor, position.lookback, with: found)
    let rest = DateWindow(start: max(window.start, first), end: window.end)
    return (rest.days > 0 ? slice.narrowed(to: rest) : nil, days == nil ? nil : found)
  }

  /// Whether nothing can have happened in the slice's days.
  private func isIdle(_ slice: Slice) async throws -> Bool {
    guard let activity, let window = slice.window, let account = slice.account else { return false }
    return try await slice.attributing { try await activity.isIdle(account.id, in: window) }
  }

  /// Reads all that the requests of a slice are about.
  private func readScopes(of slice: Slice, from position: Position) async throws -> Changes {
    var changes = Changes()
    for part in try await division.byScope(slice) {
      if let shop = part.shop, plan.stream.isOfShops {
        try await read(part, of: shop, from: position)
      } else {
        changes.add(try await readParts(of: part, from: position))
      }
    }
    return changes
  }

  /// Reads a report of GMV Max about one shop (1824721673497601). A shop that TikTok refuses costs neither the others nor
  /// the cursor of the account: what is refused today may never be given.
  private func read(_ slice: Slice, of shop: String, from position: Position) async throws {
    guard let account = slice.account?.id else { return }
    try await shopAccess.ask(about: shop, of: account) {
      do {
        _ = try await readParts(of: slice, from: position)
        return true
      } catch let failure as SliceFailure where failure.error.refusesShop(of: slice) {
        refusals.note(
          shop: shop, of: account, isDoubtful: slice.subject?.isDoubtful ?? false, failure.error)
        return false
      }
    }
  }

  /// Reads a slice, and the slices in its place, one after the other.
  private func readParts(of slice: Slice, from position: Position) async throws -> Changes {
    var changes = Changes()
    var pending = [slice]
    while let slice = pending.popLast() {
      switch try await attempt(slice, from: position) {
      case .read(let part): changes.add(part)
      case .instead(let slices): pending += slices.reversed()
      }
    }
    return changes
  }

  /// What came of asking for a slice.
  private enum Outcome {
    case read(Changes)
    /// These are to be read in its place.
    case instead([Slice])
  }

  private func attempt(_ slice: Slice, from position: Position) async throws -> Outcome {
    let known = refusals.known
    if let slices = plan.slices(insteadOf: slice, knowing: known) { return .instead(slices) }
    if division.isTruncated(slice), let slices = try await division.byObjects(slice) {
      return .instead(slices)
    }
    let requests = plan.requests(
      for: slice, about: [slice.subject ?? .account], after: position.cursor(of: slice.kind),
      isDated: position.isDated, without: known.columns, namesStatuses: known.hasNoStatusAll,
      sorts: !known.hasNoOrder)
    var slice = slice
    slice.hasSiblings = slice.hasSiblings || requests.contains(where: \.mayOverlap)
    var changes = Changes()
    for request in requests where !known.goals.contains(request.columns) {
      do {
        changes.add(Changes(try await pagedRead(of: request, in: slice, known).run()))
      } catch let error as APIError where error.isOfParameters && plan.stream.parents == .goals {
        refusals.note(goal: request.columns, error, in: slice)
      } catch let error as APIError {
        return try await fallBack(from: slice, after: error, known)
      } catch let join as JoinTooLarge {
        guard let window = slice.window, window.days > 1 else { throw join }
        return .instead(window.parts(join.parts).map { slice.narrowed(to: $0) })
      }
    }
    // Promote campaigns do not tell when they changed: they say nothing about how to ask for the others.
    return .read(slice.kind == .promote ? Changes() : changes)
  }

  private func pagedRead(of request: PlannedRequest, in slice: Slice, _ known: Refusals) -> PagedRead {
    PagedRead(
      planned: request, slice: slice, canSplit: plan.canSplit(slice, known),
      fetched: context.accounts.pages, pages: context.objects.pages, client: context.client, writer: writer)
  }

  /// Another way to read all of a slice.
  /// - Parameters:
  ///   - slice: as it was asked for.
  ///   - error: why TikTok did not give it.
  ///   - known: what the requests did without already.
  /// - Returns: what came of the first fallback that applies.
  /// - Throws: ``SliceFailure`` where none applies.
  private func fallBack(from slice: Slice, after error: APIError, _ known: Refusals) async throws -> Outcome {
    var known = known
    // What other slices have learnt meanwhile, but for columns and statuses: this one was asked for with those.
    let latest = refusals.known
    (known.indivisible, known.onlyAsync) = (latest.indivisible, latest.onlyAsync)
    for fallback in plan.fallbacks(after: error, for: slice, knowing: known) {
      if let outcome = try await apply(fallback, to: slice, after: error) { return outcome }
    }
    throw SliceFailure(error: error, slice: slice)
  }

  /// Applies a fallback; nil where it turns out not to be one, because the account has no such objects.
  private func apply(
    _ fallback: Fallback, to slice: Slice, after error: APIError
  ) async throws -> Outcome? {
    let log = writer.log
    switch fallback {
    case .halves:
      guard let window = slice.window else { return nil }
      if error.excess == .time, let account = slice.account?.id {
        refusals.note(quickDays: (window.days + 1) / 2, of: account)
      }
      log.info("\(log.stream): \(slice) is too much for one request and is read in halves (\(error)).")
      return .instead(window.halves.map { slice.narrowed(to: $0) })
    case .parts:
      guard let parts = try await division.byObjects(slice) else { return nil }
      if slice.objects == nil {
        log.info(UserMessage.inParts(error, stream: log.stream, slice: slice))
      }
      if error.excess == .rows { division.markTruncated(slice) }
      return .instead(parts)
    case .smallerPages:
      refusals.note(indivisible: slice)
      return .instead([slice])
    case .asyncReport:
      try await asyncReports.read(slice, after: error)
      return .read(Changes())
    case .withoutColumns(let columns):
      refusals.note(columns: columns, error)
      return .instead([slice])
    case .statusByStatus:
      refusals.noteStatusAll(error)
      return .instead([slice])
    case .ownOrder:
      refusals.noteOrder(error)
      return .instead([slice])
    case .years:
      guard let slices = plan.years(of: slice) else { return nil }
      refusals.noteLifetime(error)
      return .instead(slices)
    }
  }
}

extension APIError {
  /// Whether TikTok refuses what was asked for, and may give something else: the filter, or a use of the endpoint that
  /// is not open to everyone (the appendix of return codes, 1737172488964097). Who is refused an account or the endpoint
  /// gets nothing else either, and what is missing must not count as read.
  var refusesPart: Bool { isOfParameters || code == 40117 || code == 40118 }
}
