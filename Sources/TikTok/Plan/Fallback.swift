/// Another way to read a slice that TikTok does not give as it was asked for.
enum Fallback: Sendable, Equatable {
  /// The days in two halves.
  case halves
  /// Fewer of the account's objects at a time, if it has any.
  case parts
  /// Smaller pages, because the slice turned out to be indivisible.
  case smallerPages
  /// A report that TikTok makes in its own time.
  case asyncReport
  /// Without the metrics or fields that TikTok refuses.
  case withoutColumns(Set<String>)
  /// By each status instead of by the word for all of them.
  case statusByStatus
  /// A row for every year instead of one for the whole life.
  case years
}

extension StreamPlan {
  /// The ways that are left for a slice.
  /// - Parameters:
  ///   - error: why the slice was not to be had.
  ///   - slice: as it was asked for.
  ///   - known: what the requests did without already.
  /// - Returns: in the order in which they are to be tried; none where the slice cannot be read.
  func fallbacks(after error: APIError, for slice: Slice, knowing known: Refusals) -> [Fallback] {
    let days = slice.window?.days ?? 1
    if let excess = error.excess, excess != .rows, excess == .size || comesByDays(slice), days > 1,
      !comesOnlyByTask(slice, known)
    {
      return [.halves]
    }
    var found: [Fallback] = []
    if error.excess != nil, nextPart(of: slice) != nil { found.append(.parts) }
    if error.excess == .time, canSplit(slice, known) { return found + [.smallerPages] }
    if error.excess != nil, comesByTask(slice) { return found + [.asyncReport] }
    // What is refused of special campaigns is the filter that asks for them: its text names fields, and nothing follows
    // for the others.
    guard slice.isOfStandardCampaigns else { return found }
    if let columns = columnsToDrop(after: error, of: namedColumns, knowing: known) {
      return found + [.withoutColumns(columns)]
    }
    if takesStatusByStatus(after: error, in: slice, known) { return found + [.statusByStatus] }
    if error.isOfParameters, slice.window == nil, stream.report?.hasLifetimeQuery == true {
      return found + [.years]
    }
    return found
  }

  /// The slices to read instead of one of which is known already that TikTok does not give it as a whole; nil where
  /// nothing such is known.
  func slices(insteadOf slice: Slice, knowing known: Refusals) -> [Slice]? {
    if known.hasNoLifetime, slice.window == nil, let years = years(of: slice) { return years }
    guard comesByDays(slice), let window = slice.window,
      let days = slice.account.flatMap({ known.quickDays[$0.id] }), window.days > days
    else { return nil }
    return window.parts((window.days + days - 1) / days).map { slice.narrowed(to: $0) }
  }

  /// The slices that stand in for a lifetime query; nil where the slice is none.
  func years(of slice: Slice) -> [Slice]? {
    guard stream.report?.hasLifetimeQuery == true else { return nil }
    return slice.account.map { lifetimeWindows(of: $0).map { slice.narrowed(to: $0) } }
  }

  /// Whether a slice that takes TikTok too long can be read in smaller ones.
  func canSplit(_ slice: Slice, _ known: Refusals) -> Bool {
    (comesByDays(slice) || nextPart(of: slice) != nil) && !known.indivisible.contains(slice)
  }

  /// Whether even single days of what the slice is about have turned out to be too large.
  func comesOnlyByTask(_ slice: Slice, _ known: Refusals) -> Bool {
    usesAsyncReports && known.onlyByTask.contains(slice.ofAnyDays)
  }

  /// The metrics or fields that TikTok refuses, by an error; nil where it is not of some of them.
  func columnsToDrop(
    after error: APIError, of asked: [String], knowing known: Refusals
  ) -> Set<String>? {
    let left = asked.filter { !known.columns.contains($0) }
    let refused = error.columnsRefused(of: left)
    return !refused.isEmpty && refused.count < left.count ? refused : nil
  }

  /// Whether it is the word for all statuses that TikTok does not take.
  private func takesStatusByStatus(after error: APIError, in slice: Slice, _ known: Refusals) -> Bool {
    error.isOfParameters && stream.isOfShops && configuration.includeDeleted ?? true && !known.hasNoStatusAll
      && !error.refusesShop(of: slice)
  }
}

extension APIError {
  /// Whether it is TikTok's refusal of the shop that a slice is about.
  func refusesShop(of slice: Slice) -> Bool {
    guard let subject = slice.subject, let shop = slice.shop else { return false }
    return refuses(shop: shop, isDoubtful: subject.isDoubtful)
  }
}

extension Slice {
  /// What the slice is of, whatever its days.
  var ofAnyDays: Slice {
    Slice(
      partition: partition, number: 0, accounts: accounts, window: nil, objects: objects, kind: kind)
  }
}
