import HTTP
import Synchronization

/// Answers the requests in turn with the given answers, and repeats the last one.
final class ScriptedTransport: HTTPTransport {
  enum Answer: Sendable {
    case status(Int, HTTPHeaders = [:])
    case failure(HTTPError.Kind)
  }

  private let script: Mutex<(answers: [Answer], requests: [HTTPRequest])>

  init(_ answers: Answer...) { script = Mutex((answers, [])) }
  init(_ answers: [Answer]) { script = Mutex((answers, [])) }

  var count: Int { script.withLock { $0.requests.count } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let answer = script.withLock { script -> Answer in
      script.requests.append(request)
      return script.answers.count > 1 ? script.answers.removeFirst() : script.answers[0]
    }
    switch answer {
    case .status(let status, let headers): return HTTPResponse(status: status, headers: headers)
    case .failure(let kind): throw HTTPError(kind, host: request.host)
    }
  }
}
