import Connector
import HTTP
import Synchronization

/// Slices that are read in another way than they were asked for.
extension StreamReader {
  /// Asks in another way for what TikTok does not give as it was asked for.
  /// - Parameters:
  ///   - slice: all of it is read again.
  ///   - error: why.
  ///   - known: what the requests did without already.
  /// - Returns: what the records tell that came in the other way.
  /// - Throws: `SliceFailure` when there is no other way; what ``readRequests(of:)`` throws.
  func read(_ slice: Slice, otherwiseAfter error: APIError, _ known: Refusals) async throws -> Changes {
    var known = known
    // Of what others have learnt meanwhile, what was asked for knew nothing of columns and statuses.
    refusals.withLock { (known.indivisible, known.onlyByTask) = ($0.indivisible, $0.onlyByTask) }
    for fallback in plan.fallbacks(after: error, for: slice, knowing: known) {
      if let changes = try await read(slice, by: fallback, after: error) { return changes }
    }
    throw SliceFailure(error: error, slice: slice)
  }

  /// Reads a slice in another way; nil where it turns out to be none, for want of objects.
  private func read(
    _ slice: Slice, by fallback: Fallback, after error: APIError
  ) async throws -> Changes? {
    switch fallback {
    case .halves:
      guard let window = slice.window else { return nil }
      if error.isTimeout, let account = slice.account?.id {
        // Further runs of days would take as long.
        refusals.withLock {
          $0.quickDays[account] = min($0.quickDays[account] ?? .max, (window.days + 1) / 2)
        }
      }
      sink.log(.info, "\(name): \(slice) is too much for one request and is read in halves (\(error)).")
      return try await read(window.halves, of: slice)
    case .parts:
      guard let parts = try await parts(of: slice) else { return nil }
      if slice.objects == nil { sink.log(.info, UserMessage.inParts(error, stream: name, slice: slice)) }
      if error.isTruncation, slice.objects == nil, slice.isOfStandardCampaigns,
        let level = plan.stream.report?.level, let account = slice.account
      {
        objects.markTruncated(of: account.id, at: level)
      }
      return try await read(parts)
    case .smallerPages:
      // It turned out that it comes in no parts: now it is asked for by smaller pages, and at last with patience.
      refusals.withLock { _ = $0.indivisible.insert(slice) }
      return try await readRequests(of: slice)
    case .asyncReport:
      try await readByTask(slice, after: error)
      return Changes()
    case .withoutColumns(let columns):
      drop(columns, after: error)
      return try await readRequests(of: slice)
    case .statusByStatus:
      let isNews = refusals.withLock { state in
        defer { state.hasNoStatusAll = true }
        return !state.hasNoStatusAll
      }
      if isNews { sink.log(.info, UserMessage.statusAllRefused(error, stream: name)) }
      return try await readRequests(of: slice)
    case .years:
      guard let windows = lifetimeWindows(of: slice) else { return nil }
      let isNews = refusals.withLock { state in
        defer { state.hasNoLifetime = true }
        return !state.hasNoLifetime
      }
      // What the key tells apart needs nobody's attention.
      let level: LogLevel = plan.stream.key.contains(DateRangeField.start) ? .info : .warning
      if isNews { sink.log(level, UserMessage.lifetimeRefused(error, stream: plan.stream)) }
      return try await read(windows, of: slice)
    }
  }

  /// Does without metrics or fields from now on.
  func drop(_ refused: Set<String>, after error: APIError) {
    let news = refusals.withLock { state in
      let news = refused.subtracting(state.columns)
      state.columns.formUnion(refused)
      return news
    }
    if !news.isEmpty { sink.log(.warning, UserMessage.columnsDropped(news, error, stream: name)) }
  }

  /// A slice in parts, each with fewer of the account's objects; nil where it has none.
  func parts(of slice: Slice) async throws -> [Slice]? {
    guard let next = plan.nextPart(of: slice), let account = slice.account else { return nil }
    do {
      let parts =
        switch next {
        case .halves(let halves): halves
        case .campaigns: try await filters(of: .campaign, in: nil, account, slice.kind)
        case .partsOf(let object, let level): try await filters(of: level, in: object, account, slice.kind)
        }
      return parts.isEmpty ? nil : parts.map { slice.narrowed(to: $0) }
    } catch let error as APIError {
      throw SliceFailure(error: error, slice: slice)
    }
  }

  private func filters(
    of level: DataLevel, in object: ObjectFilter?, _ account: Account, _ kind: CampaignKind?
  ) async throws -> [ObjectFilter] {
    plan.parts(try await objects.ids(of: level, in: object, kind, of: account.id), of: level)
  }

  /// The windows that stand in for a lifetime query; nil where the slice is none.
  func lifetimeWindows(of slice: Slice) -> DateWindows? {
    guard plan.stream.report?.hasLifetimeQuery == true else { return nil }
    return slice.account.map(plan.lifetimeWindows)
  }
}
