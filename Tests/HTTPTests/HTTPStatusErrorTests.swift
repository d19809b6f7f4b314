import HTTP
import Testing

struct `HTTP status errors` {
  private let request = HTTPRequest(
    "https://h/x?secret=s3cr3t", headers: [HTTPHeader(name: "Access-Token", value: "t0k3n")])

  @Test(arguments: [200, 201, 204, 299])
  func `a success status is no error`(status: Int) {
    #expect(HTTPStatusError(HTTPResponse(status: status), to: request) == nil)
  }

  @Test(arguments: [
    (429, RetryAdvice.pauseAll), (408, .timeout), (500, .backoff), (502, .backoff), (504, .timeout),
    (524, .timeout),
    (400, .none), (401, .none), (404, .none), (304, .none), (600, .none),
  ])
  func `the status decides whether to retry`(status: Int, advice: RetryAdvice) {
    #expect(HTTPStatusError(HTTPResponse(status: status), to: request)?.retryAdvice == advice)
  }

  @Test(arguments: [
    ("120", 120), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Mon, 07 Nov 1994 00:00:00 GMT", 54_660),
    ("Sat, 05 Nov 1994 00:00:00 GMT", 0), ("99999999999", 31_536_000),
    ("Sunday, 06-Nov-94 08:49:37 GMT", 37), ("Sun Nov  6 08:49:37 1994", 37),
  ])
  func `the wait is at least what the server asks for`(value: String, seconds: Int) {
    let headers: HTTPHeaders = ["Date": "Sun, 06 Nov 1994 08:49:00 GMT", "retry-after": value]
    let throttled = HTTPStatusError(HTTPResponse(status: 429, headers: headers), to: request)
    #expect(throttled?.retryAdvice == .pauseAll(atLeast: .seconds(seconds)))
    let busy = HTTPStatusError(HTTPResponse(status: 503, headers: headers), to: request)
    #expect(busy?.retryAdvice == .backoff(atLeast: .seconds(seconds)))
  }

  @Test(arguments: [
    "", "soon", "-5", "1.5", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov",
  ])
  func `an invalid wait is ignored`(value: String) {
    let headers: HTTPHeaders = ["Date": "Sun, 06 Nov 1994 08:49:00 GMT", "Retry-After": value]
    #expect(HTTPStatusError(HTTPResponse(status: 429, headers: headers), to: request)?.retryAfter == nil)
  }

  @Test(arguments: [
    ("Thu, 29 Feb 2024 00:00:00 GMT", "Fri, 01 Mar 2024 00:00:00 GMT", 86_400),
    ("Wed, 31 Dec 2025 23:59:59 GMT", "Thu, 01 Jan 2026 00:00:00 GMT", 1),
    ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 1971 00:00:00 GMT", 31_536_000),
  ])
  func `the time between two dates is counted in seconds`(from: String, to: String, seconds: Int) {
    let headers: HTTPHeaders = ["Date": from, "Retry-After": to]
    let error = HTTPStatusError(HTTPResponse(status: 503, headers: headers), to: request)
    #expect(error?.retryAfter == .seconds(seconds))
  }

  @Test func `the excerpt is short, printable and without secrets`() {
    let body =
      "<p>No\u{0}\u{7}\r\n\tgateway\u{202E} for s3cr3t and t0k3n</p> " + String(repeating: "xy ", count: 2000)
    let response = HTTPResponse(status: 502, body: ResponseBody(Array(body.utf8) + [0xFF, 0xFE]))
    let error = HTTPStatusError(response, to: request)
    #expect(error?.excerpt.hasPrefix("<p>No gateway for **** and ****</p> xy xy") == true)
    #expect(error?.excerpt.hasSuffix("xy…") == true)
    #expect((197...201).contains(error?.excerpt.count ?? 0))
    #expect(error?.description.hasPrefix("h answered with status 502: <p>No") == true)
    let bytes = HTTPResponse(status: 500, body: ResponseBody([0xFF, 0x00, 0x41]))
    #expect(HTTPStatusError(bytes, to: request)?.description == "h answered with status 500: A")
    #expect(
      HTTPStatusError(HTTPResponse(status: 500), to: request)?.description == "h answered with status 500")
  }
}
