import Testing

@testable import HTTP

struct `HTTP addresses` {
  @Test(arguments: [
    ("https://API.example.com/a?b=c#d", "api.example.com", "b=c"), ("HTTP://h", "h", nil),
    ("http://h:8080?x", "h", "x"), ("http://u:p@h:1/", "h", nil), ("http://a@b@h/", "h", nil),
    ("http://[::1]:80/", "::1", nil), ("http://h/#a?b", "h", nil), ("http://h?", "h", ""),
  ])
  func `a URL is split into its parts`(url: String, host: String, query: String?) {
    let address = HTTPAddress(url)
    #expect(address?.host == host)
    #expect(address?.query == query)
  }

  @Test(arguments: [
    ("http://127.0.0.1:8080/x", true), ("http://127.255.0.9/", true), ("HTTP://LOCALHOST/", true),
    ("http://[::1]:80/", true), ("https://127.0.0.1/", false), ("http://127.0.0.1.example/", false),
    ("http://localhost.example/", false), ("http://127.0.0.1@example.com/", false),
    ("http://127.0.0.01/", false),
    ("http://127.0.0.256/", false), ("http://128.0.0.1/", false), ("http://10.0.0.1/", false),
  ])
  func `http to this machine is told from everything else`(url: String, isLocal: Bool) {
    #expect(HTTPAddress(url)?.isPlainAndLocal == isLocal)
  }

  @Test(arguments: ["", "h", "/path", "ftp://h/", "http:///x", "http://", "http://@/", "://h", "http://:80/"])
  func `a text that is not an HTTP URL is refused`(url: String) {
    #expect(HTTPAddress(url) == nil)
  }
}
