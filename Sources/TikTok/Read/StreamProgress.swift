import Connector

/// What has been handed out, read and refused of one stream. A cursor moves over slices that were read without
/// a gap, in whatever order they finish.
struct StreamProgress: Sendable {
  private let plan: StreamPlan
  private(set) var bookmark: Bookmark?

  /// The slice to hand out next; nil when all have been.
  private var upcoming: Slice?
  private var handedOut = 0
  private var finished = 0
  /// The windows of the partition that ``upcoming`` is of.
  private var windows: DateWindows?
  /// Per partition under way: the slices that wait for an earlier one, and the next in the row.
  private var waiting: [Int: [Int: Slice]] = [:]
  private var expected: [Int: Int] = [:]
  /// Partitions of which a slice was handed out.
  private var begun = 0
  private var refusals: [Int: APIError] = [:]
  private var failure: SourceFailure?
  private var estimated = 0

  init(_ plan: StreamPlan, bookmark: Bookmark?) {
    self.plan = plan
    self.bookmark = bookmark
    self.bookmark?.cover(plan.partitions.flatMap { $0.map(\.id) }, upTo: plan.latestCursor)
    upcoming = firstSlice(from: 0)
  }

  /// How the stream ends.
  enum Outcome: Equatable {
    case complete
    case failed(SourceFailure)
    /// No partition could be read; why, of the first of them.
    case refused(APIError)
  }

  var outcome: Outcome {
    if let failure { return .failed(failure) }
    guard refusals.count == begun, let first = refusals.min(by: { $0.key < $1.key }) else { return .complete }
    return .refused(first.value)
  }

  /// Whether the stream has no slice.
  var isEmpty: Bool { upcoming == nil && handedOut == 0 }

  /// Hands out the next slice; nil when there is none left.
  mutating func next() -> Slice? {
    guard let slice = upcoming else { return nil }
    handedOut += 1
    if slice.number == 0 { begun += 1 }
    upcoming =
      slice.number + 1 < windows?.count ?? 1
      ? self.slice(slice.number + 1, of: slice.partition) : firstSlice(from: slice.partition + 1)
    return slice
  }

  private mutating func firstSlice(from start: Int) -> Slice? {
    for partition in start..<max(start, plan.partitions.count) {
      windows = plan.windows(of: partition, after: cursor(of: plan.partitions[partition]))
      if windows?.isEmpty != true { return slice(0, of: partition) }
    }
    return nil
  }

  private func slice(_ number: Int, of partition: Int) -> Slice {
    Slice(
      partition: partition, number: number, accounts: plan.partitions[partition],
      window: windows.map { $0[number] })
  }

  /// Whether the slice's records are still to be had.
  func isWanted(_ slice: Slice) -> Bool { failure == nil && refusals[slice.partition] == nil }

  func cursor(of slice: Slice) -> Cursor? { cursor(of: slice.accounts) }

  private func cursor(of accounts: [Account]) -> Cursor? {
    accounts.count == 1 ? accounts.first.flatMap { bookmark?.cursor(of: $0.id) } : nil
  }

  /// Whether all objects of the slice's account are known to tell when they changed.
  func isDated(_ slice: Slice) -> Bool {
    slice.account.map { bookmark?.dated.contains($0.id) == true } ?? false
  }

  /// The slice's records have been written.
  /// - Parameters:
  ///   - slice: one that was handed out.
  ///   - newest: the newest cursor among its records.
  ///   - undated: how many of its records have no cursor.
  /// - Returns: whether the bookmark has moved.
  mutating func advance(past slice: Slice, newest: UTCTime?, undated: Int = 0) -> Bool {
    guard let account = slice.account, plan.stream.cursor != nil else { return false }
    guard slice.window != nil else {
      if plan.asksForChanges { bookmark?.setDated(undated == 0, account.id) }
      guard let newest else { return false }
      let earlier = bookmark?.cursor(of: account.id)
      bookmark?.set(plan.cursor(afterChange: newest, from: earlier), of: account.id)
      return true
    }
    waiting[slice.partition, default: [:]][slice.number] = slice
    var hasMoved = false
    while let read = waiting[slice.partition]?.removeValue(forKey: expected[slice.partition] ?? 0) {
      expected[slice.partition, default: 0] += 1
      let earlier = bookmark?.cursor(of: account.id)
      guard let window = read.window, let cursor = plan.cursor(after: window, from: earlier) else { break }
      bookmark?.set(cursor, of: account.id)
      hasMoved = true
    }
    return hasMoved
  }

  /// The partition cannot be read. Returns whether that is news.
  mutating func refuse(_ slice: Slice, _ error: APIError) -> Bool {
    refusals.updateValue(error, forKey: slice.partition) == nil
  }

  /// The stream cannot be read: nothing more is handed out, and what is under way comes to its end. The first
  /// failure counts.
  mutating func fail(_ failure: SourceFailure) {
    self.failure = self.failure ?? failure
    upcoming = nil
  }

  /// A slice that was handed out is done with, read or not. Returns whether it was the stream's last.
  mutating func finish(_ slice: Slice) -> Bool {
    finished += 1
    return upcoming == nil && finished == handedOut
  }

  /// The number of records that the stream will have, as far as known.
  mutating func estimate(adding records: Int) -> Int {
    estimated += records
    return estimated
  }
}
