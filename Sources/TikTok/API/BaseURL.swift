import Connector
import HTTP
import JSON

/// The address of the API. Only the operator's environment can change it, so a configuration cannot send the token to
/// another host.
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
    guard let parts = Parts(of: address), parts.isSecure || parts.isLoopback else { throw Self.failure }
    let path = parts.path.drop { $0 == "/" }
    text = parts.origin + "/" + (path.isEmpty ? "open_api/v1.3/" : path + (path.hasSuffix("/") ? "" : "/"))
  }

  /// Whether the variable names an address of this machine.
  static func isOnThisMachine(by variables: [String: String]) -> Bool {
    variables[variable].flatMap { Parts(of: $0.trimmed) }?.isLoopback ?? false
  }

  private static var failure: SourceFailure {
    SourceFailure(
      .configuration,
      "The environment variable \(variable) must be an https address such as "
        + "\(production.text), or an http address of this machine (127.0.0.1, localhost). Correct or unset it."
    )
  }
}

/// The parts of an address that decide whether it is allowed.
private struct Parts {
  let isSecure: Bool
  /// Scheme, host and port.
  let origin: Substring
  let host: Substring
  let path: Substring

  /// nil for an address with a user, a query or a fragment, and for one that other software might parse differently.
  init?(of address: String) {
    let isPlain = address.utf8.allSatisfy { ASCII.isVisible($0) && !#"?#@%\"#.utf8.contains($0) }
    guard isPlain, let scheme = ["https://", "http://"].first(where: address.hasPrefix) else { return nil }
    isSecure = scheme == "https://"
    let authority = address.dropFirst(scheme.count).prefix { $0 != "/" }
    origin = address[..<authority.endIndex]
    path = address[authority.endIndex...]
    let closing = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
    host = closing.map { authority[...$0] } ?? authority.prefix { $0 != ":" }
    let port = authority.dropFirst(host.count)
    let isPort = port.isEmpty || port.first == ":" && port.dropFirst().isDecimal(upTo: 65535)
    guard !host.isEmpty, isPort else { return nil }
  }

  /// Whether the host is this machine, whatever a name server says.
  var isLoopback: Bool {
    HTTPAddress.isOfThisMachine(host == "[::1]" ? "::1" : String(host))
  }
}

extension Substring {
  /// Whether this is a number from 0 to `maximum` in its shortest form.
  fileprivate func isDecimal(upTo maximum: Int) -> Bool {
    Int(self).map { (0...maximum).contains($0) && String($0) == self } ?? false
  }
}
