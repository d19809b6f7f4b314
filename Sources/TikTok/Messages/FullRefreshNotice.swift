import Connector

/// What users read about a full refresh that was interrupted: whether it continues.
enum FullRefreshNotice {
  static func continues(_ stream: StreamName) -> String {
    "\(stream) continues the interrupted full refresh in its state."
  }

  static func stateUnused(_ stream: StreamName) -> String {
    "\(stream) is read in full: its state is not used."
  }

  static func restarts(_ reason: FullRefresh.Restart, _ stream: StreamName) -> String {
    let text =
      switch reason {
      case .unreadable(let problem): "the state of its interrupted refresh cannot be read (\(problem))"
      case .tooOld(let time):
        "its state was written at \(time.apiText) UTC, more than \(FullRefresh.longestPause / 3600) hours from now"
      case .otherSync: "its state belongs to another sync"
      case .earlierStart(let day): "its state belongs to a refresh with the later start date \(day)"
      case .otherQuestion:
        "its state belongs to a refresh of other columns or rows, by another configuration or catalog"
      }
    return "\(stream) is read in full from the beginning: \(text)."
  }
}
