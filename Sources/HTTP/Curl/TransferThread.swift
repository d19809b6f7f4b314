import Glibc
import Synchronization

/// The dedicated thread of a ``CurlTransport``.
///
/// A thread and no task: it sleeps in `curl_multi_poll`, and a blocked thread of Swift's small pool would be
/// missing elsewhere.
final class TransferThread: Sendable {
  /// What the thread is started with.
  private final class Start: Sendable {
    let queue: TransferQueue
    let setup: Transfer.Setup

    init(queue: TransferQueue, setup: Transfer.Setup) {
      self.queue = queue
      self.setup = setup
    }

    func run() {
      guard var loop = TransferLoop(queue: queue, setup: setup) else {
        return queue.refuseAll(.other, "no memory for transfers")
      }
      loop.run()
    }
  }

  /// Nil once it has been joined, or when it could not be started.
  private let thread: Mutex<pthread_t?>
  private let queue: TransferQueue

  init(queue: TransferQueue, setup: Transfer.Setup) {
    self.queue = queue
    let start = Unmanaged.passRetained(Start(queue: queue, setup: setup))
    var thread = pthread_t()
    let status = Self.withSignalsBlocked {
      pthread_create(
        &thread, nil,
        { context in
          guard let context else { return nil }
          Unmanaged<Start>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, start.toOpaque())
    }
    self.thread = Mutex(status == 0 ? thread : nil)
    if status != 0 {
      start.release()
      queue.refuseAll(.other, "cannot start a thread (error \(status))")
    }
  }

  /// Answers every request with `.cancelled`, ends the thread and waits for its end: some milliseconds.
  func stop() {
    queue.close(.cancelled, "the transport is shut down")
    thread.withLock { thread in
      if let running = thread { pthread_join(running, nil) }
      thread = nil
    }
  }

  /// Runs the body with all signals blocked that come from outside, which a thread started in it inherits: the
  /// program's own handling of SIGTERM must not be interrupted here, and a broken pipe is an error code.
  private static func withSignalsBlocked<Value>(_ body: () -> Value) -> Value {
    var blocked = sigset_t()
    var previous = sigset_t()
    sigfillset(&blocked)
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&blocked, fault) }
    pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    return body()
  }
}
