import Glibc
import JSON

/// Writes lines to an output in chunks that end at line ends, so that an interrupted process leaves no incomplete
/// line.
struct LineWriter {
  /// The usual capacity of a pipe. A larger chunk would only wait longer for the reader.
  static let chunk = 1 << 16

  let output: any Output
  let interruption: Interruption

  /// Writes whole lines.
  /// - Returns: how many of the bytes were written: all, or those before the chunk at which the process was
  ///   told to stop.
  /// - Throws: `OutputError`.
  func write(_ lines: UnsafeRawBufferPointer) throws(OutputError) -> Int {
    var from = 0
    while from < lines.count {
      if interruption.isRequested { return from }
      let end = endOfChunk(lines, from: from)
      try output.write(UnsafeRawBufferPointer(rebasing: lines[from..<end]))
      from = end
    }
    return from
  }

  /// Writes one of the last lines of an interrupted process, unless the write might block in the middle of it: the
  /// reader may have stalled, and the process must end.
  /// - Returns: whether the line was written.
  /// - Throws: `OutputError`.
  func writeLast(_ line: UnsafeRawBufferPointer) throws(OutputError) -> Bool {
    while !output.hasRoom(for: line.count) {
      if interruption.hasReached(.pressing) {
        output.makeRoom()
        guard output.hasRoom(for: line.count) else { return false }
        break
      }
      usleep(5_000)
    }
    try output.write(line)
    return true
  }

  /// The end of the last line within a chunk's length. A line that is longer is a chunk of its own.
  private func endOfChunk(_ lines: UnsafeRawBufferPointer, from: Int) -> Int {
    let longest = from + Self.chunk
    guard longest < lines.count else { return lines.count }
    var end = longest
    while end > from, lines[end - 1] != ASCII.lineFeed { end -= 1 }
    guard end == from else { return end }
    return lines[longest...].firstIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? lines.count
  }
}
