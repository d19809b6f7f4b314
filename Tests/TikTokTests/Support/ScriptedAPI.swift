import Foundation
import HTTP
import JSON
import Synchronization

@testable import TikTok

/// TikTok, as a function of the test from a call to its answer. It keeps a log of the calls, except those that look for
/// campaigns of special kinds: accounts have those that the test names, and few tests are about them.
final class ScriptedAPI: HTTPTransport {
  typealias Script = @Sendable (Call) async -> Answer

  private struct State {
    var calls: [Call] = []
    var inFlight = 0
    var mostInFlight = 0
    var refusesToTellKinds = false
  }

  private let state = Mutex(State())
  private let kinds: Set<CampaignKind>
  private let script: Script

  init(kinds: Set<CampaignKind> = [], _ script: @escaping Script) {
    self.kinds = kinds
    self.script = script
  }

  /// From now on, requests for the special campaigns of accounts fail.
  func refuseToTellKinds() { state.withLock { $0.refusesToTellKinds = true } }

  /// The calls so far, in the order in which they started.
  var calls: [Call] { state.withLock(\.calls) }
  var mostInFlight: Int { state.withLock(\.mostInFlight) }

  /// The calls of one endpoint.
  func calls(of path: String) -> [Call] { calls.filter { $0.path == path } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    if let kind = Call(request, attempt: 1).kindLookedFor {
      if state.withLock(\.refusesToTellKinds) {
        return try Answer.refusal(40001, "No permission").outcome.get()
      }
      return try Answer.page(kinds.contains(kind) ? [["campaign_id": "1"]] : []).outcome.get()
    }
    let call = state.withLock { state in
      let earlier = state.calls.count { $0.url == request.url && $0.body == request.json }
      let call = Call(request, attempt: earlier + 1)
      state.calls.append(call)
      state.inFlight += 1
      state.mostInFlight = max(state.mostInFlight, state.inFlight)
      return call
    }
    defer { state.withLock { $0.inFlight -= 1 } }
    let answer = await script(call)
    if Task.isCancelled { throw HTTPError(.cancelled, host: call.host) }
    return try answer.outcome.get()
  }
}

/// One request, taken apart.
struct Call: Sendable {
  let url: String
  let host: String
  /// The endpoint's path after the version.
  let path: String
  let headers: [HTTPHeader]
  let method: HTTPRequest.Method
  /// The body of a POST.
  let body: JSON?
  /// How many times this same request was received, from 1.
  let attempt: Int
  private let parameters: [String: String]

  init(_ request: HTTPRequest, attempt: Int) {
    url = request.url
    host = request.host
    headers = request.headers
    method = request.method
    body = request.json
    self.attempt = attempt
    let components = URLComponents(string: request.url)
    path = String(components?.path.split(separator: "/v1.3/", maxSplits: 1).last ?? "")
    let items = components?.queryItems ?? []
    // The members of a body count as parameters too.
    let members = (body?.object?.members ?? []).map { ($0.name, $0.value.string ?? $0.value.text) }
    parameters = Dictionary(items.map { ($0.name, $0.value ?? "") } + members) { first, _ in first }
  }

  private func list(_ name: String) -> [String] {
    self[name].flatMap { try? JSON(parsing: $0) }?.array?.compactMap(\.string) ?? []
  }

  /// A parameter's value, decoded.
  subscript(name: String) -> String? { parameters[name] }

  var page: Int { self["page"].flatMap { Int($0) } ?? 1 }
  /// `start_date…end_date`.
  var days: String { "\(self["start_date"] ?? "")…\(self["end_date"] ?? "")" }
  /// The requested metrics of a report or fields of entities.
  var metrics: [String] { list("metrics") }
  var fields: [String] { list("fields") }
  var filtering: JSON? { self["filtering"].flatMap { try? JSON(parsing: $0) } }

  /// The special kind for which the call checks whether campaigns exist, or nil for other calls.
  var kindLookedFor: CampaignKind? {
    guard path == "campaign/get/", self["page_size"] == "1" else { return nil }
    return CampaignKind.special.first { kind in
      filtering == .object(kind.listFilter("STATUS_ALL"))
    }
  }
}

extension HTTPRequest {
  fileprivate var json: JSON? { body.flatMap { try? JSON(parsing: $0) } }
}

/// An answer of the API, or of a proxy in front of it.
struct Answer: Sendable {
  let outcome: Result<HTTPResponse, HTTPError>

  /// A body as it is.
  static func text(_ body: String, status: Int = 200, headers: HTTPHeaders = [:]) -> Answer {
    Answer(
      outcome: .success(HTTPResponse(status: status, headers: headers, body: ResponseBody(Array(body.utf8)))))
  }

  static func failure(_ kind: HTTPError.Kind) -> Answer {
    Answer(outcome: .failure(HTTPError(kind, host: "business-api.tiktok.com", detail: "curl's words")))
  }

  /// A success envelope.
  static func data(_ data: JSON, headers: HTTPHeaders = [:]) -> Answer {
    let envelope: JSON = ["code": 0, "message": "OK", "request_id": "r1", "data": data]
    return .text(envelope.text, headers: headers)
  }

  static func refusal(_ code: Int, _ message: String = "No.") -> Answer {
    let envelope: JSON = [
      "code": .int(code), "message": .string(message), "request_id": "r1", "data": [:],
    ]
    return .text(envelope.text)
  }

  /// One page of records.
  static func page(
    _ records: [JSON], _ number: Int = 1, of pages: Int = 1, total: Int? = nil, headers: HTTPHeaders = [:]
  ) -> Answer {
    let info: JSON = [
      "page": .int(number), "page_size": 1000, "total_number": .int(total ?? records.count * max(1, pages)),
      "total_page": .int(pages),
    ]
    return .data(["list": .array(records), "page_info": info], headers: headers)
  }

  /// The response of `advertiser/info/` for the accounts of the call.
  static func accounts(_ call: Call, timezone: String = "Etc/GMT+8", createdAt: Int = 1_700_000_000) -> Answer
  {
    let ids = (try? JSON(parsing: call["advertiser_ids"] ?? "[]"))?.array ?? []
    let list: [JSON] = ids.map { id in
      [
        "advertiser_id": id, "timezone": .string(timezone), "currency": "EUR", "create_time": .int(createdAt),
      ]
    }
    return .data(["list": .array(list)])
  }

  /// The response of `oauth2/advertiser/get/`.
  static func granted(_ ids: [String]) -> Answer {
    .data(["list": .array(ids.map { ["advertiser_id": .string($0), "advertiser_name": "A"] })])
  }
}

extension Answer {
  /// The answer to a call about a report task, which is done after `checks` checks; nil for other calls. `csv` makes
  /// its output from the call that created it.
  static func task(
    _ call: Call, checks: Int = 1, in tasks: TaskBook, csv: (Call) -> String
  ) -> Answer? {
    switch call.path {
    case "report/task/create/": return .data(["task_id": .string(tasks.add(csv(call)))])
    case "report/task/check/":
      return .data(["status": call.attempt < checks ? "PROCESSING" : "SUCCESS"])
    case "report/task/download/": return .text(tasks[call["task_id"] ?? ""])
    default: return nil
    }
  }
}

/// The report tasks of a scripted API.
final class TaskBook: Sendable {
  private let outputs = Mutex<[String]>([])

  func add(_ output: String) -> String {
    outputs.withLock { outputs in
      outputs.append(output)
      return "t\(outputs.count)"
    }
  }

  subscript(id: String) -> String {
    outputs.withLock { outputs in Int(id.dropFirst()).map { outputs[$0 - 1] } ?? "" }
  }
}
