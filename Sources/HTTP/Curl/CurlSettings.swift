/// The limits of a ``CurlTransport``.
package struct CurlSettings: Sendable, Equatable {
  /// Requests under way at once, each on a connection of its own; further ones wait in order.
  package var maximumConnections = 8
  /// For name look-up, connection and TLS handshake together.
  package var connectTimeout = Duration.seconds(10)
  /// How long a connection may be silent, or nearly so; whole seconds, at least one. Long, because the API counts what it
  /// has not answered in time against the app (1757262274182145).
  package var stallTimeout = Duration.seconds(120)
  /// What is less than silence is told by: a server that drips would hold a request for ever.
  package var leastBytesPerSecond = 1000
  /// For the whole request; nil: as long as bytes arrive.
  package var totalTimeout: Duration?
  /// The largest body, in bytes after decompression.
  package var maximumBodySize = 256 << 20

  /// Settings that suit the API, with HTTP/1.1.
  package init() {}
}
