import Foundation

/// A temporary folder for one test, deleted with the last reference to it.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "source-tiktok-marketing-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  package func file(_ name: String, _ content: String) throws -> String {
    try file(name, Array(content.utf8))
  }

  /// Writes a file and returns its path.
  package func file(_ name: String, _ content: [UInt8]) throws -> String {
    let path = path + "/" + name
    try Data(content).write(to: URL(filePath: path))
    return path
  }
}
