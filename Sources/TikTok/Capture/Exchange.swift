import HTTP
import JSON

/// A request and what came of it.
struct Exchange: Sendable {
  /// The place of the request among those of the run, from 1.
  let sequence: Int
  /// When it began, after the beginning of the run.
  let start: Duration
  /// How long it took.
  let duration: Duration
  let request: HTTPRequest
  let outcome: Result<HTTPResponse, HTTPError>
}

extension Exchange {
  /// The exchange as a line of a capture.
  /// - Parameters:
  ///   - anonymizer: of the whole capture.
  ///   - base: the address that paths are relative to.
  /// - Returns: an object with `sequence`, `at_ms`, `took_ms`, `method`, `path`, `query`, `request` for what a POST
  ///   carries, and either `status`, `headers` and `body` or `text`, or `fault`.
  func line(by anonymizer: Anonymizer, relativeTo base: BaseURL) -> JSON {
    let (path, query) = parts(relativeTo: base)
    let asked = JSON.object(
      JSONObject(query.map { JSONObject.Member($0.name, .string(anonymizer($0.value, of: $0.name))) }))
    var line: JSONObject = [
      "sequence": .int(sequence), "at_ms": .int(start.milliseconds), "took_ms": .int(duration.milliseconds),
      "method": .string(request.method.rawValue), "path": .string(path), "query": asked,
    ]
    var words = Set(asked.text.words.filter(\.isWordOfText).map(\.text))
    if let body = request.body {
      let carried = (try? JSON(parsing: body)).map { anonymizer($0) } ?? .string(Anonymizer.removed)
      line["request"] = carried
      words.formUnion(carried.text.words.filter(\.isWordOfText).map(\.text))
    }
    switch outcome {
    case .failure(let error): line["fault"] = .string(error.kind.name)
    case .success(let response):
      line["status"] = .int(response.status)
      let headers = Self.headers.compactMap { name in
        response.headers[name].map { JSONObject.Member(name, .string(anonymizer(message: $0))) }
      }
      if !headers.isEmpty { line["headers"] = .object(JSONObject(headers)) }
      let body = self.body(response.body.bytes, of: path, asked: words, by: anonymizer)
      line[body.name] = body.value
    }
    return .object(line)
  }

  /// The headers that the connector acts on, or that explain a body.
  private static let headers = [
    "Content-Type", "Retry-After", Page.truncationHeader, "X-RateLimit-Limit", "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
  ]

  private func parts(relativeTo base: BaseURL) -> (path: String, query: [APIRequest.Parameter]) {
    let url = request.url
    let rest =
      if url.hasPrefix(base.text) {
        url.dropFirst(base.text.count)
      } else {
        url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
      }
    let path = rest.prefix { $0 != "?" }
    let query = rest.dropFirst(path.count + 1).split(separator: "&").map { part in
      let name = part.prefix { $0 != "=" }
      return APIRequest.Parameter(
        name.removingPercentEncoding, part.dropFirst(name.count + 1).removingPercentEncoding)
    }
    return (String(path), query)
  }

  private func body(
    _ bytes: [UInt8], of path: String, asked: Set<String>, by anonymizer: Anonymizer
  ) -> (name: String, value: JSON) {
    if var value = try? JSON(parsing: bytes) {
      // The message is the only member that depends on the request.
      let message = value["message"]?.string.map { anonymizer(message: $0, asked: asked) }
      value = anonymizer(value)
      guard let message, var object = value.object else { return ("body", value) }
      object["message"] = .string(message)
      return ("body", .object(object))
    }
    let text =
      if let cut = CutJSON(bytes) {
        cut.text(of: anonymizer(cut.value))
      } else if path == EndpointPath.reportTaskDownload.rawValue {
        anonymizer(csv: bytes)
      } else {
        anonymizer(page: String(decoding: bytes, as: UTF8.self))
      }
    return ("text", .string(text))
  }
}

extension HTTPError.Kind {
  /// The fault's name in a capture.
  fileprivate var name: String {
    switch self {
    case .unresolvableHost: "unresolvable_host"
    case .unreachable: "unreachable"
    case .proxyFailed: "proxy_failed"
    case .certificateRefused: "certificate_refused"
    case .certificateOfAnotherHost: "certificate_of_another_host"
    case .authoritiesUnreadable: "authorities_unreadable"
    case .handshakeFailed: "handshake_failed"
    case .connectTimeout: "connect_timeout"
    case .stalled: "stalled"
    case .timedOut: "timed_out"
    case .connectionLost: "connection_lost"
    case .badContentEncoding: "bad_content_encoding"
    case .malformedResponse: "malformed_response"
    case .redirectRefused: "redirect_refused"
    case .tooLarge: "too_large"
    case .cancelled: "cancelled"
    case .invalidRequest: "invalid_request"
    case .other: "other"
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}

extension Substring {
  /// The text that was percent-encoded.
  fileprivate var removingPercentEncoding: String {
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      if byte == ASCII.percent, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
