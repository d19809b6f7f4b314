import Foundation

/// A temporary folder for one test, deleted with the last reference to it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "airbyte-tests-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file.
  /// - Returns: its path.
  func file(_ name: String, _ content: String) throws -> String {
    try file(name, Array(content.utf8))
  }

  func file(_ name: String, _ content: [UInt8]) throws -> String {
    let path = "\(path)/\(name)"
    try Data(content).write(to: URL(filePath: path))
    return path
  }
}

extension TemporaryFolder {
  /// A configuration that ``FakeSource`` accepts.
  func configuration(token: String = "s3cret-token") throws -> String {
    try file("config.json", #"{"token": "\#(token)"}"#)
  }

  /// A configured catalog of the streams, all in the same mode.
  func catalog(_ streams: [String], mode: String = "incremental") throws -> String {
    let entries = streams.map { #"{"stream": {"name": "\#($0)"}, "sync_mode": "\#(mode)"}"# }
    return try file("catalog.json", #"{"streams": [\#(entries.joined(separator: ","))]}"#)
  }
}
