import Connector
import JSON

/// How far one stream has been read: slices begun, read, refused and failed. A cursor moves over slices that
/// were read without a gap, in whatever order they finish.
struct StreamProgress: Sendable {
  private let plan: StreamPlan
  private(set) var bookmark: Bookmark?
  /// nil for an incremental read.
  private(set) var refresh: FullRefresh?
  /// Whether the read resumes the refresh of an earlier attempt, and no state has said so yet.
  private var isResumed: Bool

  /// The next slice; nil when there is none left.
  private var upcoming: Slice?
  private var handedOut = 0
  private var finished = 0
  /// The windows of the partition of ``upcoming``.
  private var windows: DateWindows?
  /// Of each partition under way: the slices that have been read before an earlier one, and the number of
  /// that one.
  private var waiting: [Int: [Int: Slice]] = [:]
  private var expected: [Int: Int] = [:]
  /// The windows of partitions that have begun.
  private var windowsBegun: [Int: DateWindows] = [:]
  /// How many partitions have begun.
  private var begun = 0
  private var refusals: [Int: APIError] = [:]
  /// The longest attribution windows that were asked for, by partition.
  private var attributionWindows: [Int: AttributionLookback.Known] = [:]
  /// Whether some of the days that a full refresh covers are of an earlier attempt.
  private let isContinued: Bool
  /// Accounts whose days up to the cursor are all of this read, or of the refresh that it continues.
  private let unread: Set<AdvertiserID>
  private var failure: SourceFailure?
  /// Partitions with a failed slice.
  private var failed: Set<Int> = []
  /// Whether the stream has been given up as a whole.
  private var isGivenUp = false

  init(_ plan: StreamPlan, bookmark: Bookmark?, refresh: FullRefresh? = nil) {
    self.plan = plan
    self.bookmark = bookmark
    self.refresh = refresh
    isContinued = refresh.map { !$0.isEmpty } ?? false
    isResumed = isContinued
    unread = Set(
      plan.partitions.flatMap { $0.map(\.id) }.filter { refresh != nil || bookmark?.cursor(of: $0) == nil })
    self.bookmark?.cover(plan.partitions.flatMap { $0.map(\.id) }, upTo: plan.latestCursor)
    upcoming = firstSlice(from: 0)
  }

  /// How the stream ends.
  enum Outcome: Equatable {
    case complete
    case failed(SourceFailure)
    /// No partition could be read; the error of the first one.
    case refused(APIError)
  }

  var outcome: Outcome {
    if let failure { return .failed(failure) }
    guard refusals.count == begun, refresh?.hasComplete != true,
      let first = refusals.min(by: { $0.key < $1.key })
    else { return .complete }
    return .refused(first.value)
  }

  /// Whether a full refresh will be complete with the one slice that is still under way.
  var endsRefresh: Bool {
    refresh != nil && upcoming == nil && finished + 1 == handedOut && failure == nil && refusals.isEmpty
  }

  /// Whether the stream has no slice.
  var isEmpty: Bool { upcoming == nil && handedOut == 0 }

  /// Gives out the next slice; nil when there is none left.
  mutating func next() -> Slice? {
    guard let slice = upcoming else { return nil }
    handedOut += 1
    if slice.number == 0 {
      begun += 1
      windowsBegun[slice.partition] = windows
    }
    upcoming =
      slice.number + 1 < windows?.count ?? 1
      ? self.slice(slice.number + 1, of: slice.partition) : firstSlice(from: slice.partition + 1)
    return slice
  }

  private mutating func firstSlice(from start: Int) -> Slice? {
    for partition in start..<max(start, plan.partitions.count) where isOpen(partition) {
      windows = windows(of: partition)
      if windows?.isEmpty != true { return slice(0, of: partition) }
    }
    return nil
  }

  /// Whether a partition is still to be read: an earlier attempt may have read it.
  private func isOpen(_ partition: Int) -> Bool { refresh?.isComplete(plan.partitions[partition]) != true }

  private func windows(of partition: Int) -> DateWindows? {
    if let refresh { return plan.windows(of: partition, in: refresh) }
    let accounts = plan.partitions[partition]
    return plan.windows(
      of: partition, after: cursor(of: accounts), accounts.first.flatMap { bookmark?.lookbacks[$0.id] })
  }

  /// How many slices a read that has not begun will consist of.
  var slicesAhead: Int {
    plan.partitions.indices.filter(isOpen).reduce(0) { $0 + (windows(of: $1)?.count ?? 1) }
  }

  /// The windows that a read that has not begun will consist of, by account.
  var windowsAhead: [(account: AdvertiserID, windows: DateWindows)] {
    plan.partitions.indices.filter(isOpen).compactMap { partition in
      guard let account = plan.partitions[partition].first, let windows = windows(of: partition) else {
        return nil
      }
      return (account.id, windows)
    }
  }

  private func slice(_ number: Int, of partition: Int) -> Slice {
    Slice(
      partition: partition, number: number, accounts: plan.partitions[partition],
      window: windows.map { $0[number] })
  }

  /// Whether the slice is still to be read.
  func isWanted(_ slice: Slice) -> Bool {
    !isGivenUp && !failed.contains(slice.partition) && refusals[slice.partition] == nil
  }

  /// How far the slice's account has been read before.
  func position(of slice: Slice) -> Position {
    guard let account = slice.account?.id else { return Position() }
    return Position(
      cursor: cursor(of: slice.accounts), isDated: bookmark?.dated.contains(account) == true,
      kinds: bookmark?.kinds[account], lookback: bookmark?.lookbacks[account])
  }

  /// Where to continue; nil for everything, as in a full refresh.
  private func cursor(of accounts: [Account]) -> Cursor? {
    guard refresh == nil, accounts.count == 1 else { return nil }
    return accounts.first.flatMap { bookmark?.cursor(of: $0.id) }
  }

  /// The slice's account has been read with its campaigns of these kinds.
  mutating func note(_ kinds: CampaignKinds, of slice: Slice) {
    guard let account = slice.account else { return }
    bookmark?.set(kinds, of: account.id)
  }

  /// The slice's account has ad groups with that longest window. The state says so when all of the partition's days
  /// have been read again accordingly.
  mutating func note(_ window: AttributionLookback.Known, of slice: Slice) {
    attributionWindows[slice.partition] = window
  }

  /// The slice's records have been written.
  /// - Parameters:
  ///   - slice: one that was given out.
  ///   - newest: the newest cursor among its records.
  ///   - undated: how many of its records have no cursor, or came out of its order.
  /// - Returns: whether a cursor has moved, or a full refresh has come further.
  mutating func advance(past slice: Slice, newest: UTCTime?, undated: Int = 0) -> Bool {
    guard slice.window != nil else {
      let hasMoved = note(newest, undated: undated, of: slice)
      refresh?.finish(slice.accounts)
      return hasMoved || refresh != nil
    }
    guard bookmark != nil || refresh != nil else { return false }
    waiting[slice.partition, default: [:]][slice.number] = slice
    var hasMoved = false
    while let read = waiting[slice.partition]?.removeValue(forKey: expected[slice.partition] ?? 0) {
      expected[slice.partition, default: 0] += 1
      guard let window = read.window else { break }
      note(window, of: slice)
      hasMoved = true
    }
    return hasMoved
  }

  /// All objects of a slice have been written; `newest` is their last change. Returns whether a cursor has
  /// moved.
  private mutating func note(_ newest: UTCTime?, undated: Int, of slice: Slice) -> Bool {
    guard let account = slice.account, bookmark != nil else { return false }
    if plan.asksForChanges { bookmark?.setDated(undated == 0, account.id) }
    guard let newest else { return false }
    let earlier = bookmark?.cursor(of: account.id)
    bookmark?.set(plan.cursor(afterChange: newest, from: earlier), of: account.id)
    return true
  }

  /// The slice's partition has been read without a gap to the end of a window.
  private mutating func note(_ window: DateWindow, of slice: Slice) {
    if let account = slice.account, bookmark != nil {
      let earlier = bookmark?.cursor(of: account.id)
      plan.cursor(after: window, from: earlier).map { bookmark?.set($0, of: account.id) }
    }
    let isLast = expected[slice.partition] == windowsBegun[slice.partition]?.count
    if let account = slice.account, isLast || unread.contains(account.id) {
      noteReadAgain(account, in: slice.partition)
    }
    guard refresh != nil else { return }
    if isLast {
      refresh?.finish(slice.accounts)
    } else if window.end <= plan.lastClosed, let all = plan.windows(of: slice.partition, after: nil) {
      refresh?.set(.init(from: all.start, through: window.end), of: slice.accounts)
    }
  }

  /// All days of an account have been read that can have grown, up to its cursor.
  private mutating func noteReadAgain(_ account: Account, in partition: Int) {
    guard plan.followsAttribution, bookmark != nil else { return }
    let earlier = bookmark?.lookbacks[account.id]
    let found = attributionWindows[partition]
    var day = plan.day(of: account)
    if isContinued, let earlier { day = min(day, earlier.readOn) }
    // What is longer than was supposed takes another read, which knows it from the start.
    if let found, found.windowDays > AttributionLookback.supposedDays, let windows = windowsBegun[partition] {
      day = min(day, windows.start.advanced(by: AttributionLookback.supposedDays))
    }
    bookmark?.set(
      AttributionLookback(readOn: max(day, earlier?.readOn ?? day), known: found ?? earlier?.known),
      of: account.id)
  }

  /// Whether the read resumes the refresh of an earlier attempt; true once.
  mutating func resumes() -> Bool {
    defer { isResumed = false }
    return isResumed
  }

  /// The state that covers what has been read so far.
  func state(at now: UTCTime) -> JSON { state(with: refresh, at: now) }

  /// The state of a stream that was read to its end. What was read in full matters only to further attempts
  /// of the same sync: the next sync reads it anew.
  func closingState(at now: UTCTime) -> JSON {
    let closed = refresh?.terms.sync == nil ? nil : refresh
    let state = state(with: closed, at: now)
    guard var members = state.object, bookmark == nil else { return state }
    members["__ab_no_cursor_state_message"] = true
    return .object(members)
  }

  private func state(with refresh: FullRefresh?, at now: UTCTime) -> JSON {
    var members = bookmark?.state.object ?? [:]
    if let refresh { members[FullRefresh.member] = refresh.json(at: now) }
    return .object(members)
  }

  /// The partition cannot be read. Returns whether this is the first slice to say so.
  mutating func refuse(_ slice: Slice, _ error: APIError) -> Bool {
    refusals.updateValue(error, forKey: slice.partition) == nil
  }

  /// When this many partitions have failed, the cause is not one of them.
  private static let mostFailures = 2

  /// The slice cannot be read, and the stream will fail. No further slice of its partition is given out, and
  /// none at all once several partitions have failed. Slices under way are read to their ends. The first
  /// failure is the stream's.
  /// - Parameters:
  ///   - failure: why.
  ///   - slice: one that was given out.
  ///   - sparesOthers: whether other partitions may still be read. Otherwise they would only wait as long and
  ///     fail as well.
  mutating func fail(_ failure: SourceFailure, in slice: Slice, sparesOthers: Bool = true) {
    self.failure = self.failure ?? failure
    failed.insert(slice.partition)
    isGivenUp = isGivenUp || !sparesOthers || failed.count >= Self.mostFailures
    if isGivenUp {
      upcoming = nil
    } else if upcoming?.partition == slice.partition {
      upcoming = firstSlice(from: slice.partition + 1)
    }
  }

  /// A slice has come to its end, read or not. Returns whether it was the stream's last one.
  mutating func finish(_ slice: Slice) -> Bool {
    finished += 1
    return upcoming == nil && finished == handedOut
  }
}
