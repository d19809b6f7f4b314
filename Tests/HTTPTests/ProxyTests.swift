import Foundation
import HTTP
import Testing

/// libcurl reads the proxy variables of the process, so each test runs in its own process.
@Suite(.timeLimit(.minutes(10)))
struct `Proxies of the environment` {
  private static let token = HTTPHeader(name: "Access-Token", value: "abcdef")

  @Test func `a plain request goes through http_proxy`() async {
    await #expect(processExitsWith: .success) {
      try await withServer({ _ in .text("by proxy") }) { proxy in
        setenv("http_proxy", proxy.url(), 1)
        let response = try await CurlTransport.make().send(HTTPRequest("http://tiktok.invalid/x?y=1"))
        #expect(response.body.text == "by proxy")
        #expect(proxy.received.map(\.requestLine) == ["GET http://tiktok.invalid/x?y=1 HTTP/1.1"])
      }
    }
  }

  @Test func `no_proxy excludes a host`() async {
    await #expect(processExitsWith: .success) {
      try await withServer({ _ in .text("by proxy") }) { proxy in
        setenv("http_proxy", proxy.url(), 1)
        setenv("no_proxy", "tiktok.invalid,example.com", 1)
        let error = await CurlTransport.make().failure(of: HTTPRequest("http://tiktok.invalid/"))
        #expect(error?.kind == .unresolvableHost)
        #expect(proxy.received.isEmpty)
      }
    }
  }

  @Test(arguments: ["http_proxy", "all_proxy", "ALL_PROXY"])
  func `http to this machine goes past every proxy`(variable: String) async {
    await #expect(processExitsWith: .success) { [variable] in
      try await withServer({ _ in .text("direct") }) { server in
        setenv(variable, "http://127.0.0.1:1", 1)
        let transport = CurlTransport.make()
        let response = try await transport.send(HTTPRequest(server.url()))
        #expect(response.body.text == "direct")
        // The next request of the same handle uses the proxy again.
        let error = await transport.failure(of: HTTPRequest("http://tiktok.invalid/"))
        #expect(error?.kind == .proxyFailed(status: nil))
      }
    }
  }

  @Test func `TLS uses the tunnel of https_proxy, which does not see the headers`() async {
    await #expect(processExitsWith: .success) {
      // A tunnel that is closed as soon as it is open.
      let open = Reply([.send(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8)), .close])
      try await withServer({ _ in open }) { proxy in
        setenv("https_proxy", "http://user:p4ss@127.0.0.1:\(proxy.port)", 1)
        let request = HTTPRequest("https://tiktok.invalid/x", headers: [Self.token])
        let error = await CurlTransport.make().failure(of: request)
        #expect(error?.kind == .handshakeFailed)
        #expect(proxy.received.map(\.requestLine) == ["CONNECT tiktok.invalid:443 HTTP/1.1"])
        #expect(proxy.received.first?.header("Access-Token") == nil)
        #expect(proxy.received.first?.header("Proxy-Authorization") == "Basic dXNlcjpwNHNz")
      }
    }
  }

  @Test(arguments: [(403, false), (407, false), (502, true)])
  func `an error of the proxy is told apart from one of the server`(status: Int, isTransient: Bool) async {
    await #expect(processExitsWith: .success) { [status, isTransient] in
      try await withServer({ _ in Reply(Reply.response(status).steps + [.close]) }) { proxy in
        setenv("https_proxy", "http://user:p4ss@127.0.0.1:\(proxy.port)", 1)
        let error = await CurlTransport.make().failure(of: HTTPRequest("https://tiktok.invalid/"))
        #expect(error?.kind == .proxyFailed(status: status))
        #expect(error?.isTransient == isTransient)
        #expect(error?.description.contains("p4ss") == false)
      }
    }
  }

  @Test func `an unreachable proxy is told apart from an unreachable server`() async {
    await #expect(processExitsWith: .success) {
      setenv("https_proxy", "http://127.0.0.1:1", 1)
      let refused = await CurlTransport.make().failure(of: HTTPRequest("https://tiktok.invalid/"))
      #expect(refused?.kind == .proxyFailed(status: nil))
      setenv("https_proxy", "http://no-such-proxy.invalid:3128", 1)
      let unknown = await CurlTransport.make().failure(of: HTTPRequest("https://tiktok.invalid/"))
      #expect(unknown?.kind == .proxyFailed(status: nil))
    }
  }
}
