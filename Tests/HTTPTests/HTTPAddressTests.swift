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

  @Test(arguments: ["", "h", "/path", "ftp://h/", "http:///x", "http://", "http://@/", "://h", "http://:80/"])
  func `a text that is not an HTTP URL is refused`(url: String) {
    #expect(HTTPAddress(url) == nil)
  }
}
