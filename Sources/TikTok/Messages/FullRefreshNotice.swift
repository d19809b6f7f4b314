import Connector

/// What users read about a full refresh that was interrupted: whether it continues.
enum FullRefreshNotice {
  static func continues(_ stream: StreamName) -> String {
    "\(stream) continues the full refresh of its state."
  }

  static func stateUnused(_ stream: StreamName) -> String {
    "\(stream) is read in full: its state is not used."
  }

  static func restarts(_ reason: FullRefresh.Restart, _ stream: StreamName) -> String {
    let text =
      switch reason {
      case .unreadable(let problem): "its state of an earlier one cannot be read (\(problem))"
      case .tooOld(let time):
        "its state is of \(time.apiText) UTC, more than \(FullRefresh.longestPause / 3600) hours away"
      case .otherSync: "its state is of another sync"
      case .earlierStart(let day): "its state is of a refresh that began with the later day \(day)"
      case .otherQuestion:
        "its state is of a refresh that asked for other columns or rows, by another configuration or catalog"
      }
    return "\(stream) is read in full from the beginning: \(text)."
  }
}
