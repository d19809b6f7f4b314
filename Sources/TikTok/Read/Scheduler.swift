import Synchronization

/// Reads the slices of all streams, as many at a time as there are places in flight: streams in the catalog's
/// order, in each stream account by account, in each account window by window. The next stream begins while
/// the last slices of a stream are still being read, as soon as these leave a place free.
///
/// Streams whose endpoint has a rate of its own run beside the others from the start. They wait for their
/// rate most of the time, and would otherwise delay the end of the sync.
final class Scheduler: Sendable {
  private let readers: [StreamReader]
  private let slots: ConcurrencyLimiter
  private let lanes: [Lane]
  private let begun = Mutex(0)

  /// - Parameters:
  ///   - readers: the streams in their order.
  ///   - client: sends their requests.
  init(_ readers: [StreamReader], client: APIClient) {
    self.readers = readers
    slots = client.slots
    let byPath = Dictionary(grouping: readers) { $0.plan.ownRatePath(client) }
    lanes = byPath.sorted { $0.key ?? "" < $1.key ?? "" }
      .map { path, readers in Lane(readers, waitsForPlaces: path == nil) }
  }

  /// The most slices of a lane that are read at a time. That is more than there are places, because some
  /// slices wait for other things: an account whose requests fail, or whose reports are made asynchronously,
  /// must not delay other accounts.
  private var width: Int { slots.most == 1 ? 1 : slots.most + 32 }

  /// - Throws: what ``StreamReader/read(_:)`` throws, after the other slices have been cancelled.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in lanes {
        for _ in 0..<width { group.addTask { try await self.read(lane) } }
      }
      // Not `waitForAll`, which lets the other tasks finish before it throws.
      while try await group.next() != nil {}
    }
    for reader in readers { try await reader.endIfEmpty() }
  }

  private func read(_ lane: Lane) async throws {
    while true {
      let reservation = lane.waitsForPlaces ? try await slots.reservation() : nil
      defer { reservation?.close() }
      guard let (reader, slice) = lane.next() else { return }
      let number = begun.withLock { begun in
        begun += 1
        return begun
      }
      try await RequestPriority.$current.withValue(RequestPriority(number: number, reservation: reservation))
      {
        try await reader.read(slice)
      }
    }
  }
}

extension Scheduler {
  /// Streams that are read one after the other.
  private final class Lane: Sendable {
    /// Whether a slice begins only when there is a place for its requests. Streams with a rate of their own
    /// begin earlier, because they wait for that rate first.
    let waitsForPlaces: Bool
    private let readers: [StreamReader]
    /// The stream whose slices are being read.
    private let current = Mutex(0)

    init(_ readers: [StreamReader], waitsForPlaces: Bool) {
      self.readers = readers
      self.waitsForPlaces = waitsForPlaces
    }

    func next() -> (StreamReader, Slice)? {
      current.withLock { index in
        while index < readers.count {
          if let slice = readers[index].next() { return (readers[index], slice) }
          index += 1
        }
        return nil
      }
    }
  }
}

extension StreamPlan {
  /// The path of the stream's endpoint, where that has a rate of its own.
  fileprivate func ownRatePath(_ client: APIClient) -> String? {
    guard let path = stream.report?.type.path.rawValue, client.hasOwnRate(path) else { return nil }
    return path
  }
}
