import Glibc

/// A thread of the operating system, for work that blocks: Swift's own pool has few threads, and all tasks share them.
///
/// Signals from outside do not arrive in it, because the program has one thread that handles them, and because a write
/// to a broken pipe shall be an error. Faults still do.
package struct SystemThread: Sendable {
  /// The system has no further thread, by its `errno`.
  package struct StartError: Error, Equatable {
    package let code: Int32

    package init(code: Int32) { self.code = code }
  }

  private let id: pthread_t

  /// Starts a thread that runs `body` and then waits for ``join()``.
  /// - Parameter body: may block.
  /// - Throws: `StartError`; `body` does not run then.
  package init(_ body: @escaping @Sendable () -> Void) throws(StartError) {
    let body = Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let code = Self.withSignalsBlocked {
      pthread_create(
        &thread, nil,
        { argument in
          if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
          return nil
        }, body.toOpaque())
    }
    guard code == 0 else {
      body.release()
      throw StartError(code: code)
    }
    id = thread
  }

  /// Starts a thread that runs `body` and then ends. Nothing can wait for it.
  /// - Parameter body: may block.
  /// - Throws: `StartError`; `body` does not run then.
  package static func detach(_ body: @escaping @Sendable () -> Void) throws(StartError) {
    pthread_detach(try SystemThread(body).id)
  }

  /// Waits until the thread has ended. To be called once.
  package func join() { pthread_join(id, nil) }

  /// Runs `body` with the signals blocked. A thread that it starts inherits that.
  private static func withSignalsBlocked<Value>(_ body: () -> Value) -> Value {
    var blocked = sigset_t()
    var previous = sigset_t()
    sigfillset(&blocked)
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&blocked, fault) }
    pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    return body()
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
