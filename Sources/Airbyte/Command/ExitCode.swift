/// How the process ends.
package enum ExitCode: Sendable, Equatable {
  case success
  /// The command failed; of `read`: at least one stream failed.
  case failure
  /// The arguments are invalid.
  case usage
  /// Killed by the signal that asked the process to stop.
  case signal(Int32)

  /// The status for `exit`.
  package var status: Int32 {
    switch self {
    case .success: 0
    case .failure: 1
    case .usage: 2
    case .signal(let number): 128 + number
    }
  }
}
