import Foundation
import Synchronization

/// A small HTTP server on 127.0.0.1 that handles each request as the test says, with one thread per connection.
final class LoopbackServer: Sendable {
  /// A request that was received.
  struct Received: Sendable {
    /// The number of its connection, from 1.
    let connection: Int
    let requestLine: String
    let lines: [String]
    let body: [UInt8]

    var path: String { requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

    func header(_ name: String) -> String? {
      let prefix = name.lowercased() + ":"
      return lines.first { $0.lowercased().hasPrefix(prefix) }
        .map { $0.dropFirst(prefix.count).trimmingCharacters(in: .whitespaces) }
    }
  }

  private struct State {
    var received: [Received] = []
    var connections: [Int32] = []
    var count = 0
    var isStopped = false
  }

  let port: UInt16
  private let listener: Int32
  private let state: Mutex<State>

  /// Handles every request with the steps of that closure, and sends the greeting before the first one.
  init(greeting: Reply = Reply([]), _ answer: @escaping @Sendable (Received) -> Reply) throws {
    ProxyVariables.removed
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && listen(listener, 256) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard status else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    port = UInt16(bigEndian: address.sin_port)
    state = Mutex(State())
    Thread.detachNewThread { [self] in acceptAll(greeting, answer) }
  }

  /// Closes everything. Each test calls it at its end.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  var received: [Received] { state.withLock(\.received) }

  /// How many connections were made so far.
  var connectionCount: Int { state.withLock(\.count) }

  func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  private func acceptAll(_ greeting: Reply, _ answer: @escaping @Sendable (Received) -> Reply) {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      // Not inherited by the processes that other tests start, because those would keep it open.
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      let number = state.withLock { state -> Int in
        state.count += 1
        state.connections.append(connection)
        if state.isStopped { shutdown(connection, Int32(SHUT_RDWR)) }
        return state.count
      }
      Thread.detachNewThread { [self] in
        if greeting.steps.allSatisfy({ $0.perform(on: connection) }) { serve(connection, number, answer) }
        // Removed first, because the number may be reused as soon as it is closed.
        state.withLock { $0.connections.removeAll { $0 == connection } }
        close(connection)
      }
    }
    close(listener)
  }

  private func serve(_ connection: Int32, _ number: Int, _ answer: (Received) -> Reply) {
    var input: [UInt8] = []
    while let request = receive(from: connection, number, &input) {
      state.withLock { $0.received.append(request) }
      for step in answer(request).steps {
        guard step.perform(on: connection) else { return }
      }
    }
  }

  private func receive(from connection: Int32, _ number: Int, _ input: inout [UInt8]) -> Received? {
    while true {
      if let end = input.firstRange(of: Array("\r\n\r\n".utf8)) {
        let lines = String(decoding: input[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let head = Received(
          connection: number, requestLine: lines[0], lines: Array(lines.dropFirst()), body: [])
        let length = head.header("Content-Length").flatMap { Int($0) } ?? 0
        if input.count >= end.upperBound + length {
          let body = Array(input[end.upperBound..<end.upperBound + length])
          input.removeFirst(end.upperBound + length)
          return Received(connection: number, requestLine: head.requestLine, lines: head.lines, body: body)
        }
      }
      var part = [UInt8](repeating: 0, count: 65_536)
      let count = recv(connection, &part, part.count, 0)
      guard count > 0 else { return nil }
      input += part[..<count]
    }
  }
}
