import Synchronization

/// Recycles the storage of responses. It is bounded in number and in bytes, so that one burst of large pages does not
/// stay in memory for the rest of the sync.
final class BodyPool: Sendable {
  private struct State {
    var idle: [[UInt8]] = []
    var bytes = 0
  }

  private let state = Mutex(State())
  private let maximumCount: Int
  private let maximumBytes: Int

  init(maximumCount: Int, maximumBytes: Int = 8 << 20) {
    self.maximumCount = maximumCount
    self.maximumBytes = maximumBytes
  }

  /// An empty array, with the capacity of an earlier response if there is one.
  func take() -> [UInt8] {
    var storage = state.withLock { state -> [UInt8] in
      guard let last = state.idle.popLast() else { return [] }
      state.bytes -= last.capacity
      return last
    }
    storage.removeAll(keepingCapacity: true)
    return storage
  }

  /// Takes the storage back, or drops it when the pool is full.
  func put(_ storage: [UInt8]) {
    let capacity = storage.capacity
    guard capacity > 0 else { return }
    state.withLock { state in
      guard state.idle.count < maximumCount, state.bytes + capacity <= maximumBytes else { return }
      state.idle.append(storage)
      state.bytes += capacity
    }
  }
}
