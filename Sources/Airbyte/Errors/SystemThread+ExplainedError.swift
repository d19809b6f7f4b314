import Glibc
import Platform

extension SystemThread.StartError: ExplainedError {
  var message: String {
    "A thread cannot be started: \(String(cString: strerror(code))). "
      + "Raise the limit of processes or memory for this program."
  }
}
