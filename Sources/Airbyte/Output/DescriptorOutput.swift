import Glibc

/// A file descriptor of this process as an output.
package struct DescriptorOutput: Output {
  /// The process's standard output.
  package static let standardOutput = DescriptorOutput(STDOUT_FILENO)
  /// The process's standard error.
  package static let standardError = DescriptorOutput(STDERR_FILENO)

  private let descriptor: Int32

  /// - Parameter descriptor: stays open as long as it is written to. SIGPIPE is ignored by then.
  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    var rest = bytes
    while !rest.isEmpty {
      let taken = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if taken >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: waitUntilWritable()
      case EPIPE, ECONNRESET: throw .closed
      case let code: throw .failed(code: code)
      }
    }
  }

  package func hasRoom(for count: Int) -> Bool {
    guard let capacity = pipeCapacity else { return true }
    var unread: Int32 = 0
    guard ioctl(descriptor, UInt(FIONREAD), &unread) == 0, unread > 0 else { return true }
    // A pipe holds pages, and lines that were written one by one leave gaps in them; any two neighbours hold
    // more than one page's bytes, so at most half of the room is lost, and a page at either end.
    return capacity - 2 * Int(unread) - 2 * 4096 >= count
  }

  package func makeRoom() {
    guard let capacity = pipeCapacity else { return }
    // One MiB is what the kernel grants by default; a user with many pipes gets less, the first user any size.
    for size in [4 * capacity, 1 << 20, 1 << 19, 1 << 18, 1 << 17].sorted(by: >) where size > capacity {
      if fcntl(descriptor, Self.setPipeSize, Int32(size)) >= 0 { return }
    }
  }

  package func finish() throws(OutputError) {
    // Closing any descriptor of an open file makes the system write what it still holds.
    let copy = dup(descriptor)
    guard copy >= 0, close(copy) == 0 else { throw .failed(code: errno) }
  }

  package var columns: Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Opens those of the three standard descriptors that are closed, for reading. Otherwise the next file or
  /// connection could get the number of standard output, and would receive the messages.
  static func occupyStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// The capacity of the pipe in bytes; nil if the descriptor is no pipe.
  private var pipeCapacity: Int? {
    let capacity = fcntl(descriptor, Self.getPipeSize)
    return capacity > 0 ? Int(capacity) : nil
  }

  // Of <linux/fcntl.h>; the Glibc module does not show them.
  private static let setPipeSize: Int32 = 1031
  private static let getPipeSize: Int32 = 1032

  /// Another process that shares the descriptor made it non-blocking, so it stays that way.
  private func waitUntilWritable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&request, 1, 100)
  }
}
