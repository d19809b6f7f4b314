import Dispatch
import Glibc
import Platform
import Synchronization

/// The thread that the sink runs on. Swift's own threads cannot be used because a write may wait for a slow reader.
final class OutputThread: SinkExecutor {
  private let queue: Queue

  /// - Throws: `StartError`.
  init() throws(SystemThread.StartError) {
    let queue = Queue()
    self.queue = queue
    try SystemThread.detach { queue.run() }
  }

  deinit { queue.close() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.add { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
  }

  func perform(_ work: @escaping @Sendable () -> Void) { queue.add(work) }

  func checkIsolated() { precondition(queue.isCurrent, "this runs on the output's thread only") }

  /// Work in the order of its arrival.
  private final class Queue: Sendable {
    private struct State {
      var work: [@Sendable () -> Void] = []
      var isClosed = false
      var thread: pthread_t?
    }

    private let state = Mutex(State())
    private let ready = DispatchSemaphore(value: 0)

    var isCurrent: Bool { state.withLock { $0.thread } == pthread_self() }

    func add(_ work: @escaping @Sendable () -> Void) {
      let wasEmpty = state.withLock { state in
        state.work.append(work)
        return state.work.count == 1
      }
      if wasEmpty { ready.signal() }
    }

    func close() {
      state.withLock { $0.isClosed = true }
      ready.signal()
    }

    func run() {
      state.withLock { $0.thread = pthread_self() }
      while true {
        ready.wait()
        let work = state.withLock { state in
          defer { state.work.removeAll(keepingCapacity: true) }
          return state.work
        }
        for item in work { item() }
        if work.isEmpty, state.withLock({ $0.isClosed && $0.work.isEmpty }) { return }
      }
    }
  }
}
