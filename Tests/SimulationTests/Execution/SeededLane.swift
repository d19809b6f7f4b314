import Synchronization

@testable import Airbyte

/// Stands for the output's thread: its work keeps its order, and the seed decides when each piece of it runs.
final class SeededLane: SinkExecutor {
  private let world: SeededExecutor
  private let work = Mutex<[@Sendable () -> Void]>([])

  init(_ world: SeededExecutor) { self.world = world }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    perform { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
  }

  func perform(_ action: @escaping @Sendable () -> Void) {
    let isFirst = work.withLock { work in
      work.append(action)
      return work.count == 1
    }
    if isFirst { world.perform { self.runFirst() } }
  }

  /// There is one thread, and it runs either this lane or something else.
  func checkIsolated() {}

  private func runFirst() {
    work.withLock { $0[0] }()
    let isEmpty = work.withLock { work in
      work.removeFirst()
      return work.isEmpty
    }
    if !isEmpty { world.perform { self.runFirst() } }
  }
}
