import Glibc
import HTTP
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Cancellation of a request` {
  private let clock = ContinuousClock()

  @Test func `cancelling ends a running request at once`() async throws {
    try await withServer({ _ in Reply([.wait(seconds: 30)]) }) { server in
      let transport = CurlTransport.make()
      var latencies: [Duration] = []
      for round in 1...5 {
        let task = Task {
          await transport.failure(of: HTTPRequest(server.url()))?.kind
        }
        await eventually { server.received.count == round }
        let start = clock.now
        task.cancel()
        #expect(await task.value == .cancelled)
        latencies.append(clock.now - start)
      }
      // The best of five runs, with a margin for a busy machine: the response would take half a minute.
      #expect(latencies.min() ?? .seconds(30) < .seconds(5))
    }
  }

  @Test func `a task that was already cancelled sends nothing`() async throws {
    try await withServer({ _ in .text("ok") }) { server in
      let transport = CurlTransport.make()
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        return await transport.failure(of: HTTPRequest(server.url()))?.kind
      }
      task.cancel()
      #expect(await task.value == .cancelled)
      #expect(server.received.isEmpty)
    }
  }

  @Test func `a request that waits for a connection can be cancelled, and the others continue`() async throws
  {
    let gate = Atomic(false)
    let server = try LoopbackServer { request in
      while request.path == "/first", !gate.load(ordering: .acquiring) { usleep(1000) }
      return .text(request.path)
    }
    defer { server.stop() }
    let transport = CurlTransport.make { $0.maximumConnections = 1 }
    async let first = transport.send(HTTPRequest(server.url("/first")))
    await eventually { server.received.count == 1 }
    let waiting = Task {
      await transport.failure(of: HTTPRequest(server.url("/second")))?.kind
    }
    async let third = transport.send(HTTPRequest(server.url("/third")))
    waiting.cancel()
    #expect(await waiting.value == .cancelled)
    gate.store(true, ordering: .releasing)
    #expect(try await first.body.text == "/first")
    #expect(try await third.body.text == "/third")
    #expect(server.received.map(\.path) == ["/first", "/third"])
  }

  @Test func `the connection of a cancelled request is not reused`() async throws {
    try await withServer({ request in
      request.path == "/slow"
        ? Reply([.send(Reply.head(200, ["Content-Length: 10"]) + Array("01234".utf8)), .wait(seconds: 30)])
        : .text(request.path)
    }) { server in
      let transport = CurlTransport.make()
      let slow = Task { try await transport.send(HTTPRequest(server.url("/slow"))) }
      await eventually { server.received.count == 1 }
      slow.cancel()
      await #expect(throws: HTTPError.self) { try await slow.value }
      let next = try await transport.send(HTTPRequest(server.url("/next")))
      #expect(next.body.text == "/next")
    }
  }

  @Test func `cancelling at any moment leaves no request hanging`() async throws {
    try await withServer({ .text($0.path) }) { server in
      let transport = CurlTransport.make { $0.maximumConnections = 4 }
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            let task = Task { try await transport.send(HTTPRequest(server.url("/\(number)"))) }
            for _ in 0..<(number % 20) { await Task.yield() }
            task.cancel()
            _ = await task.result
          }
        }
      }
      let end = try await transport.send(HTTPRequest(server.url("/end")))
      #expect(end.body.text == "/end")
    }
  }
}
