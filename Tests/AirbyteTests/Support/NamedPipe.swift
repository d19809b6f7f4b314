import Foundation
import Glibc
import TestSupport

/// A pipe with a path, so that the process of an exit test can write to it. The test holds both ends open, so what was
/// written can still be read after the writer has exited.
final class NamedPipe: Sendable {
  private let folder: TemporaryFolder
  private let descriptor: Int32
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/pipe"
    mkfifo(path, 0o600)
    descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Everything that can be read now.
  func drain() -> String {
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &part, part.count), count > 0 { content += part[..<count] }
    return String(decoding: content, as: UTF8.self)
  }

  /// Waits until a pipe of the usual 64 KiB is full.
  static func waitUntilStalled(_ descriptor: Int32) {
    var before: Int32 = -1
    var unread: Int32 = 0
    while unread < 50_000 || unread != before {
      before = unread
      usleep(20_000)
      _ = ioctl(descriptor, UInt(FIONREAD), &unread)
    }
  }
}
