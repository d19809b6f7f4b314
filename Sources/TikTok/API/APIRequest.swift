import JSON
import Secrets

/// A request of one endpoint: a GET, or a POST of JSON. Equal GETs have equal answers within a sync.
struct APIRequest: Sendable, Hashable {
  /// A query parameter, unencoded.
  struct Parameter: Sendable, Hashable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }

    /// Arrays and objects travel as JSON text (§1 of the fact sheet).
    init(_ name: String, _ value: JSON) { self.init(name, value.text) }
  }

  /// Relative to the base URL, with a slash at its end.
  let path: String
  private(set) var parameters: [Parameter]
  /// What a POST carries, as JSON text; nil for a GET.
  let body: String?

  init(_ path: EndpointPath, _ parameters: [Parameter] = []) {
    self.path = path.rawValue
    self.parameters = parameters
    body = nil
  }

  /// A POST.
  init(_ path: EndpointPath, body: JSON) {
    self.path = path.rawValue
    parameters = []
    self.body = body.text
  }

  /// The request with one more parameter, in place of an earlier one of its name.
  func with(_ name: String, _ value: String) -> APIRequest {
    var request = self
    request.parameters.removeAll { $0.name == name }
    request.parameters.append(Parameter(name, value))
    return request
  }

  /// The request with further parameters behind its own.
  func with(_ further: [Parameter]) -> APIRequest {
    var request = self
    request.parameters += further
    return request
  }

  /// The same request for one of its pages, from 1.
  func page(_ number: Int) -> APIRequest { with("page", String(number)) }

  /// The first value of a parameter.
  subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// The URL, with everything but the unreserved characters of RFC 3986 percent-encoded.
  func url(at base: BaseURL) -> String {
    var query: [UInt8] = []
    for parameter in parameters {
      query.append(query.isEmpty ? ASCII.questionMark : ASCII.ampersand)
      query += percentEncoded(parameter.name)
      query.append(ASCII.equals)
      query += percentEncoded(parameter.value)
    }
    return base.text + path + String(decoding: query, as: UTF8.self)
  }
}
