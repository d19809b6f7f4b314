import Foundation
import Glibc
import TestSupport
import Testing

@testable import Airbyte

struct `Descriptor output` {
  /// A pipe, which is closed when the test ends.
  final class Pipe: Sendable {
    let reader: Int32
    let writer: Int32

    init() {
      signal(SIGPIPE, SIG_IGN)
      var ends: [Int32] = [0, 0]
      Glibc.pipe(&ends)
      (reader, writer) = (ends[0], ends[1])
    }

    deinit {
      close(reader)
      close(writer)
    }

    func read(_ count: Int) -> [UInt8] {
      var content: [UInt8] = []
      var part = [UInt8](repeating: 0, count: 1 << 16)
      while content.count < count {
        let taken = Glibc.read(reader, &part, min(part.count, count - content.count))
        guard taken > 0 else { break }
        content += part[..<taken]
      }
      return content
    }
  }

  let pipe = Pipe()
  var output: DescriptorOutput { DescriptorOutput(pipe.writer) }

  private func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try output.write($0) }
  }

  @Test(arguments: [false, true])
  func `everything arrives through a small pipe, blocking or not`(isNonBlocking: Bool)
    async throws
  {
    if isNonBlocking { _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK) }
    let bytes = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    async let received = onThread { [pipe] in pipe.read(500_000) }
    try await onThread { [self] in try write(bytes) }
    #expect(try await received == bytes)
  }

  @Test func `a pipe without a reader is reported as closed`() throws {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    close(ends[0])
    defer { close(ends[1]) }
    let output = DescriptorOutput(ends[1])
    #expect(throws: OutputError.closed) { try output.write("x") }
  }

  @Test(arguments: [("/dev/full", ENOSPC), ("/dev/null", EBADF)])
  func `a system error is reported with its number`(path: String, code: Int32) throws {
    let descriptor = open(path, code == ENOSPC ? O_WRONLY : O_RDONLY)
    defer { close(descriptor) }
    #expect(throws: OutputError.failed(code: code)) { try DescriptorOutput(descriptor).write("x") }
  }

  @Test func `there is room only for what fits without a reader`() throws {
    #expect(output.hasRoom(for: 60_000))
    try write([UInt8](repeating: 0x78, count: 30_000))
    #expect(!output.hasRoom(for: 30_000))
    output.makeRoom()
    #expect(output.hasRoom(for: 100_000))
    _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK)
    try write([UInt8](repeating: 0x78, count: 100_000))
    #expect(pipe.read(130_000).count == 130_000)
  }

  @Test func `making room wakes a writer that waits for its reader`() async throws {
    async let writing: Void = onThread { [self] in try write([UInt8](repeating: 0x78, count: 200_000)) }
    try await onThread { [self] in
      NamedPipe.waitUntilStalled(pipe.reader)
      output.makeRoom()
    }
    try await writing
    #expect(pipe.read(200_000).count == 200_000)
  }

  @Test func `finishing succeeds for a stored file, and the descriptor stays open`() throws {
    let folder = try TemporaryFolder()
    let descriptor = open(try folder.file("f", ""), O_WRONLY)
    let output = DescriptorOutput(descriptor)
    try output.write("x")
    try output.finish()
    try output.write("y")
    close(descriptor)
    #expect(throws: OutputError.failed(code: EBADF)) { try DescriptorOutput(-1).finish() }
  }

  @Test func `a file has room and a pipe is not a terminal`() throws {
    let folder = try TemporaryFolder()
    let descriptor = open(try folder.file("f", ""), O_WRONLY)
    defer { close(descriptor) }
    #expect(DescriptorOutput(descriptor).hasRoom(for: 1 << 30))
    #expect(output.columns == nil)
  }

  @Test func `a terminal reports its columns`() throws {
    var primary: Int32 = 0
    var secondary: Int32 = 0
    var size = winsize(ws_row: 24, ws_col: 132, ws_xpixel: 0, ws_ypixel: 0)
    openpty(&primary, &secondary, nil, nil, &size)
    defer {
      close(primary)
      close(secondary)
    }
    #expect(DescriptorOutput(secondary).columns == 132)
  }
}
