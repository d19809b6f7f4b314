import Dispatch
import Synchronization
import Testing

/// Runs the jobs of its tasks one at a time, in order, and knows when all of its tasks wait.
final class SingleThread: TaskExecutor {
  private let queue = DispatchQueue(label: "SingleThread")
  /// Jobs that were enqueued and have not ended yet.
  private let pending = Mutex(0)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pending.withLock { $0 += 1 }
    queue.async { [self] in
      job.runSynchronously(on: asUnownedTaskExecutor())
      pending.withLock { $0 -= 1 }
    }
  }

  /// Returns when each of its tasks has ended or waits for something outside.
  func settle(sourceLocation: SourceLocation = #_sourceLocation) async {
    await eventually(sourceLocation: sourceLocation) { pending.withLock { $0 == 0 } }
  }
}
