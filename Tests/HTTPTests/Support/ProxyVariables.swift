import Glibc

/// The proxies of whoever runs the tests, which are none of the tests' business.
enum ProxyVariables {
  /// Forgets them, once.
  static let forgotten: Void = {
    for name in [
      "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
    ] {
      unsetenv(name)
    }
  }()
}
