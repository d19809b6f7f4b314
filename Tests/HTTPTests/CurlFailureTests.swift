import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Failures of a curl transport` {
  @Test func `a refused connection is unreachable`() async throws {
    let server = try LoopbackServer { _ in .text("ok") }
    let url = server.url()
    server.stop()
    let error = await CurlTransport.make().failure(of: HTTPRequest(url))
    #expect(error?.kind == .unreachable)
    #expect(error?.host == "127.0.0.1")
    #expect(error?.isTransient == true)
  }

  @Test func `a host without an address cannot be resolved`() async throws {
    ProxyVariables.removed
    let error = await CurlTransport.make().failure(of: HTTPRequest("http://no-such-host.invalid/"))
    #expect(error?.kind == .unresolvableHost)
    #expect(error?.description.hasPrefix("cannot resolve no-such-host.invalid") == true)
  }

  @Test func `a connection without a handshake times out`() async throws {
    let server = try LoopbackServer { _ in Reply([.wait(seconds: 20)]) }
    defer { server.stop() }
    let transport = CurlTransport.make { $0.connectTimeout = .milliseconds(200) }
    let error = await transport.failure(of: HTTPRequest("https://127.0.0.1:\(server.port)/"))
    #expect(error?.kind == .connectTimeout)
  }

  @Test(arguments: [
    // Before the first byte, and in the middle of the body.
    [Reply.Step.wait(seconds: 30)],
    [.send(Reply.head(200, ["Content-Length: 10"]) + Array("01234".utf8)), .wait(seconds: 30)],
  ])
  func `a silent server is reported as stalled`(steps: [Reply.Step]) async throws {
    try await withServer({ _ in Reply(steps) }) { server in
      let transport = CurlTransport.make { $0.stallTimeout = .seconds(1) }
      let error = await transport.failure(of: HTTPRequest(server.url()))
      #expect(error?.kind == .stalled)
      #expect(error?.isTransient == true)
    }
  }

  @Test func `a slow server that keeps sending is tolerated unless the total time is limited`() async throws {
    let slow: [Reply.Step] = (0..<8).flatMap { _ in [.send([0x20]), .wait(seconds: 0.25)] }
    let reply = Reply([.send(Reply.head(200, ["Content-Length: 8"]))] + slow)
    try await withServer({ _ in reply }) { server in
      let patient = CurlTransport.make {
        $0.stallTimeout = .seconds(1)
        $0.leastBytesPerSecond = 1
      }
      let strict = CurlTransport.make { $0.stallTimeout = .seconds(1) }
      let impatient = CurlTransport.make { $0.totalTimeout = .milliseconds(300) }
      async let error = impatient.failure(of: HTTPRequest(server.url()))
      async let tooSlow = strict.failure(of: HTTPRequest(server.url()))
      let response = try await patient.send(HTTPRequest(server.url()))
      #expect(response.body.bytes.count == 8)
      #expect(await error?.kind == .timedOut)
      #expect(await tooSlow?.kind == .stalled, "what drips is as good as silent")
    }
  }

  @Test(arguments: [
    [Reply.Step.close],
    [.reset],
    [.send(Array("HTTP/1.1 200 OK\r\nContent-".utf8)), .close],
    [.send(Reply.head(200, ["Content-Length: 10"]) + Array("01234".utf8)), .close],
    [.send(Reply.head(200, ["Content-Length: 10"]) + Array("01234".utf8)), .wait(seconds: 0.1), .reset],
    [.send(Reply.head(200, ["Transfer-Encoding: chunked"]) + Array("5\r\n01234\r\n".utf8)), .close],
    [.send(Reply.head(200, ["Transfer-Encoding: chunked"]) + Array("5\r\n012".utf8)), .reset],
  ])
  func `a truncated response is an error`(steps: [Reply.Step]) async throws {
    try await withServer({ _ in Reply(steps) }) { server in
      let error = await CurlTransport.make().failure(of: HTTPRequest(server.url()))
      #expect(error?.kind == .connectionLost, "\(String(describing: error))")
      #expect(error?.isTransient == true)
    }
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
  ])
  func `a response that is not HTTP is an error`(text: String) async throws {
    try await withServer({ _ in Reply([.send(Array(text.utf8)), .close]) }) { server in
      let error = await CurlTransport.make().failure(of: HTTPRequest(server.url()))
      #expect(error?.kind == .malformedResponse, "\(String(describing: error))")
    }
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect to another host is refused, and the token is not sent there`(status: Int) async throws {
    let target = try LoopbackServer { _ in .text("stolen") }
    defer { target.stop() }
    let location = "Location: http://localhost:\(target.port)/?access_token=abcdef"
    try await withServer({ _ in .response(status, headers: [location]) }) { server in
      let token = HTTPHeader(name: "Access-Token", value: "abcdef")
      let error = await CurlTransport.make().failure(of: HTTPRequest(server.url(), headers: [token]))
      #expect(error?.kind == .redirectRefused(to: "localhost", sameHost: false))
      #expect(error?.description.contains("abcdef") == false)
      #expect(error?.isTransient == false)
      #expect(server.received.count == 1)
      #expect(target.received.isEmpty)
    }
  }

  @Test(arguments: ["/elsewhere", "http://127.0.0.1/elsewhere", "?page=2"])
  func `a redirect within the same host is refused too`(location: String) async throws {
    try await withServer({ _ in .response(302, headers: ["Location: \(location)"]) }) { server in
      let error = await CurlTransport.make().failure(of: HTTPRequest(server.url()))
      #expect(error?.kind == .redirectRefused(to: "127.0.0.1", sameHost: true))
      #expect(server.received.count == 1)
    }
  }

  @Test func `a body over the limit is refused, announced or not`() async throws {
    let body = [UInt8](repeating: 0x20, count: 5000)
    let replies = [
      "/announced": Reply.response(body: body),
      "/chunked": Reply.chunked(Array(repeating: Array(body[..<1000]), count: 5)),
      "/endless": Reply(
        [.send(Reply.head(200, ["Content-Length: 99999999999"]))]
          + Array(repeating: .send(body), count: 1000)),
      "/fits": Reply.response(body: body[..<4096]),
    ]
    try await withServer({ replies[$0.path] ?? .text("") }) { server in
      let transport = CurlTransport.make { $0.maximumBodySize = 4096 }
      for path in replies.keys where path != "/fits" {
        let error = await transport.failure(of: HTTPRequest(server.url(path)))
        #expect(error?.kind == .tooLarge(limit: 4096))
        #expect(error?.isTransient == false)
      }
      let response = try await transport.send(HTTPRequest(server.url("/fits")))
      #expect(response.body.bytes.count == 4096)
    }
  }

  @Test func `the transport still works after every failure`() async throws {
    let replies: [String: Reply] = [
      "/reset": Reply([.reset]), "/garbage": Reply([.send([1, 2, 3, 10, 10]), .close]),
      "/gzip": .text("no gzip", headers: ["Content-Encoding: gzip"]),
    ]
    try await withServer({ replies[$0.path] ?? .text("ok") }) { server in
      let transport = CurlTransport.make { $0.maximumConnections = 1 }
      for path in ["/reset", "/ok", "/garbage", "/ok", "/gzip", "/ok"] {
        let text = try? await transport.send(HTTPRequest(server.url(path))).body.text
        #expect(text == (path == "/ok" ? "ok" : nil))
      }
    }
  }

  @Test func `an error contains neither query nor headers`() async throws {
    let server = try LoopbackServer { _ in .text("ok") }
    let url = server.url("/oauth2/?app_id=1234567&secret=s3cr3t")
    server.stop()
    let token = HTTPHeader(name: "Access-Token", value: "t0k3n")
    for url in [
      url, "http://user:p4ss@no-such-host.invalid/?secret=s3cr3t", "http://127.0.0.1:1 /?secret=s3cr3t",
    ] {
      let error = await CurlTransport.make().failure(of: HTTPRequest(url, headers: [token]))
      let text = try #require(error).description
      for secret in ["s3cr3t", "t0k3n", "1234567", "p4ss"] { #expect(!text.contains(secret)) }
    }
  }
}
