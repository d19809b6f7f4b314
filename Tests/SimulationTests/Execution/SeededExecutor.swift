import Synchronization
import TestSupport

/// Runs the jobs of all tasks on the thread that calls ``step()``, one at a time, in an order that the seed decides.
final class SeededExecutor: TaskExecutor {
  private enum Work {
    case job(UnownedJob)
    case action(@Sendable () -> Void)
  }

  private struct State {
    var ready: [Work] = []
    var random: Seeded
    var count = 0
  }

  private let state: Mutex<State>

  init(_ random: Seeded) { state = Mutex(State(random: random)) }

  /// How many jobs have run.
  var count: Int { state.withLock(\.count) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.ready.append(.job(job)) }
  }

  /// Runs `action` at a moment that the seed decides.
  func perform(_ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.ready.append(.action(action)) }
  }

  /// Runs one of the jobs that are ready.
  /// - Returns: false when none is.
  func step() -> Bool {
    let next = state.withLock { state -> Work? in
      guard !state.ready.isEmpty else { return nil }
      state.count += 1
      state.ready.swapAt(state.random.below(state.ready.count), state.ready.count - 1)
      return state.ready.removeLast()
    }
    switch next {
    case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
    case .action(let action): action()
    case nil: return false
    }
    return true
  }
}
