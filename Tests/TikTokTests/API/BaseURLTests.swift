import Connector
import Testing

@testable import TikTok

struct BaseURLTests {
  private static func base(_ address: String?, _ environment: Environment = .production) throws -> BaseURL {
    try BaseURL(of: environment, variables: address.map { [BaseURL.variable: $0] } ?? [:])
  }

  @Test func `without the variable the environment decides the host`() throws {
    #expect(try Self.base(nil).text == "https://business-api.tiktok.com/open_api/v1.3/")
    #expect(try Self.base(nil, .sandbox).text == "https://sandbox-ads.tiktok.com/open_api/v1.3/")
    #expect(try Self.base("  ", .sandbox) == .sandbox)
  }

  @Test(arguments: [
    ("https://proxy.example.com", "https://proxy.example.com/open_api/v1.3/"),
    ("https://proxy.example.com/", "https://proxy.example.com/open_api/v1.3/"),
    ("https://proxy.example.com//", "https://proxy.example.com/open_api/v1.3/"),
    ("https://proxy.example.com/tiktok", "https://proxy.example.com/tiktok/"),
    ("https://proxy.example.com/tiktok/v1.3/", "https://proxy.example.com/tiktok/v1.3/"),
    ("https://proxy.example.com:8443/x", "https://proxy.example.com:8443/x/"),
    ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443/open_api/v1.3/"),
    (" https://proxy.example.com\n", "https://proxy.example.com/open_api/v1.3/"),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080/open_api/v1.3/"),
    ("http://127.255.0.1", "http://127.255.0.1/open_api/v1.3/"),
    ("http://localhost:8080/open_api/v1.3", "http://localhost:8080/open_api/v1.3/"),
    ("http://[::1]:8080", "http://[::1]:8080/open_api/v1.3/"),
    ("http://[::1]", "http://[::1]/open_api/v1.3/"),
  ])
  func `an https URL, or http to this machine, is the base of both environments`(
    address: String, base: String
  ) throws {
    #expect(try Self.base(address).text == base)
    #expect(try Self.base(address, .sandbox).text == base)
  }

  @Test(arguments: [
    "http://business-api.tiktok.com", "http://10.0.0.1", "http://128.0.0.1",
    // Hosts that only begin like this machine's.
    "http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://localhostevil/",
    "http://[::1].evil.example/", "http://[::1]evil/", "http://[::2]/", "http://[::1", "http://[]/",
    // A user before the host.
    "http://127.0.0.1@evil.example/", "http://127.0.0.1:80@evil.example/",
    "https://user:word@proxy.example.com/", "http://localhost@evil.example",
    // Numbers that other parsers read differently.
    "http://0127.0.0.1/", "http://127.1/", "http://2130706433/", "http://127.0.0.256/", "http://127.0.0.+1/",
    "http://127.0.0.1./",
    // Invalid ports.
    "http://127.0.0.1:evil.example/", "http://127.0.0.1:", "http://127.0.0.1:+80", "http://127.0.0.1:65536",
    "https://proxy.example.com:443:evil",
    // Parts that a base must not have.
    "https://proxy.example.com/?x=1", "https://proxy.example.com/#x", "https://proxy.example.com\\@evil/",
    "https://proxy.example.com/%2e%2e/", "https://proxy.example.com/a b",
    "https://proxy.example.com/\r\nX: y",
    "https://pröxy.example.com/",
    // Other schemes, or none.
    "HTTPS://proxy.example.com/", "HTTP://127.0.0.1/", "ftp://127.0.0.1/", "127.0.0.1:8080", "https:/x",
    "https://",
    "https:///path", "file:///etc/passwd",
  ])
  func `any other URL is refused`(address: String) {
    let error = #expect(throws: SourceFailure.self) { try Self.base(address) }
    #expect(error?.kind == .configuration)
    #expect(error?.message.contains(BaseURL.variable) == true)
  }
}
