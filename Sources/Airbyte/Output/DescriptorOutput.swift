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
    // Closing any descriptor of an open file makes the system write out what it still holds.
    let copy = dup(descriptor)
    guard copy >= 0, close(copy) == 0 else { throw .failed(code: errno) }
  }

  package var columns: Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Opens what is missing of the three standard descriptors, for reading: else the next file or connection would
  /// get the number of standard output, and the messages would go there.
  static func occupyStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Bytes that the pipe behind the descriptor holds; nil when there is none.
  private var pipeCapacity: Int? {
    let capacity = fcntl(descriptor, Self.getPipeSize)
    return capacity > 0 ? Int(capacity) : nil
  }

  // Of <linux/fcntl.h>; the Glibc module does not show them.
  private static let setPipeSize: Int32 = 1031
  private static let getPipeSize: Int32 = 1032

  /// Somebody made the descriptor non-blocking, for themselves: it is shared with other processes, so it stays.
  private func waitUntilWritable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&request, 1, 100)
  }
}
