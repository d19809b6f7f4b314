import Foundation
import Testing

/// What a ``LoopbackServer`` does with one request, step by step. After the last step it waits for the next one.
struct Reply: Sendable {
  enum Step: Sendable {
    case send([UInt8])
    case wait(seconds: Double)
    case close
    case reset

    /// Runs the step. Returns false if the connection has ended.
    func perform(on connection: Int32) -> Bool {
      switch self {
      case .send(let bytes): return sendAll(bytes, on: connection)
      case .wait(let seconds):
        // Readable means that the client has closed: it sends nothing in the middle of a reply.
        var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, Int32(seconds * 1000)) == 0
      case .close:
        shutdown(connection, Int32(SHUT_RDWR))
        return false
      case .reset:
        var abort = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
        return false
      }
    }

    private func sendAll(_ bytes: [UInt8], on connection: Int32) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
          guard let base = buffer.baseAddress else { return 0 }
          return Foundation.send(connection, base + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }

  var steps: [Step]

  init(_ steps: [Step]) { self.steps = steps }

  /// A complete response with its length.
  static func response(
    _ status: Int = 200, headers: [String] = [], body: some Collection<UInt8> = Array("{}".utf8)
  ) -> Reply {
    Reply([.send(head(status, headers + ["Content-Length: \(body.count)"]) + body)])
  }

  static func text(_ text: String, headers: [String] = []) -> Reply {
    response(headers: headers, body: Array(text.utf8))
  }

  static func head(_ status: Int, _ headers: [String]) -> [UInt8] {
    Array((["HTTP/1.1 \(status) Word"] + headers + ["", ""]).joined(separator: "\r\n").utf8)
  }

  /// A response in valid chunks of any content.
  static func chunked(headers: [String] = [], _ parts: [[UInt8]]) -> Reply {
    let chunks = parts.map { Step.send(Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + [13, 10]) }
    return Reply(
      [.send(head(200, headers + ["Transfer-Encoding: chunked"]))] + chunks
        + [.send(Array("0\r\n\r\n".utf8))])
  }
}

extension Reply.Step: CustomTestStringConvertible {
  var testDescription: String {
    switch self {
    case .send(let bytes): "send \(bytes.count) bytes"
    case .wait(let seconds): "wait \(seconds) s"
    case .close: "close"
    case .reset: "reset"
    }
  }
}
