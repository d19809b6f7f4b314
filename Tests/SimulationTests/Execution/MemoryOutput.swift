import Synchronization

@testable import Airbyte

/// The output of a simulated process, with the moment of each write. What is written after the process's death is lost.
final class MemoryOutput: Output {
  private struct State {
    var bytes: [UInt8] = []
    var moments: [Duration] = []
    /// How many bytes there were after each write.
    var ends: [Int] = []
    var isDead = false
  }

  let columns: Int? = nil
  private let state = Mutex(State())
  private let clock: VirtualClock
  private let limit: Int

  /// The process dies when it has written `limit` bytes.
  init(at clock: VirtualClock, dyingAfter limit: Int = .max) {
    self.clock = clock
    self.limit = limit
  }

  /// What the reader has received.
  var bytes: [UInt8] { state.withLock(\.bytes) }
  var moments: [Duration] { state.withLock(\.moments) }
  var ends: [Int] { state.withLock(\.ends) }
  var isDead: Bool { state.withLock(\.isDead) }

  func die() { state.withLock { $0.isDead = true } }

  func write(_ bytes: UnsafeRawBufferPointer) {
    let now = clock.uptime
    state.withLock { state in
      guard !state.isDead else { return }
      let room = limit - state.bytes.count
      state.bytes += bytes.prefix(room)
      state.moments.append(now)
      state.ends.append(state.bytes.count)
      if bytes.count >= room { state.isDead = true }
    }
  }
}
