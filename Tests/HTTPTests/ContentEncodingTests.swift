import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Compressed bodies` {
  private let page = Array(String(repeating: #"{"ad_id":"1738","spend":"12.50"},"#, count: 30_000).utf8)

  @Test(arguments: ["gzip", "x-gzip", "GZIP"])
  func `gzip is decompressed`(name: String) async throws {
    let packed = try Tool.gzip(page)
    let header = "Content-Encoding: \(name)"
    let replies = [
      "/length": Reply.response(headers: [header], body: packed),
      "/bytes": Reply.chunked(headers: [header], packed.map { [$0] }),
      "/members": Reply.response(headers: [header], body: packed + packed),
      "/empty": Reply.response(headers: [header], body: []),
    ]
    try await withServer({ replies[$0.path] ?? .text("") }) { server in
      let transport = CurlTransport.make()
      let whole = try await transport.send(HTTPRequest(server.url("/length")))
      #expect(whole.body.bytes == page)
      let split = try await transport.send(HTTPRequest(server.url("/bytes")))
      #expect(split.body.bytes == page)
      let twice = try await transport.send(HTTPRequest(server.url("/members")))
      #expect(twice.body.bytes == page + page)
      let empty = try await transport.send(HTTPRequest(server.url("/empty")))
      #expect(empty.body.bytes.isEmpty)
    }
  }

  @Test func `damage is detected, including a truncated gzip stream in a complete response`() async throws {
    let packed = try Tool.gzip(page)
    var flipped = packed
    flipped[packed.count / 2] ^= 0xFF
    var badSum = packed
    badSum[packed.count - 6] ^= 0xFF
    let bodies = [
      "/half": Array(packed[..<(packed.count / 2)]), "/no-trailer": Array(packed[..<(packed.count - 8)]),
      "/short-trailer": Array(packed[..<(packed.count - 1)]), "/one": Array(packed[..<1]),
      "/flipped": flipped, "/sum": badSum, "/behind": packed + Array("more".utf8), "/plain": page,
    ]
    let encoding = ["Content-Encoding: gzip"]
    try await withServer({ request in
      let body = bodies[request.path.replacing("/chunked", with: "")] ?? []
      return request.path.hasPrefix("/chunked")
        ? .chunked(headers: encoding, [body]) : .response(headers: encoding, body: body)
    }) { server in
      let transport = CurlTransport.make()
      for path in bodies.keys {
        for path in [path, "/chunked" + path] {
          let error = await transport.failure(of: HTTPRequest(server.url(path)))
          #expect(error?.kind == .badContentEncoding, "\(path)")
          #expect(error?.isTransient == true)
        }
      }
    }
  }

  @Test func `an encoding that was not requested is an error`() async throws {
    try await withServer({ _ in .text("?", headers: ["Content-Encoding: br"]) }) { server in
      let error = await CurlTransport.make().failure(of: HTTPRequest(server.url()))
      #expect(error?.kind == .badContentEncoding)
      #expect(error?.detail.contains("br") == true)
    }
  }

  @Test func `a small body that decompresses to a large one is stopped at the limit`() async throws {
    let bomb = try Tool.gzip([UInt8](repeating: 0, count: 32 << 20))
    #expect(bomb.count < 100_000)
    try await withServer({ _ in .response(headers: ["Content-Encoding: gzip"], body: bomb) }) { server in
      let limit = 1 << 20
      let transport = CurlTransport.make { $0.maximumBodySize = limit }
      let error = await transport.failure(of: HTTPRequest(server.url()))
      #expect(error?.kind == .tooLarge(limit: limit))
    }
  }
}
