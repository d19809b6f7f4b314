import HTTP

extension CurlTransport {
  /// A transport for tests, with shorter time-outs and otherwise the given settings.
  static func make(
    environment: [String: String] = [:], _ change: (inout CurlSettings) -> Void = { _ in }
  ) -> CurlTransport {
    var settings = CurlSettings()
    settings.connectTimeout = .seconds(5)
    settings.stallTimeout = .seconds(20)
    change(&settings)
    return CurlTransport(userAgent: "tests/1.0", settings: settings, environment: environment)
  }
}

extension ResponseBody {
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension HTTPTransport {
  /// The error that the request ends with, or nil if it has a response.
  func failure(of request: HTTPRequest) async -> HTTPError? {
    do {
      _ = try await send(request)
      return nil
    } catch {
      return error
    }
  }
}

/// Runs the body with a server, which is stopped at the end.
func withServer<Value>(
  _ answer: @escaping @Sendable (LoopbackServer.Received) -> Reply,
  _ body: (LoopbackServer) async throws -> Value
) async throws -> Value {
  let server = try LoopbackServer(answer)
  defer { server.stop() }
  return try await body(server)
}
