import Synchronization

@testable import Airbyte

/// Moves a process on: its jobs, its clock, its signals and its death.
final class EventLoop: Sendable {
  private struct State {
    /// What the process has been told to do by a signal, and when.
    var stages: [(stage: Interruption.Stage, moment: Duration)] = []
    /// When a second signal comes.
    var second: Duration?
    var firstSignal: Duration?
  }

  private let executor: SeededExecutor
  private let clock: VirtualClock
  private let interruption: Interruption
  private let fatality: Fatality
  private let state = Mutex(State())
  private let isDead = Atomic(false)

  init(_ executor: SeededExecutor, _ clock: VirtualClock, _ interruption: Interruption, _ fatality: Fatality)
  {
    self.executor = executor
    self.clock = clock
    self.interruption = interruption
    self.fatality = fatality
  }

  /// When SIGTERM came first; nil where it did not.
  var terminatedAt: Duration? { state.withLock(\.firstSignal) }

  /// Whether the process has been killed.
  var hasKilled: Bool { isDead.load(ordering: .relaxed) }

  /// Runs a job, or moves the clock on where none is ready.
  /// - Parameter limit: a moment that the clock must not pass.
  /// - Returns: false when nothing is left to do, or the process is dead.
  func turn(upTo limit: Duration? = nil) -> Bool {
    if hasKilled { return false }
    strike()
    while let stage = nextStage() {
      interruption.reach(stage)
      if stage == .dying { return kill() }
    }
    if hasKilled { return false }
    if executor.step() { return true }
    let next = state.withLock { state in
      [state.stages.first?.moment, state.second, limit].compactMap(\.self).min()
    }
    return clock.advance(upTo: next)
  }

  /// Lets everything else go on until a moment, as while a thread is blocked.
  /// - Returns: whether the process lives on.
  func run(until moment: Duration) -> Bool {
    while clock.uptime < moment, turn(upTo: moment) {}
    return !hasKilled
  }

  private func kill() -> Bool {
    isDead.store(true, ordering: .relaxed)
    return false
  }

  /// Does what is due after so many jobs.
  private func strike() {
    switch fatality {
    case .killed(executor.count): _ = kill()
    case .terminated(executor.count, let again) where terminatedAt == nil:
      let now = clock.uptime
      interruption.request(15)
      state.withLock { state in
        state.firstSignal = now
        state.second = again.map { now + $0 }
        state.stages = Interruption.Stage.allCases.dropFirst().map { ($0, now + interruption.delay(of: $0)) }
      }
    default: break
    }
  }

  /// The next stage of an interruption that is due; nil for none.
  private func nextStage() -> Interruption.Stage? {
    let now = clock.uptime
    return state.withLock { state in
      if let second = state.second, second <= now {
        // The second signal leaves a fifth of a second.
        state.second = nil
        state.stages = state.stages.map {
          ($0.stage, min($0.moment, $0.stage == .dying ? second + .milliseconds(200) : second))
        }
      }
      guard let next = state.stages.first, next.moment <= now else { return nil }
      return state.stages.removeFirst().stage
    }
  }
}
