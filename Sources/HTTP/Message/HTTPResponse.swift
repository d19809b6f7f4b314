/// One response, whatever its status.
package struct HTTPResponse: Sendable {
  /// What the transport saw of the connection: for `--debug` and benchmarks.
  package struct Facts: Sendable, Equatable {
    /// Whether an open connection was used again.
    package var reusedConnection: Bool
    /// From the start of the transfer to its last byte.
    package var duration: Duration
    /// From the request's going out to the first byte of the answer: what the server, and the way there, took.
    package var wait: Duration
    /// Bytes of the body on the wire: compressed, when the server compressed it.
    package var receivedBytes: Int

    /// Facts of one transfer.
    package init(
      reusedConnection: Bool = false, duration: Duration = .zero, wait: Duration = .zero,
      receivedBytes: Int = 0
    ) {
      self.reusedConnection = reusedConnection
      self.duration = duration
      self.wait = wait
      self.receivedBytes = receivedBytes
    }
  }

  /// Three digits; the API reports its own errors with 200.
  package let status: Int
  /// The lines of the final response: of no interim one, and of no proxy.
  package let headers: HTTPHeaders
  /// Decompressed.
  package let body: ResponseBody
  /// What the transport saw.
  package let facts: Facts

  /// A response of these parts.
  package init(
    status: Int, headers: HTTPHeaders = [:], body: ResponseBody = ResponseBody([]),
    facts: Facts = Facts()
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.facts = facts
  }
}
