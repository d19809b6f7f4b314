/// The limits of a ``CurlTransport``.
package struct CurlSettings: Sendable, Equatable {
  /// How many requests are in flight at once, each on a connection of its own. Further ones wait in order.
  package var maximumConnections = 8
  /// For name look-up, connection and TLS handshake together.
  package var connectTimeout = Duration.seconds(10)
  /// How long a connection may be silent, or nearly so; whole seconds, at least one. Long, because the API counts what it
  /// has not answered in time against the app (1757262274182145).
  package var stallTimeout = Duration.seconds(120)
  /// A connection that is slower than this counts as silent, because a server that sends single bytes would hold a
  /// request for ever.
  package var leastBytesPerSecond = 1000
  /// For the whole request; nil: as long as bytes arrive.
  package var totalTimeout: Duration?
  /// The largest body, in bytes after decompression.
  package var maximumBodySize = 256 << 20

  /// Settings that suit the API, with HTTP/1.1.
  package init() {}
}
