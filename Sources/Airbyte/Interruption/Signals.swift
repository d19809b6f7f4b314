import Glibc
import Platform
import Synchronization

/// SIGTERM and SIGINT, taken by one thread that sees to it that the process stops in time.
enum Signals {
  /// Takes over the signals. To be called before there is any other thread: what is started later inherits that
  /// the signals are blocked in it.
  /// - Throws: `StartError`.
  static func take(for interruption: Interruption) throws(SystemThread.StartError) {
    // Writing into a pipe without a reader, or beyond the size that a file may have, is an error and no death.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    var both = sigset_t(SIGTERM, SIGINT)
    pthread_sigmask(SIG_BLOCK, &both, nil)
    try SystemThread.detach {
      taker.store(pthread_self(), ordering: .releasing)
      attend(interruption)
    }
    while taker.load(ordering: .acquiring) == 0 { sched_yield() }
    for number in [SIGTERM, SIGINT] { forward(number) }
  }

  /// Ends the process by `signal`, as orchestrators expect it: a status of −15, not of 143.
  static func die(of number: Int32) -> Never {
    signal(number, SIG_DFL)
    var own = sigset_t(number)
    pthread_sigmask(SIG_UNBLOCK, &own, nil)
    raise(number)
    // The first process of a container does not die of its own signals.
    _exit(128 + number)
  }

  /// The thread that takes the signals; 0 while there is none.
  private static let taker = Atomic<pthread_t>(0)

  private static func attend(_ interruption: Interruption) {
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

  /// A second signal ends the process at once, but for the moment that a line under way needs.
  private static func hurry(_ interruption: Interruption) {
    for stage in [Interruption.Stage.flushing, .pressing] { interruption.reach(stage) }
    usleep(200_000)
  }

  /// The signal that arrives before `moment`, if one does.
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

  /// Sends a signal that reaches some other thread on to the taker. Blocking is not enough: where `main` is
  /// `async`, libdispatch parks the main thread in `sigsuspend` with no signal blocked, and the process would
  /// die there in the middle of a line.
  private static func forward(_ number: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      pthread_kill(Signals.taker.load(ordering: .acquiring), number)
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
