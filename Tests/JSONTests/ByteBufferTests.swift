import JSON
import Testing

struct `Byte buffer` {
  @Test func `bytes are returned as they were appended`() {
    var buffer = ByteBuffer(capacity: 0)
    buffer.append(0x61)
    buffer.append("bc")
    buffer.append([0x64, 0x65])
    buffer.append(utf8: "fé")
    buffer.append([])
    buffer.append(utf8: "")
    #expect(buffer.array() == Array("abcdefé".utf8))
    #expect(buffer.array(from: 5) == Array("fé".utf8))
    #expect(buffer.count == 8)
    #expect(buffer.withBytes { $0.count } == 8)
  }

  /// Short ranges are copied as blocks of 32 bytes. This must not show at any length and any offset.
  @Test func `runs of every length are appended exactly`() {
    let source = (0..<100).map(UInt8.init)
    for from in stride(from: 0, through: 100, by: 7) {
      for to in from...100 {
        var buffer = ByteBuffer(capacity: 1)
        var expected: [UInt8] = []
        for _ in 0..<5 {
          buffer.append(source.span, from: from, to: to)
          buffer.append(0xff)
          expected += source[from..<to] + [0xff]
        }
        #expect(buffer.array() == expected)
      }
    }
  }

  @Test func `a buffer grows to any size`() {
    var buffer = ByteBuffer(capacity: 1)
    var expected: [UInt8] = []
    for round in 0..<300 {
      let run = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: round)
      buffer.append(run)
      buffer.append(UInt8(truncatingIfNeeded: round))
      expected += run + [UInt8(truncatingIfNeeded: round)]
    }
    buffer.append([UInt8](repeating: 7, count: 1 << 20))
    #expect(buffer.count == expected.count + 1 << 20)
    #expect(buffer.array().prefix(expected.count).elementsEqual(expected))
  }

  @Test func `bytes can be dropped and moved out`() {
    var buffer = ByteBuffer()
    buffer.append("0123456789")
    buffer.remove(2..<4)
    #expect(buffer.array() == Array("01456789".utf8))
    buffer.remove(7..<8)
    buffer.remove(0..<1)
    buffer.remove(3..<3)
    #expect(buffer.array() == Array("145678".utf8))
    buffer.truncate(to: 2)
    buffer.append("x")
    #expect(buffer.array() == Array("14x".utf8))
    buffer.truncate(to: 0)
    #expect(buffer.array() == [])
  }

  @Test func `a byte can be read and replaced`() {
    var buffer = ByteBuffer()
    buffer.append("abc")
    buffer[1] = 0x78
    #expect(buffer[1] == 0x78)
    #expect(buffer.array() == Array("axc".utf8))
  }

  @Test func `a buffer can append its own bytes, also while it grows`() {
    var buffer = ByteBuffer(capacity: 64)
    buffer.append("0123456789")
    var expected = Array("0123456789".utf8)
    for _ in 0..<8 {
      buffer.appendCopy(from: 1, to: buffer.count)
      expected += expected[1...]
    }
    buffer.appendCopy(from: 3, to: 3)
    #expect(buffer.array() == expected)
  }

  @Test(arguments: [
    ("[1,\n 2]", "[1, 2]"), ("{\r\n\t\"a\":\t1\n}", #"{"a":1}"#), ("\n\n1\n\n", "1"), ("", ""),
    ("abc", "abc"),
  ])
  func `a value is written on one line`(text: String, expected: String) {
    let bytes = Array("<\(text)>".utf8)
    var buffer = ByteBuffer()
    buffer.appendOnOneLine(bytes.span, from: 1, to: bytes.count - 1)
    #expect(buffer.array() == Array(expected.utf8))
  }

  @Test func `an emptied buffer keeps its memory up to a limit`() {
    var buffer = ByteBuffer()
    buffer.append([UInt8](repeating: 1, count: 10_000))
    buffer.removeAll()
    #expect(buffer.count == 0)
    buffer.removeAll(keepingCapacityUpTo: 100)
    buffer.append([UInt8](repeating: 2, count: 10_000))
    #expect(buffer.array() == [UInt8](repeating: 2, count: 10_000))
  }

  @Test func `access past the end traps`() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append("abc")
      buffer[3] = 0
    }
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append("abc")
      buffer.remove(1..<4)
    }
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append([UInt8](repeating: 0, count: 8).span, from: 4, to: 9)
    }
  }
}
