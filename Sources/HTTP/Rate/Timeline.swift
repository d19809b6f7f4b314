/// Any clock as durations since one moment, so that those who use it need not be generic over its instants.
struct Timeline: Sendable {
  private let elapsed: @Sendable () -> Duration
  private let wait: @Sendable (Duration) async throws -> Void

  /// The time that passes on that clock from now on.
  init<C: Clock>(_ clock: C) where C.Duration == Duration {
    let origin = clock.now
    elapsed = { origin.duration(to: clock.now) }
    wait = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
  }

  var now: Duration { elapsed() }

  /// - Throws: `CancellationError` when the task is cancelled meanwhile.
  func sleep(until moment: Duration) async throws {
    try await wait(moment)
  }
}
