import Glibc

/// A thread of the system beside the pool of Swift's tasks, for what blocks.
enum DetachedThread {
  /// The system has no thread left to give.
  struct StartError: ExplainedError, Equatable {
    let code: Int32

    var message: String {
      "A thread cannot be started: \(String(cString: strerror(code))). "
        + "Raise the limit of processes or memory that this program may use."
    }
  }

  /// Starts a thread that runs `body` and then ends. Signals are for other threads: SIGTERM, SIGINT and SIGPIPE
  /// are blocked in it.
  static func start(_ body: @escaping @Sendable () -> Void) throws(StartError) {
    let task = Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let code = pthread_create(
      &thread, &attributes,
      { argument in
        var signals = sigset_t(SIGTERM, SIGINT, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, task.toOpaque())
    guard code != 0 else { return }
    task.release()
    throw StartError(code: code)
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

extension sigset_t {
  /// The set of the given signals.
  init(_ signals: Int32...) {
    self.init()
    sigemptyset(&self)
    for signal in signals { sigaddset(&self, signal) }
  }
}
