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
    // A POSIX semaphore may be used by several threads at once. It is initialised before the queue is shared, and
    // destroyed with the last reference to it.
    nonisolated(unsafe) private let ready = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(ready, 0, 0) }

    deinit {
      sem_destroy(ready)
      ready.deallocate()
    }

    var isCurrent: Bool { state.withLock { $0.thread } == pthread_self() }

    func add(_ work: @escaping @Sendable () -> Void) {
      let wasEmpty = state.withLock { state in
        state.work.append(work)
        return state.work.count == 1
      }
      if wasEmpty { sem_post(ready) }
    }

    func close() {
      state.withLock { $0.isClosed = true }
      sem_post(ready)
    }

    func run() {
      state.withLock { $0.thread = pthread_self() }
      while true {
        while sem_wait(ready) != 0 {}
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
