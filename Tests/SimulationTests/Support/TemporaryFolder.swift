import Foundation

/// A temporary folder for one world, deleted with the last reference to it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "simulation-tests-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file.
  /// - Returns: its path.
  func file(_ name: String, _ content: String) throws -> String {
    let path = "\(path)/\(name)"
    try Data(content.utf8).write(to: URL(filePath: path))
    return path
  }
}
