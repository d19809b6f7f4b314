import Glibc

/// The proxy variables of the environment, which must not influence the tests.
enum ProxyVariables {
  /// Removes them, once.
  static let removed: Void = {
    for name in [
      "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
    ] {
      unsetenv(name)
    }
  }()
}
