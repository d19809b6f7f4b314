import HTTP
import Synchronization

/// Holds every request until the test answers all that wait, or until the request is cancelled.
final class GatedTransport: HTTPTransport {
  private let waiting = Mutex<[CheckedContinuation<Int?, Never>]>([])

  var waitingCount: Int { waiting.withLock(\.count) }

  func answerAll(_ status: Int) { resumeAll(status) }

  private func resumeAll(_ status: Int?) {
    let all = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for continuation in all { continuation.resume(returning: status) }
  }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let status = await withTaskCancellationHandler {
      await withCheckedContinuation { next in
        let isCancelled = waiting.withLock { waiting in
          if !Task.isCancelled { waiting.append(next) }
          return Task.isCancelled
        }
        if isCancelled { next.resume(returning: nil) }
      }
    } onCancel: {
      resumeAll(nil)
    }
    guard let status else { throw HTTPError(.cancelled, host: request.host) }
    return HTTPResponse(status: status)
  }
}
