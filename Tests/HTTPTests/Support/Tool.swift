import Foundation

/// A command-line tool that every developer's machine has.
enum Tool {
  struct Failure: Error {
    let command: [String]
    let status: Int32
  }

  /// Runs it to its end and returns its standard output.
  @discardableResult
  static func run(_ command: String..., input: [UInt8] = []) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.detachNewThread {
      try? stdin.fileHandleForWriting.write(contentsOf: input)
      try? stdin.fileHandleForWriting.close()
    }
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(command: command, status: process.terminationStatus)
    }
    return Array(output)
  }

  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] { try run("gzip", "-9c", input: bytes) }
}
