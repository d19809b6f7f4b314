import Synchronization

/// Reads the slices of all streams, so many at a time: streams in the catalog's order, in each stream account by
/// account, in each account window by window. Nobody waits at a stream's end for its last slice: the next
/// stream's are begun meanwhile.
final class Scheduler: Sendable {
  private let readers: [StreamReader]
  private let width: Int
  /// The stream whose slices are being handed out.
  private let current = Mutex(0)

  /// - Parameters:
  ///   - readers: the streams in their order.
  ///   - width: slices read at a time.
  init(_ readers: [StreamReader], width: Int) {
    self.readers = readers
    self.width = width
  }

  /// - Throws: what ``StreamReader/read(_:)`` throws, after the other slices have been given up.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<width {
        group.addTask {
          while let (reader, slice) = self.next() { try await reader.read(slice) }
        }
      }
      // Not `waitForAll`, which lets the others read on to their ends before it throws.
      while try await group.next() != nil {}
    }
    for reader in readers { try await reader.endIfEmpty() }
  }

  private func next() -> (StreamReader, Slice)? {
    current.withLock { index in
      while index < readers.count {
        if let slice = readers[index].next() { return (readers[index], slice) }
        index += 1
      }
      return nil
    }
  }
}
