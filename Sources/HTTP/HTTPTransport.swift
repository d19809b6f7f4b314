/// Sends requests and receives their responses: curl, or a test's own.
package protocol HTTPTransport: Sendable {
  /// Sends the request once and receives the whole response, of any status.
  ///
  /// - Parameter request: What to send, where.
  /// - Returns: The response; never a redirect that names its target, because those are refused.
  /// - Throws: An ``HTTPError`` when there is no whole response; `.cancelled` as soon as the task is.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

  /// As ``send(_:)``, and reports when the request goes out.
  ///
  /// - Parameters:
  ///   - request: What to send, where.
  ///   - onSend: Called when a connection stands and the request goes out; from any thread, perhaps more than once,
  ///     and not at all when there is no connection.
  /// - Returns: The response.
  /// - Throws: An ``HTTPError``.
  func send(
    _ request: HTTPRequest, onSend: @escaping @Sendable () -> Void
  ) async throws(HTTPError) -> HTTPResponse
}

extension HTTPTransport {
  /// For transports that have no connections to open.
  package func send(
    _ request: HTTPRequest, onSend: @escaping @Sendable () -> Void
  ) async throws(HTTPError) -> HTTPResponse {
    onSend()
    return try await send(request)
  }
}
