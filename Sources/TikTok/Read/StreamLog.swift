import Connector
import Synchronization

/// What a stream's read has to say to the operator. What would come with every page is said once.
final class StreamLog: Sendable {
  let stream: StreamName
  private let log: any Log
  private let said = Mutex<Set<String>>([])

  init(_ stream: StreamName, log: any Log) {
    self.stream = stream
    self.log = log
  }

  func info(_ text: @autoclosure () -> String) { log.log(.info, text()) }

  func warn(_ text: @autoclosure () -> String) { log.log(.warning, text()) }

  /// Warns, unless there has been a warning about the subject before.
  func warn(once subject: String, _ text: @autoclosure () -> String) {
    if isNews(subject) { log.log(.warning, text()) }
  }

  /// Whether nothing has been said about the subject before; counts as saying it.
  func isNews(_ subject: String) -> Bool { said.withLock { $0.insert(subject).inserted } }
}
