import CCurl
import Glibc

/// Where the certificates of trusted authorities are.
///
/// The library libcurl reads neither `SSL_CERT_FILE` nor `CURL_CA_BUNDLE` (the tool curl does), but companies use
/// them to add their own authority to a container.
struct CertificateAuthorities: Sendable, Equatable {
  /// A file of PEM certificates; nil: libcurl's own.
  let file: String?
  /// A folder of hashed PEM certificates; nil: libcurl's own.
  let folder: String?
  /// Names them in error texts.
  let description: String

  private static let names = ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]

  /// The variables of this process that name authorities.
  static var processEnvironment: [String: String] {
    var environment: [String: String] = [:]
    for name in names {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return environment
  }

  /// The authorities that the environment names; an empty variable counts as none, as in curl.
  init(environment: [String: String]) {
    let set = Self.names.filter { environment[$0]?.isEmpty == false }
    file = set.first { $0 != "SSL_CERT_DIR" }.flatMap { environment[$0] }
    folder = set.contains("SSL_CERT_DIR") ? environment["SSL_CERT_DIR"] : nil

    var sources: [String] = []
    if let name = set.first(where: { $0 != "SSL_CERT_DIR" }), let file { sources.append("\(name)=\(file)") }
    if let folder { sources.append("SSL_CERT_DIR=\(folder)") }
    description = sources.isEmpty ? Self.systemDescription : sources.joined(separator: " and ")
  }

  /// Which file and folder libcurl was built with.
  private static let systemDescription: String = {
    guard let easy = curl_easy_init() else { return "the system's certificates" }
    defer { curl_easy_cleanup(easy) }
    let places = [CURLINFO_CAINFO, CURLINFO_CAPATH].compactMap { ccurl_text(easy, $0) }
    guard !places.isEmpty else { return "the system's certificates" }
    return "the system's certificates (\(places.map(String.init(cString:)).joined(separator: ", ")))"
  }()
}
