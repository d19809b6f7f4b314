import TestSupport

/// How a process ends before its time.
enum Fatality: Sendable, Equatable {
  case none
  /// It receives SIGTERM after so many jobs, and perhaps again some time later.
  case terminated(afterJobs: Int, again: Duration? = nil)
  /// It is killed after so many jobs.
  case killed(afterJobs: Int)
  /// It is killed when so many bytes have been written.
  case cutOff(afterBytes: Int)

  init(_ random: inout Seeded) {
    self =
      switch random.below(6) {
      case 0:
        .terminated(
          afterJobs: random.magnitude(upTo: 20_000),
          again: random.oneIn(3) ? .milliseconds(random.below(3_000)) : nil)
      case 1: .killed(afterJobs: random.magnitude(upTo: 20_000))
      case 2: .cutOff(afterBytes: 1 + random.magnitude(upTo: 200_000))
      default: .none
      }
  }
}
