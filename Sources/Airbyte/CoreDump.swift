import Glibc

/// What the system keeps of the memory of a process that has crashed.
enum CoreDump {
  /// Has none made of this process: its memory holds the access token, and dumps are kept, copied and sent on.
  ///
  /// The limit is one byte and not zero. A dump of less than a page is not written to a file; and one byte alone
  /// keeps the kernel from handing the memory to a program, too (a `|` in `core_pattern`), which zero does not.
  static func forbid() {
    var least = rlimit(rlim_cur: 1, rlim_max: 1)
    // It fails where no more than zero is allowed, which is as good where dumps are files.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &least)
  }
}
