/// The parts of an absolute `http` or `https` URL that the transport has to judge.
struct HTTPAddress: Equatable {
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
}
