/// One response, whatever its status.
package struct HTTPResponse: Sendable {
  /// Three digits; the API reports its own errors with 200.
  package let status: Int
  /// The lines of the final response: of no interim one, and of no proxy.
  package let headers: HTTPHeaders
  /// Decompressed.
  package let body: ResponseBody
  /// From the request's going out to the first byte of the answer: how long the server, and the way there, took.
  package let wait: Duration

  /// A response of these parts.
  package init(
    status: Int, headers: HTTPHeaders = [:], body: ResponseBody = ResponseBody([]), wait: Duration = .zero
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.wait = wait
  }
}
