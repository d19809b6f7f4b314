import Connector

/// Where the API is reached. Only the operator's environment can move it: a configuration cannot send the token
/// to another host.
struct BaseURL: Sendable, Equatable {
  /// Ends with a slash; the endpoints' paths are appended.
  let text: String

  /// §1 of the fact sheet.
  static let production = BaseURL(text: "https://business-api.tiktok.com/open_api/v1.3/")
  static let sandbox = BaseURL(text: "https://sandbox-ads.tiktok.com/open_api/v1.3/")

  /// The variable of the process's environment that names another address, for tests and proxies.
  static let variable = "TIKTOK_BASE_URL"

  private init(text: String) { self.text = text }

  /// - Parameters:
  ///   - environment: production or sandbox.
  ///   - variables: the process's environment.
  /// - Throws: `SourceFailure` when the variable holds anything but an https address, or http to this machine.
  init(of environment: Environment, variables: [String: String]) throws(SourceFailure) {
    guard let address = variables[Self.variable]?.trimmed, !address.isEmpty else {
      self = environment == .production ? .production : .sandbox
      return
    }
    guard let host = Self.host(of: address), !address.contains(where: { "?#@ \n\r\t\\".contains($0) }) else {
      throw Self.failure
    }
    let isSecure = address.hasPrefix("https://")
    guard isSecure || address.hasPrefix("http://") && Self.isLoopback(host) else { throw Self.failure }
    let path = address.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
    text =
      address
      + (path.count > 1 ? (address.hasSuffix("/") ? "" : "/") : (path.isEmpty ? "/" : "") + "open_api/v1.3/")
  }

  private static var failure: SourceFailure {
    SourceFailure(
      .configuration,
      "The environment variable \(variable) must be an https address such as "
        + "\(production.text), or an http address of this machine (127.0.0.1, localhost). Mend or unset it.")
  }

  /// What stands between the scheme and the port or the path.
  private static func host(of address: String) -> String? {
    guard let scheme = ["https://", "http://"].first(where: address.hasPrefix) else { return nil }
    let rest = address.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" }
    let host =
      authority.hasPrefix("[")
      ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    return host.isEmpty ? nil : String(host)
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts.first == 127 && parts.allSatisfy { $0 != nil }
  }
}
