import Glibc
import Testing

@testable import Airbyte

struct `Line writer` {
  let output = MemoryOutput()
  let interruption = Interruption()

  private func write(_ text: String) throws -> Int {
    try Array(text.utf8).withUnsafeBytes {
      try LineWriter(output: output, interruption: interruption).write($0)
    }
  }

  static let chunk = LineWriter.chunk

  @Test(arguments: [
    ([], []), ([10], [10]), ([chunk], [chunk]), ([chunk - 1, 1], [chunk]), ([chunk - 1, 2], [chunk - 1, 2]),
    ([chunk + 1], [chunk + 1]), ([3, chunk + 1, 4], [3, chunk + 1, 4]), ([3 * chunk, 5], [3 * chunk, 5]),
  ])
  func `chunks end at line ends, and a longer line is a chunk of its own`(lines: [Int], chunks: [Int]) throws
  {
    let text = lines.map { String(repeating: "x", count: $0 - 1) + "\n" }.joined()
    #expect(try write(text) == text.utf8.count)
    #expect(output.writes.map(\.count) == chunks)
    #expect(output.text == text)
  }

  @Test func `a page is written in few chunks`() throws {
    let text = String(repeating: String(repeating: "x", count: 999) + "\n", count: 1_000)
    #expect(try write(text) == text.utf8.count)
    #expect(output.writes.count == 16)
    #expect(output.writes.allSatisfy { $0.count <= Self.chunk && $0.last == 0x0a })
  }

  @Test func `no chunk is started after the process was told to stop`() throws {
    output.onWrite { [interruption] count in if count == 2 { interruption.request(SIGTERM) } }
    let text = String(repeating: String(repeating: "x", count: 999) + "\n", count: 1_000)
    #expect(try write(text) == output.text.utf8.count)
    #expect(output.writes.count == 2)
    #expect(output.text.hasSuffix("\n"))
    #expect(try write("more\n") == 0)
  }
}
