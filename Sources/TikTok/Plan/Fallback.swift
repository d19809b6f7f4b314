/// Another way to read a slice, after TikTok has refused it or has not given it whole.
enum Fallback: Sendable, Equatable {
  /// The days in two halves.
  case halves
  /// Fewer of the account's objects at a time, if it has any.
  case parts
  /// Smaller pages, because the slice cannot be divided.
  case smallerPages
  /// An asynchronous report.
  case asyncReport
  /// Without the metrics or fields that TikTok refuses.
  case withoutColumns(Set<String>)
  /// By each status instead of by `STATUS_ALL`.
  case statusByStatus
  /// Everything, in TikTok's own order instead of the newest changes first.
  case ownOrder
  /// A row for each year instead of one for the whole life.
  case years
}

extension StreamPlan {
  /// The ways that are left to read a slice.
  /// - Parameters:
  ///   - error: why the slice could not be read.
  ///   - slice: as it was asked for.
  ///   - known: what the requests did without already.
  /// - Returns: in the order to try them; empty where the slice cannot be read.
  func fallbacks(after error: APIError, for slice: Slice, knowing known: Refusals) -> [Fallback] {
    let days = slice.window?.days ?? 1
    if let excess = error.excess, excess != .rows, excess == .size || canSplitByDays(slice), days > 1,
      !needsAsyncReport(slice, known)
    {
      return [.halves]
    }
    var found: [Fallback] = []
    if error.excess != nil, nextPart(of: slice) != nil { found.append(.parts) }
    if error.excess == .time, canSplit(slice, known) { return found + [.smallerPages] }
    if error.excess != nil, hasAsyncReport(slice) { return found + [.asyncReport] }
    if takesOwnOrder(after: error, known) { return found + [.ownOrder] }
    // For special campaigns TikTok refuses the filter that asks for them. Its text names fields, but says
    // nothing about the fields of other campaigns.
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

  /// The slices to read instead of a slice that is known to be refused as a whole; nil where nothing is
  /// known.
  func slices(insteadOf slice: Slice, knowing known: Refusals) -> [Slice]? {
    if known.hasNoLifetime, slice.window == nil, let years = years(of: slice) { return years }
    guard canSplitByDays(slice), let window = slice.window,
      let days = slice.account.flatMap({ known.quickDays[$0.id] }), window.days > days
    else { return nil }
    return window.parts((window.days + days - 1) / days).map { slice.narrowed(to: $0) }
  }

  /// The slices, by year, in place of a lifetime query; nil where the slice is not one.
  func years(of slice: Slice) -> [Slice]? {
    guard stream.report?.hasLifetimeQuery == true else { return nil }
    return slice.account.map { lifetimeWindows(of: $0).map { slice.narrowed(to: $0) } }
  }

  /// Whether a slice that takes TikTok too long can be split.
  func canSplit(_ slice: Slice, _ known: Refusals) -> Bool {
    (canSplitByDays(slice) || nextPart(of: slice) != nil) && !known.indivisible.contains(slice)
  }

  /// Whether even a single day of the slice's objects is known to be too large for a request.
  func needsAsyncReport(_ slice: Slice, _ known: Refusals) -> Bool {
    usesAsyncReports && known.onlyAsync.contains(slice.ofAnyDays)
  }

  /// The metrics or fields that an error refuses; nil where it names none of them, or all.
  func columnsToDrop(
    after error: APIError, of asked: [String], knowing known: Refusals
  ) -> Set<String>? {
    let left = asked.filter { !known.columns.contains($0) }
    let refused = error.columnsRefused(of: left)
    return !refused.isEmpty && refused.count < left.count ? refused : nil
  }

  /// Whether TikTok refuses to sort a list by change, or has changed its order in every read. A record that changes comes
  /// first then; in TikTok's own order, that of creation, it keeps its place. A refusal need not name the parameter.
  private func takesOwnOrder(after error: APIError, _ known: Refusals) -> Bool {
    guard listLimit != nil, !known.hasNoOrder else { return false }
    return error.excess == .changes || error.isOfParameters
  }

  /// Whether TikTok may have refused `STATUS_ALL`.
  private func takesStatusByStatus(after error: APIError, in slice: Slice, _ known: Refusals) -> Bool {
    error.isOfParameters && stream.isOfShops && configuration.includeDeleted ?? true && !known.hasNoStatusAll
      && !error.refusesShop(of: slice)
  }
}

extension APIError {
  /// Whether TikTok refuses the shop of a slice.
  func refusesShop(of slice: Slice) -> Bool {
    guard let subject = slice.subject, let shop = slice.shop else { return false }
    return refuses(shop: shop, isDoubtful: subject.isDoubtful)
  }
}

extension Slice {
  /// The slice without its days.
  var ofAnyDays: Slice {
    Slice(
      partition: partition, number: 0, accounts: accounts, window: nil, objects: objects, kind: kind)
  }
}
