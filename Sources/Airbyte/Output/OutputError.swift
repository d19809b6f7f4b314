import Glibc

/// Why an output has failed.
package enum OutputError: Error, Equatable, Sendable {
  /// Its reader has closed it.
  case closed
  /// The system refused the bytes with this `errno`: the disk is full, or broken, or it was never open.
  case failed(code: Int32)
}

extension OutputError: ExplainedError {
  var message: String {
    switch self {
    case .closed: "The reader of the output has closed it."
    case .failed(let code):
      "The output cannot be written: \(String(cString: strerror(code))). "
        + "Free some space or choose another destination, then run again with the last state in the output."
    }
  }
}
