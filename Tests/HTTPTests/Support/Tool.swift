import Foundation

/// A command-line tool that every developer's machine has.
///
/// Input and output are files, because the end of a pipe would be inherited by any process that another test starts at
/// the same moment, and would never close.
enum Tool {
  struct Failure: Error {
    let command: [String]
    let status: Int32
  }

  /// Runs it to the end and returns its standard output.
  @discardableResult
  static func run(_ command: String..., input: [UInt8] = []) throws -> [UInt8] {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (stdin, stdout) = (folder.appending(path: "in"), folder.appending(path: "out"))
    try Data(input).write(to: stdin)
    let process = try start(command, input: stdin, output: stdout)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(command: command, status: process.terminationStatus)
    }
    return Array(try Data(contentsOf: stdout))
  }

  /// Starts it without waiting.
  static func start(_ command: [String], input: URL? = nil, output: URL) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    try Data().write(to: output)
    process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "http-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] { try run("gzip", "-9c", input: bytes) }
}
