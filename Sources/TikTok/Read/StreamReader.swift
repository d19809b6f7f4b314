import Connector
import Platform
import Synchronization

/// Reads one stream: gives out its slices, has each of them read, and moves the stream's cursors over what has been
/// read.
///
/// ``Scheduler`` → ``StreamReader`` → ``SliceReader`` → ``PagedRead`` → ``RecordWriter`` → sink: each calls the next one
/// only, and gets its result back as a value.
final class StreamReader: Sendable {
  let plan: StreamPlan
  private let slices: any SliceReading
  private let sink: any RecordSink
  private let clock: any TimeSource
  private let progress: Mutex<StreamProgress>

  var name: StreamName { plan.stream.name }

  /// - Parameters:
  ///   - plan: what the read consists of.
  ///   - start: from where it goes on.
  ///   - slices: reads one slice.
  ///   - activity: is told of the windows that are about to be read; nil where the stream does not use it.
  ///   - sink: takes states, and how the stream ends.
  ///   - clock: the time of day, for states that have an age.
  init(
    _ plan: StreamPlan, from start: StartingPoint, by slices: any SliceReading, activity: IdleDays?,
    sink: any RecordSink, clock: any TimeSource
  ) {
    self.plan = plan
    self.slices = slices
    self.sink = sink
    self.clock = clock
    let progress = StreamProgress(plan, bookmark: start.bookmark, refresh: start.refresh)
    if let activity {
      for (account, windows) in progress.windowsAhead { activity.note(windows, of: account) }
    }
    self.progress = Mutex(progress)
  }

  /// How many requests the read takes, as far as that is known before it begins.
  var requestsAhead: Int { progress.withLock(\.slicesAhead) * plan.requestsOfSlice }

  /// The next slice to read; nil when there is none left. Each slice must be given to ``read(_:)``.
  func next() -> Slice? { progress.withLock { $0.next() } }

  /// Reads a slice through to the sink. What concerns this stream alone ends the stream or the slice, not the sync.
  /// - Throws: `SourceFailure` for what concerns every stream, `CancellationError`, what the sink throws.
  func read(_ slice: Slice) async throws {
    if progress.withLock({ $0.isWanted(slice) }) {
      try await sink.start(name)
      // What an earlier attempt has read belongs into this attempt's states from the first one on.
      if progress.withLock({ $0.resumes() }) { try await checkpoint() }
      do {
        let changes = try await slices.read(slice, from: progress.withLock { $0.position(of: slice) })
        let hasMoved = progress.withLock { progress in
          // Before the cursor, because a state has both.
          if let kinds = changes.kinds { progress.note(kinds, of: slice) }
          if let window = changes.window { progress.note(window, of: slice) }
          return progress.advance(past: slice, newest: changes.newest, undated: changes.undated)
        }
        // The closing state is about to say the same.
        if hasMoved, !progress.withLock(\.endsRefresh) { try await checkpoint() }
      } catch let failure as SliceFailure {
        try take(failure.error, in: failure.slice)
      }
    }
    if progress.withLock({ $0.finish(slice) }) { try await end() }
  }

  /// Ends a stream that has no slice at all: there is nothing to read since its state.
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

  private var time: UTCTime { UTCTime(seconds: clock.secondsSince1970) }

  private func take(_ error: APIError, in slice: Slice) throws {
    if error.endsSync { throw UserMessage.failure(error, stream: name, slice: slice) }
    switch error.kind {
    case .skip:
      guard progress.withLock({ $0.refuse(slice, error) }) else { return }
      sink.log(.warning, UserMessage.skipped(error, stream: name, slice: slice))
    case .retry, .throttle, .split, .system, .configuration:
      // The sink is told when the stream's other slices, which still deliver, have come to their ends.
      let failure =
        error.isOfParameters && plan.stream.report?.isRefusedHourly == true
        ? UserMessage.hourlyAudience(error, stream: name)
        : UserMessage.failure(
          error, stream: name, slice: slice,
          couldTakeTasks: !plan.usesAsyncReports && plan.task(for: slice) != nil)
      let isPassing = error.kind == .retry || error.kind == .throttle
      progress.withLock { $0.fail(failure, in: slice, sparesOthers: !isPassing) }
    }
  }
}
