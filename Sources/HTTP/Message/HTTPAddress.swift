/// The parts of an absolute `http` or `https` URL that the transport has to judge.
package struct HTTPAddress: Equatable {
  let scheme: String
  /// Lower case, without user, port and the brackets of an IPv6 address.
  let host: String
  /// What follows the `?`, without a fragment.
  let query: String?

  /// The parts of that URL; nil when it has another scheme or no host.
  init?(_ url: String) {
    guard let separator = url.firstRange(of: "://") else { return nil }
    scheme = url[..<separator.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }

    let rest = url[separator.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    if place.hasPrefix("[") {
      host = place.dropFirst().prefix { $0 != "]" }.lowercased()
    } else {
      host = place.prefix { $0 != ":" }.lowercased()
    }
    guard !host.isEmpty else { return nil }
    query = rest.firstIndex(of: "?").map { String(rest[rest.index(after: $0)...]) }
  }

  /// Whether a request is sent in clear text, but stays on this machine.
  var isPlainAndLocal: Bool { scheme == "http" && Self.isOfThisMachine(host) }

  /// Whether a host is this machine, whatever a name server says: in lower case, without port, and an IPv6 address
  /// without brackets.
  package static func isOfThisMachine(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy(isByte)
  }

  /// Whether a part of an IPv4 address is a number from 0 to 255, without leading zeros, which make it octal for some.
  private static func isByte(_ part: Substring) -> Bool {
    UInt8(part).map { String($0) == part } ?? false
  }
}
