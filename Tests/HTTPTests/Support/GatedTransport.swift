import HTTP
import Synchronization

/// Holds every request until the test answers all that are there.
final class GatedTransport: HTTPTransport {
  private let waiting = Mutex<[CheckedContinuation<Int, Never>]>([])

  var waitingCount: Int { waiting.withLock(\.count) }

  func answerAll(_ status: Int) {
    let all = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for continuation in all { continuation.resume(returning: status) }
  }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    HTTPResponse(status: await withCheckedContinuation { next in waiting.withLock { $0.append(next) } })
  }
}
