import Glibc

/// What a process that has crashed leaves behind: its memory holds the access token, and dumps and logs are kept,
/// copied and sent on.
enum CrashTraces {
  static func forbid() {
    forbidDumps()
    forbidBacktraces()
  }

  /// Has the system keep nothing of the memory.
  ///
  /// The limit is one byte and not zero. A dump of less than a page is not written to a file; and one byte alone
  /// keeps the kernel from handing the memory to a program, too (a `|` in `core_pattern`), which zero does not.
  private static func forbidDumps() {
    var least = rlimit(rlim_cur: 1, rlim_max: 1)
    // It fails where no more than zero is allowed, which is as good where dumps are files.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &least)
  }

  /// Takes crashes back from Swift's own backtraces, which begin by themselves where a toolchain is installed: they
  /// show what registers point at, hold a crash up, and let a process that was told to abort go on. Whoever sets
  /// `SWIFT_BACKTRACE` wants them.
  private static func forbidBacktraces() {
    guard getenv("SWIFT_BACKTRACE") == nil else { return }
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
      let earlier = signal(number, SIG_DFL)
      // A shell's background jobs are to ignore SIGQUIT.
      if unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
  }
}
