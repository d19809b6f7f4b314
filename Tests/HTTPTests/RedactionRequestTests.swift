import Secrets
import Testing

@testable import HTTP

struct `Secrets in texts` {
  @Test func `a request is described without its secrets`() {
    let request = HTTPRequest(
      .post, "https://user:p4ss@api.example/oauth2/?app_id=1&secret=s3cr3t&access_token=t&x=a%20b#f",
      headers: [
        HTTPHeader(name: "access-token", value: "t0k3n"),
        HTTPHeader(name: "Authorization", value: "Bearer z"),
        HTTPHeader(name: "Cookie", value: "a=b"), HTTPHeader(name: "Accept", value: "*/*"),
      ], body: Array(#"{"secret":"s3cr3t"}"#.utf8))
    let expected =
      "POST https://api.example/oauth2/?app_id=1&secret=****&access_token=****&x=a%20b#f "
      + "[access-token: ****, Authorization: ****, Cookie: ****, Accept: */*] with 19 bytes"
    #expect(request.description == expected)
    #expect(String(reflecting: request) == expected)
    #expect("\([request])" == "[\(expected)]")
  }

  @Test(arguments: [
    ("http://h/?token", "http://h/?token"), ("http://h/?=x&&a", "http://h/?=x&&a"),
    ("http://h/?client_secret=", "http://h/?client_secret=****"), ("http://h/", "http://h/"),
    ("http://h/a@b?c=d@e", "http://h/a@b?c=d@e"), ("no url", "no url"),
    ("http://h/?auth_code=1&PassWord=2", "http://h/?auth_code=****&PassWord=****"),
  ])
  func `only secrets are redacted`(url: String, expected: String) {
    #expect(Redaction.url(url) == expected)
  }

  @Test func `a text that repeats the request is redacted`() {
    let request = HTTPRequest(
      "https://api.example/x?app_id=1&secret=s3cr3t-value",
      headers: [HTTPHeader(name: "Access-Token", value: "t0k3n-value")])
    let text = "no /x?app_id=1&secret=s3cr3t-value for t0k3n-value (s3cr3t-value) via http://u:p@proxy:1/"
    #expect(Redaction.text(text, about: request) == "no /x?**** for **** (****) via http://proxy:1/")
  }
}
