import Connector
import HTTP
import JSON
import Synchronization

/// Reads one stream: hands out its slices, reads each through to the sink, and keeps count of what has been read.
///
/// slices → requests → pages → record lines → sink → state: this is where they meet.
final class StreamReader: Sendable {
  let plan: StreamPlan
  let client: APIClient
  let directory: AccountDirectory
  let objects: ObjectLookup
  let kinds: CampaignKindLookup
  let tasks: AsyncReports
  /// Which days need not be asked for; nil where all are.
  private let activity: IdleDays?
  /// What the stream's records are made by, where they are no answers of TikTok's.
  private let reconciliation: Reconciliation?
  let sink: any RecordSink
  private let now: @Sendable () -> Int
  private let progress: Mutex<StreamProgress>
  let refusals = Mutex(Refusals())
  let delivered: EmittedKeys
  let shopAccess = ShopAccess()
  private let explained = Mutex<Set<String>>([])

  var name: StreamName { plan.stream.name }

  init(
    _ plan: StreamPlan, from start: StartingPoint, directory: AccountDirectory, objects: ObjectLookup,
    kinds: CampaignKindLookup, tasks: AsyncReports, activity: IdleDays?, client: APIClient,
    sink: any RecordSink, reconciliation: Reconciliation? = nil,
    now: @escaping @Sendable () -> Int
  ) {
    self.plan = plan
    self.client = client
    self.directory = directory
    self.objects = objects
    self.kinds = kinds
    delivered = EmittedKeys(isByWindow: plan.stream.granularity == .lifetime)
    self.tasks = tasks
    self.activity = plan.isPartOfDays ? activity : nil
    self.sink = sink
    self.reconciliation = reconciliation
    self.now = now
    let progress = StreamProgress(plan, bookmark: start.bookmark, refresh: start.refresh)
    if let activity = self.activity {
      for (account, windows) in progress.windowsAhead { activity.note(windows, of: account) }
    }
    self.progress = Mutex(progress)
  }

  /// The next slice to read; nil when all have been handed out. Every slice handed out must be given to
  /// ``read(_:)``.
  func next() -> Slice? { progress.withLock { $0.next() } }

  /// Reads a slice through to the sink. What concerns the stream alone is told to the sink.
  /// - Throws: `SourceFailure` for what concerns every stream, `CancellationError`, what the sink throws.
  func read(_ slice: Slice) async throws {
    defer { delivered.forget(slice) }
    if progress.withLock({ $0.isWanted(slice) }) {
      try await sink.start(name)
      // What an earlier attempt has read stands in the states of this one from the first.
      if progress.withLock({ $0.takesUp() }) { try await checkpoint() }
      do {
        // Days without anything are read as soon as that is known.
        let changes = try await isIdle(slice) ? Changes() : readRequests(of: slice)
        let hasMoved = progress.withLock {
          // Before the cursor, which a state tells of it with.
          if let kinds = knownKinds(of: slice) { $0.note(kinds, of: slice) }
          return $0.advance(past: slice, newest: changes.newest, undated: changes.undated)
        }
        // The closing state is about to say the same.
        if hasMoved, !progress.withLock(\.endsRefresh) { try await checkpoint() }
      } catch let failure as SliceFailure {
        try take(failure.error, in: failure.slice)
      }
    }
    if progress.withLock({ $0.finish(slice) }) { try await end() }
  }

  /// Ends a stream that has no slice at all: nothing to read since its state.
  func endIfEmpty() async throws {
    guard progress.withLock({ $0.isEmpty }) else { return }
    try await sink.start(name)
    try await end()
  }

  private func end() async throws {
    let outcome = progress.withLock { $0.outcome }
    switch outcome {
    case .failed(let failure): try await sink.fail(name, with: failure)
    case .refused(let error):
      try await sink.fail(name, with: UserMessage.refusedEverywhere(error, stream: name))
    case .complete:
      try await sink.checkpoint(name) { [self] in progress.withLock { $0.closingState(at: time) } }
      try await sink.complete(name)
    }
  }

  private func checkpoint() async throws {
    try await sink.checkpoint(name) { [self] in progress.withLock { $0.state(at: time) } }
  }

  private var time: UTCTime { UTCTime(seconds: now()) }

  private func take(_ error: APIError, in slice: Slice) throws {
    switch error.kind {
    case .configuration: throw UserMessage.failure(error, stream: name, slice: slice)
    // Whoever waits next would wait in vain as well: the sync stops, with all its states.
    case .throttle where error.isOfApp: throw UserMessage.failure(error, stream: name, slice: slice)
    case .skip:
      guard progress.withLock({ $0.refuse(slice, error) }) else { return }
      sink.log(.warning, UserMessage.skipped(error, stream: name, slice: slice))
    case .retry, .throttle, .split, .system:
      // The sink hears of it when the stream's other slices have come to their ends, which still deliver.
      let failure =
        error.isOfParameters && plan.stream.report?.isRefusedByTheHour == true
        ? UserMessage.hourlyAudience(error, stream: name)
        : UserMessage.failure(
          error, stream: name, slice: slice,
          couldTakeTasks: !plan.usesAsyncReports && plan.task(for: slice) != nil)
      let isPassing = error.kind == .retry || error.kind == .throttle
      progress.withLock { $0.fail(failure, in: slice, sparesOthers: !isPassing) }
    }
  }

  /// Says once what is wrong with a field's values, and which fields the schema does not name.
  func explain(_ page: PageSummary) {
    for misfit in page.misfits { warn(once: misfit.field, UserMessage.misfit(misfit, stream: name)) }
    guard !page.unknownFields.isEmpty else { return }
    let news = explained.withLock { explained in
      page.unknownFields.filter { explained.insert("unknown \($0)").inserted }
    }
    if !news.isEmpty { sink.log(.info, UserMessage.unknownFields(news, stream: name)) }
  }

  /// Warns of what goes by that name, unless that has been done.
  func warn(once subject: String, _ text: @autoclosure () -> String) {
    guard explained.withLock({ $0.insert(subject).inserted }) else { return }
    sink.log(.warning, text())
  }

  func estimate(_ records: Int) async throws {
    let sum = progress.withLock { $0.estimate(adding: records) }
    try await sink.estimate(name, records: sum)
  }
}

// MARK: - Requests

extension StreamReader {
  /// What the records of a slice tell of its account's changes.
  struct Changes {
    var newest: UTCTime?
    /// Records that have no cursor.
    var undated = 0

    mutating func add(_ pages: PageSummary) {
      newest = [newest, UTCTime(pages.newestCursor)].compactMap(\.self).max()
      undated += pages.undated
    }
  }

  /// Reads all requests of a slice.
  /// - Throws: `SliceFailure`, `CancellationError`, what the sink throws.
  func readRequests(of slice: Slice) async throws -> Changes {
    if let reconciliation { return try await read(slice, by: reconciliation) }
    if slice.kind == nil, plan.kinds.count > 1 { return try await readByKind(slice) }
    let refused = refusals.withLock(\.self)
    if refused.hasNoLifetime, slice.window == nil, let windows = lifetimeWindows(of: slice) {
      return try await read(windows, of: slice)
    }
    if plan.comesByDays(slice), let window = slice.window,
      let days = slice.account.flatMap({ refused.quickDays[$0.id] }), window.days > days
    {
      return try await read(window.parts((window.days + days - 1) / days), of: slice)
    }
    if slice.objects == nil, slice.isOfStandardCampaigns, let account = slice.account?.id,
      let level = plan.stream.report?.level,
      objects.isTruncated(account, at: level), let parts = try await parts(of: slice)
    {
      return try await read(parts)
    }
    let (cursor, isDated) = progress.withLock { progress in
      // Of campaigns that are new to the stream nothing has been read, however far the account's cursor has come.
      let isCovered = slice.kind.map { progress.covers($0, slice) } ?? true
      return (isCovered ? progress.cursor(of: slice) : nil, progress.isDated(slice))
    }
    var changes = Changes()
    let subjects = try await subjects(of: slice)
    // What has to be read again is read again of one of them alone.
    let parts = subjects.map { slice.narrowed(to: $0) }
    if plan.stream.isOfShops, slice.subject == nil { return try await readByShop(parts) }
    if subjects.count > 1 { return try await read(parts) }
    let requests = plan.requests(
      for: slice, about: subjects, after: cursor, isDated: isDated,
      without: refused.columns, namesStatuses: refused.hasNoStatusAll)
    var slice = slice
    slice.hasSiblings = slice.hasSiblings || requests.contains(where: \.leavesOutKnown)
    for request in requests where !refused.goals.contains(request.columns) {
      do {
        changes.add(try await readPages(of: request, in: slice))
      } catch let error as APIError where error.isOfParameters && plan.stream.subject == .goals {
        // What TikTok does not support it supports for no account.
        refusals.withLock { _ = $0.goals.insert(request.columns) }
        sink.log(.info, "\(name): \(slice) has no answer for \(request.columns.values.sorted()): \(error)")
      } catch let error as APIError {
        return try await read(slice, otherwiseAfter: error, refused)
      } catch let join as JoinTooLarge {
        guard let window = slice.window, window.days > 1 else { throw join }
        return try await read(window.parts(join.parts), of: slice)
      }
    }
    // What never tells when it changed says nothing of how to ask for the rest.
    return slice.kind == .promote ? Changes() : changes
  }

  /// Whether nothing can have happened in the slice's days.
  /// - Throws: `SliceFailure`, `CancellationError`.
  private func isIdle(_ slice: Slice) async throws -> Bool {
    guard let activity, let window = slice.window, let account = slice.account else { return false }
    do {
      return try await activity.isIdle(account.id, in: window)
    } catch let error as APIError {
      throw SliceFailure(error: error, slice: slice)
    }
  }

  /// What the requests of a slice are about.
  private func subjects(of slice: Slice) async throws -> [RequestScope] {
    if let subject = slice.subject { return [subject] }
    guard let subject = plan.stream.subject, let account = slice.account else { return [.account] }
    do {
      return try await objects.subjects(subject, of: account.id)
    } catch let error as APIError {
      throw SliceFailure(error: error, slice: slice)
    }
  }

  func read(_ windows: some Sequence<DateWindow>, of slice: Slice) async throws -> Changes {
    try await read(windows.map { slice.narrowed(to: $0) })
  }

  func read(_ slices: [Slice]) async throws -> Changes {
    for slice in slices { _ = try await readRequests(of: slice) }
    return Changes()
  }
}

/// An error of the API, and the days, perhaps fewer than were handed out, that it concerns.
struct SliceFailure: Error {
  let error: APIError
  let slice: Slice
}
