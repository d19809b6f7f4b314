import Glibc

/// What the process was started with, the program's own name first.
enum ProcessArguments {
  static var all: [String] {
    let found = CommandLine.arguments
    // Swift looks for them next to the environment in memory. It finds none if a preloaded library (`LD_PRELOAD`, as
    // of tracing tools) has set a variable, because that moves the environment.
    return found.isEmpty ? told(by: "/proc/self/cmdline") : found
  }

  /// The texts of such a file. A null byte ends each of them.
  static func told(by path: String) -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 12)
    while case let count = read(descriptor, &part, part.count), count > 0 {
      content.append(contentsOf: part[..<count])
    }
    return content.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
