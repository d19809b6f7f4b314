import Glibc

/// Core dumps and backtraces of a crash. They are disabled because memory holds the access token, and dumps and logs
/// are kept and copied.
enum CrashTraces {
  static func disable() {
    disableDumps()
    disableBacktraces()
  }

  /// Disables core dumps.
  ///
  /// The limit is one byte and not zero. A dump of less than a page is not written to a file; and one byte alone
  /// keeps the kernel from handing the memory to a program, too (a `|` in `core_pattern`), which zero does not.
  private static func disableDumps() {
    var least = rlimit(rlim_cur: 1, rlim_max: 1)
    // It fails if the limit is zero already, which also prevents dumps to files.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &least)
  }

  /// Disables Swift's backtraces, which are on where a toolchain is installed: they show memory that registers point
  /// to, delay the crash, and let an aborting process continue. They stay on if `SWIFT_BACKTRACE` is set.
  ///
  /// What the runtime itself prints before it aborts, because memory runs out, cannot be disabled. It shows how many
  /// bytes were missing, and functions and addresses of code, but no values.
  private static func disableBacktraces() {
    guard getenv("SWIFT_BACKTRACE") == nil else { return }
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
      let earlier = signal(number, SIG_DFL)
      // Background jobs of a shell ignore SIGQUIT, and must go on to do so.
      if unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
  }
}
