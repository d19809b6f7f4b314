import Connector
import HTTP
import Synchronization

/// Slices that cannot be read as they were asked for.
extension StreamReader {
  /// Whether a slice that takes TikTok too long can be read in smaller ones.
  func mayComeInLess(_ slice: Slice) -> Bool {
    (plan.comesByDays(slice) || plan.comesInParts(slice))
      && !refusals.withLock { $0.indivisible.contains(slice) }
  }

  /// Asks in another way for what TikTok refuses as it was asked for.
  /// - Parameters:
  ///   - slice: all of it is read again.
  ///   - error: why.
  ///   - refused: what the requests did without already.
  /// - Returns: what the records tell that came in the other way.
  /// - Throws: `SliceFailure` when there is no other way; what ``readRequests(of:)`` throws.
  func read(
    _ slice: Slice, otherwiseAfter error: APIError, _ refused: Refusals
  ) async throws -> Changes {
    if error.kind == .split || plan.comesByDays(slice), error.asksForLess, let window = slice.window,
      window.days > 1,
      !comesOnlyByTask(slice)
    {
      if error.isTimeout, let account = slice.account?.id {
        // Further runs of days would take as long.
        refusals.withLock {
          $0.quickDays[account] = min($0.quickDays[account] ?? .max, (window.days + 1) / 2)
        }
      }
      sink.log(.info, "\(name): \(slice) is too much for one request and is read in halves (\(error)).")
      return try await read(window.halves, of: slice)
    }
    if error.asksForLess || error.isTruncation, let parts = try await parts(of: slice) {
      if slice.objects == nil { sink.log(.info, Explanation.inParts(error, stream: name, slice: slice)) }
      if error.isTruncation, slice.objects == nil, slice.isOfStandardCampaigns,
        let level = plan.stream.report?.level,
        let account = slice.account
      {
        objects.noteCrowd(of: account.id, at: level)
      }
      return try await read(parts)
    }
    if error.isTimeout, mayComeInLess(slice) {
      // It turned out that it may not: now it is asked for by smaller pages, and at last with patience.
      refusals.withLock { _ = $0.indivisible.insert(slice) }
      return try await readRequests(of: slice)
    }
    if error.asksForLess || error.isTruncation, plan.comesByTask(slice) {
      try await readByTask(slice, after: error)
      return Changes()
    }
    // What is refused of special campaigns is the filter that asks for them: its text names fields, and nothing follows
    // for the others.
    guard slice.isOfStandardCampaigns else { throw SliceFailure(error: error, slice: slice) }
    if dropsColumns(after: error, of: plan.namedColumns.filter({ !refused.columns.contains($0) })) {
      return try await readRequests(of: slice)
    }
    if !refused.hasNoStatusAll, namesStatuses(after: error, in: slice) {
      return try await readRequests(of: slice)
    }
    if error.isOfParameters, slice.window == nil, let windows = lifetimeWindows(of: slice) {
      let isNews = refusals.withLock { state in
        defer { state.hasNoLifetime = true }
        return !state.hasNoLifetime
      }
      // What the key tells apart needs nobody's attention.
      let level: LogLevel = plan.stream.key.contains(WindowColumn.start) ? .info : .warning
      if isNews { sink.log(level, Explanation.lifetimeRefused(error, stream: plan.stream)) }
      return try await read(windows, of: slice)
    }
    throw SliceFailure(error: error, slice: slice)
  }

  /// Does without the metrics or fields that TikTok refuses; false where the error is not of some of them.
  func dropsColumns(after error: APIError, of asked: [String]) -> Bool {
    let refused = error.columnsRefused(of: asked)
    guard !refused.isEmpty, refused.count < asked.count else { return false }
    let news = refusals.withLock { state in
      let news = refused.subtracting(state.columns)
      state.columns.formUnion(refused)
      return news
    }
    if !news.isEmpty { sink.log(.warning, Explanation.columnsDropped(news, error, stream: name)) }
    return true
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
