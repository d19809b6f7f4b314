import Foundation
import Synchronization
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(10)), .serialized)
struct `The end of a curl transport` {
  @Test func `closing the queue ends running requests and refuses new ones`() async throws {
    try await withServer({ _ in Reply([.wait(seconds: 30)]) }) { server in
      let transport = CurlTransport.make { $0.maximumConnections = 2 }
      let kinds = await withTaskGroup(of: HTTPError.Kind?.self) { group in
        for _ in 0..<5 {
          group.addTask {
            await transport.failure(of: HTTPRequest(server.url()))?.kind
          }
        }
        await eventually { server.received.count == 2 }
        transport.queue.close(.cancelled, "the transport is shut down")
        transport.queue.close(.other, "the first reason stays")
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(kinds == Array(repeating: .cancelled, count: 5))
      let late = await transport.failure(of: HTTPRequest(server.url()))
      #expect(late?.kind == .cancelled)
      #expect(late?.detail == "the transport is shut down")
    }
  }

  @Test func `the thread ends with its owner and receives no signals`() async throws {
    let before = Set(try threads())
    do {
      let transport = CurlTransport.make()
      let own = Set(try threads()).subtracting(before)
      // Other suites start threads as well, but none of those blocks SIGTERM, SIGINT and SIGPIPE.
      #expect(own.contains { blocks($0, [SIGTERM, SIGINT, SIGPIPE]) })
      withExtendedLifetime(transport) {}
    }
    for _ in 0..<50 { _ = CurlTransport.make() }
  }

  private func threads() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
  }

  private func blocks(_ thread: String, _ signals: [Int32]) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/self/task/\(thread)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigBlk:") }),
      let mask = line.split(separator: "\t").last.flatMap({ UInt64($0, radix: 16) })
    else { return false }
    return signals.allSatisfy { mask & (1 << UInt64($0 - 1)) != 0 }
  }
}
