/// What keeps secrets out of texts that people read.
///
/// The access token travels in a header, the app's secret in the query (§1 of the fact sheet); either may come back in an
/// error text of libcurl or of a server.
enum Redaction {
  static let mark = "***"

  /// Whether the value of a query parameter or of a field of that name is a secret.
  static func isSecret(parameter name: some StringProtocol) -> Bool {
    let name = name.lowercased()
    return name.contains("secret") || name.contains("token") || name.contains("password")
      || name == "auth_code"
  }

  /// Whether the value of a header of that name is a secret.
  static func isSecret(header name: String) -> Bool {
    let name = name.lowercased()
    return isSecret(parameter: name) || name.contains("authorization") || name.contains("cookie")
  }

  /// The URL without the user before its host and with blanked secrets in its query.
  static func url(_ url: String) -> String {
    let url = withoutUser(url)
    guard let mark = url.firstIndex(of: "?") else { return url }
    let parameters = url[url.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
    let blanked = parameters.map { parameter in
      let name = parameter.prefix { $0 != "=" }
      return isSecret(parameter: name) && name.endIndex < parameter.endIndex
        ? "\(name)=\(Self.mark)" : String(parameter)
    }
    return url[...mark] + blanked.joined(separator: "&")
  }

  /// A text about the request without its query, its secret headers and any user before a host.
  static func text(_ text: String, about request: HTTPRequest) -> String {
    var text = withoutUser(text)
    if let query = HTTPAddress(request.url)?.query, !query.isEmpty {
      text = text.replacing(query, with: mark)
    }
    // Longest first: a secret may contain another one.
    for secret in secrets(of: request).sorted(by: { $0.count > $1.count }) {
      text = text.replacing(secret, with: mark)
    }
    return text
  }

  /// The secret values of the request. One of a few characters is no secret, and blanking it would only spoil
  /// the text.
  private static func secrets(of request: HTTPRequest) -> [String] {
    var values = request.headers.filter { isSecret(header: $0.name) }.map(\.value)
    for parameter in (HTTPAddress(request.url)?.query ?? "").split(separator: "&") {
      let name = parameter.prefix { $0 != "=" }
      if isSecret(parameter: name) { values.append(String(parameter.dropFirst(name.count + 1))) }
    }
    return values.filter { $0.count > 3 }
  }

  /// The text with every `scheme://user:password@host` shortened to `scheme://host`.
  private static func withoutUser(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let separator = rest.firstRange(of: "://") {
      result += rest[..<separator.upperBound]
      rest = rest[separator.upperBound...]
      let authority = rest.prefix { !"/?# \t\n\"'<>".contains($0) }
      if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    }
    return result + rest
  }
}
