import Secrets

/// The access token travels in a header, the app's secret in the query (§1 of the fact sheet). An error text of libcurl
/// or of a server may repeat either.
extension Redaction {
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

  /// The URL without the user before its host, and without the secrets in its query.
  static func url(_ url: String) -> String {
    let url = withoutUser(url)
    guard let mark = url.firstIndex(of: "?") else { return url }
    let parameters = url[url.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
    let blanked = parameters.map { parameter in
      let name = parameter.prefix { $0 != "=" }
      return isSecret(parameter: name) && name.endIndex < parameter.endIndex
        ? "\(name)=\(blank)" : String(parameter)
    }
    return url[...mark] + blanked.joined(separator: "&")
  }

  /// A text about a request, without its query, the values of its secret headers, and any user before a host.
  static func text(_ text: String, about request: HTTPRequest) -> String {
    let query = HTTPAddress(request.url)?.query ?? ""
    return Redaction(secrets(of: request) + [query])(withoutUser(text))
  }

  /// The secret values of the request.
  private static func secrets(of request: HTTPRequest) -> [String] {
    var values = request.headers.filter { isSecret(header: $0.name) }.map(\.value)
    for parameter in (HTTPAddress(request.url)?.query ?? "").split(separator: "&") {
      let name = parameter.prefix { $0 != "=" }
      if isSecret(parameter: name) { values.append(String(parameter.dropFirst(name.count + 1))) }
    }
    return values
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
