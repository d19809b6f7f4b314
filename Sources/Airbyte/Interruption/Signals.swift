import Glibc
import Platform
import Synchronization

/// Handles SIGTERM and SIGINT on one thread, which makes the process stop in time.
enum Signals {
  /// Starts to handle the signals. Must be called before any other thread exists, because later threads inherit the
  /// blocked signals.
  /// - Throws: `StartError`.
  static func handle(with interruption: Interruption) throws(SystemThread.StartError) {
    // A write to a pipe without a reader, or beyond the maximum size of a file, must be an error and not end the
    // process.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    var both = sigset_t(SIGTERM, SIGINT)
    pthread_sigmask(SIG_BLOCK, &both, nil)
    try SystemThread.detach {
      handler.store(pthread_self(), ordering: .releasing)
      awaitSignals(interruption)
    }
    while handler.load(ordering: .acquiring) == 0 { sched_yield() }
    for number in [SIGTERM, SIGINT] { forward(number) }
  }

  /// Ends the process by `signal`, as orchestrators expect it: a status of −15, not of 143.
  static func die(of number: Int32) -> Never {
    signal(number, SIG_DFL)
    var own = sigset_t(number)
    pthread_sigmask(SIG_UNBLOCK, &own, nil)
    raise(number)
    // Its own signals do not end the first process of a container.
    _exit(128 + number)
  }

  /// The thread that handles the signals; 0 while there is none.
  private static let handler = Atomic<pthread_t>(0)

  private static func awaitSignals(_ interruption: Interruption) {
    var both = sigset_t(SIGTERM, SIGINT)
    var first: Int32 = 0
    while sigwait(&both, &first) != 0 {}
    let clock = SystemClock()
    let received = clock.uptime
    interruption.request(first)
    for stage in Interruption.Stage.allCases.dropFirst() {
      let second = wait(for: both, until: received + interruption.delay(of: stage), clock)
      if let second {
        hurry(interruption)
        die(of: second)
      }
      interruption.reach(stage)
    }
    die(of: first)
  }

  /// Ends a read at once because of a second signal: only the current line is completed.
  private static func hurry(_ interruption: Interruption) {
    for stage in [Interruption.Stage.flushing, .pressing] { interruption.reach(stage) }
    usleep(200_000)
  }

  /// The signal that arrives before `moment`; nil if none does.
  private static func wait(for signals: sigset_t, until moment: Duration, _ clock: SystemClock) -> Int32? {
    var signals = signals
    while true {
      let left = max(moment - clock.uptime, .zero)
      let (seconds, attoseconds) = left.components
      var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
      let number = sigtimedwait(&signals, nil, &timeout)
      if number > 0 { return number }
      if left == .zero { return nil }
    }
  }

  /// Forwards a signal that arrives in another thread to the handling thread. Blocking is not enough: where `main` is
  /// `async`, libdispatch parks the main thread in `sigsuspend` with no signal blocked, and the process would die
  /// there in the middle of a line.
  private static func forward(_ number: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      pthread_kill(Signals.handler.load(ordering: .acquiring), number)
    }
    action.sa_flags = SA_RESTART
    sigaction(number, &action, nil)
  }
}

extension sigset_t {
  /// The set of the given signals.
  fileprivate init(_ signals: Int32...) {
    self.init()
    sigemptyset(&self)
    for signal in signals { sigaddset(&self, signal) }
  }
}
