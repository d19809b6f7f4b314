import Secrets

/// One request, as it will be sent; the transport adds only its own `User-Agent` and what HTTP needs.
package struct HTTPRequest: Sendable, Equatable {
  /// The methods that the API knows.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// What the server shall do.
  package var method: Method
  /// Absolute, `http` or `https`, its query percent-encoded already.
  package var url: String
  /// Sent in this order, with this request only.
  package var headers: [HTTPHeader]
  /// Only a POST has one.
  package var body: [UInt8]?

  /// A GET of that URL.
  package init(_ url: String, headers: [HTTPHeader] = []) {
    self.init(.get, url, headers: headers)
  }

  /// A request; nothing is checked here, the transport refuses what cannot be sent.
  package init(_ method: Method, _ url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// The host that the URL names, without port and user; empty when it names none.
  package var host: String { HTTPAddress(url)?.host ?? "" }
}

extension HTTPRequest: CustomStringConvertible {
  /// The request as a log may show it: secrets in the query and in the headers are blanked, the body is only
  /// counted.
  package var description: String {
    var text = "\(method.rawValue) \(Redaction.url(url))"
    if !headers.isEmpty { text += " [\(headers.map(\.description).joined(separator: ", "))]" }
    if let body { text += " with \(body.count) bytes" }
    return text
  }
}
