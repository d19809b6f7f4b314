/// Whatever takes a request to its server and brings the response back: curl, or a test's own.
package protocol HTTPTransport: Sendable {
  /// Sends the request once and receives the whole response, of any status.
  ///
  /// - Parameter request: What to send, where.
  /// - Returns: The response; never a redirect that names its target, those are refused.
  /// - Throws: An ``HTTPError`` when there is no whole response; `.cancelled` as soon as the task is.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}
