import Foundation
import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Curl transport` {
  @Test func `a response has status, headers and body`() async throws {
    let reply = Reply.response(
      200, headers: ["X-Tt-Ads-Throttle: Number of ad ids", "Content-Type: application/json"],
      body: Array(#"{"code":0}"#.utf8))
    try await withServer({ _ in reply }) { server in
      let response = try await CurlTransport.make().send(HTTPRequest(server.url("/x")))
      #expect(response.status == 200)
      #expect(response.headers["x-tt-ads-throttle"] == "Number of ad ids")
      #expect(response.headers["content-TYPE"] == "application/json")
      #expect(response.headers["Retry-After"] == nil)
      #expect(response.body.text == #"{"code":0}"#)
    }
  }

  @Test func `a response has the time that the server took`() async throws {
    try await withServer({ Reply([.wait(seconds: 0.2)] + Reply.text($0.path).steps) }) { server in
      let response = try await CurlTransport.make().send(HTTPRequest(server.url()))
      #expect(response.wait >= .milliseconds(190))
      #expect(response.wait < .seconds(100))
    }
  }

  @Test(arguments: [204, 304, 404, 429, 500])
  func `every status is returned as a response`(status: Int) async throws {
    try await withServer({ _ in .response(status, headers: ["Retry-After: 7"], body: []) }) { server in
      let response = try await CurlTransport.make().send(HTTPRequest(server.url()))
      #expect(response.status == status)
      #expect(response.headers["Retry-After"] == "7")
      #expect(response.body.bytes.isEmpty)
    }
  }

  @Test func `one connection serves several requests in turn`() async throws {
    try await withServer({ .text($0.path) }) { server in
      let transport = CurlTransport.make()
      for number in 0..<10 {
        let response = try await transport.send(HTTPRequest(server.url("/\(number)")))
        #expect(response.body.text == "/\(number)")
      }
      #expect(server.connectionCount == 1)
    }
  }

  @Test func `a connection closed by the server is replaced`() async throws {
    try await withServer({ Reply(Reply.text($0.path).steps + [.close]) }) { server in
      let transport = CurlTransport.make()
      for number in 0..<5 {
        let response = try await transport.send(HTTPRequest(server.url("/\(number)")))
        #expect(response.body.text == "/\(number)")
      }
    }
  }

  @Test func `a hundred concurrent requests share the connections`() async throws {
    try await withServer({ Reply([.wait(seconds: 0.005)] + Reply.text($0.path).steps) }) { server in
      let transport = CurlTransport.make { $0.maximumConnections = 6 }
      let bodies = try await withThrowingTaskGroup(of: (Int, String).self) { group in
        for number in 0..<100 {
          group.addTask {
            (number, try await transport.send(HTTPRequest(server.url("/\(number)"))).body.text)
          }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      #expect(bodies == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, "/\($0)") }))
      #expect((1...6).contains(server.connectionCount))
    }
  }

  @Test func `headers are sent as given and not with the next request`() async throws {
    try await withServer({ _ in .text("ok") }) { server in
      let transport = CurlTransport.make()
      let headers = [
        HTTPHeader(name: "Access-Token", value: "abc"), HTTPHeader(name: "X-Empty", value: ""),
      ]
      _ = try await transport.send(HTTPRequest(server.url(), headers: headers))
      _ = try await transport.send(HTTPRequest(.post, server.url(), body: Array("{}".utf8)))
      _ = try await transport.send(HTTPRequest(server.url()))
      let (first, second, third) = (server.received[0], server.received[1], server.received[2])

      #expect(first.header("Access-Token") == "abc")
      #expect(first.lines.contains { $0 == "X-Empty:" })
      #expect(first.header("User-Agent") == "tests/1.0")
      #expect(first.header("Accept-Encoding") == "gzip")
      #expect(second.requestLine == "POST / HTTP/1.1")
      #expect(second.header("Access-Token") == nil)
      #expect(third.requestLine == "GET / HTTP/1.1")
      #expect(third.header("Content-Length") == nil)
    }
  }

  @Test(arguments: [0, 2, 100_000])
  func `a POST sends its body without an Expect header`(size: Int) async throws {
    try await withServer({ _ in .text("ok") }) { server in
      let body = (0..<size).map { UInt8($0 % 251) }
      _ = try await CurlTransport.make().send(HTTPRequest(.post, server.url(), body: body))
      let request = try #require(server.received.first)
      #expect(request.body == body)
      #expect(request.header("Content-Length") == "\(size)")
      #expect(request.header("Expect") == nil)
    }
  }

  @Test func `an invalid request is not sent`() async throws {
    try await withServer({ _ in .text("ok") }) { server in
      let transport = CurlTransport.make()
      let requests = [
        HTTPRequest("ftp://127.0.0.1/"), HTTPRequest("file:///etc/passwd"), HTTPRequest("nonsense"),
        HTTPRequest("http://"), HTTPRequest(server.url("/a b")),
        HTTPRequest(.get, server.url(), body: [1]),
        HTTPRequest(server.url(), headers: [HTTPHeader(name: "A", value: "b\r\nC: d")]),
        HTTPRequest(server.url(), headers: [HTTPHeader(name: "A:", value: "b")]),
      ]
      for request in requests {
        #expect(await transport.failure(of: request)?.kind == .invalidRequest, "\(request)")
      }
      #expect(server.received.isEmpty)
    }
  }

  @Test func `chunks and interim responses form one response`() async throws {
    let page = Reply.chunked(headers: ["X-A: 1"], ["one,", "two,", "three"].map { Array($0.utf8) })
    let interim = Reply.Step.send(Array("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n".utf8))
    try await withServer({ _ in Reply([interim] + page.steps) }) { server in
      let response = try await CurlTransport.make().send(HTTPRequest(server.url()))
      #expect(response.status == 200)
      #expect(response.body.text == "one,two,three")
      #expect(response.headers["X-A"] == "1")
      #expect(response.headers["X-Early"] == nil)
    }
  }

  @Test func `the storage of bodies is reused`() async throws {
    let page = [UInt8](repeating: 0x20, count: 1 << 20)
    try await withServer({ _ in .response(body: page) }) { server in
      let transport = CurlTransport.make()
      var places: Set<Int> = []
      for _ in 0..<50 {
        let response = try await transport.send(HTTPRequest(server.url()))
        #expect(response.body.bytes.count == page.count)
        places.insert(response.body.bytes.withUnsafeBytes { Int(bitPattern: $0.baseAddress) })
      }
      // One, unless a storage is still being returned when the next response begins.
      #expect(places.count <= 3)
    }
  }

  @Test func `bytes that are kept are not overwritten`() async throws {
    try await withServer({ .response(body: Array(repeating: UInt8($0.path.utf8.last ?? 0), count: 4096)) }) {
      server in
      let transport = CurlTransport.make()
      let kept = try await transport.send(HTTPRequest(server.url("/1"))).body.bytes
      _ = try await transport.send(HTTPRequest(server.url("/2")))
      #expect(kept.allSatisfy { $0 == UInt8(ascii: "1") })
    }
  }
}
