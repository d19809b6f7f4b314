import Synchronization
import TestSupport

@testable import Airbyte

/// The output of a simulated process, with the moment of each write. What is written after the process's death is lost.
final class MemoryOutput: Output {
  private struct State {
    var bytes: [UInt8] = []
    var moments: [Duration] = []
    /// How many bytes there were after each write.
    var ends: [Int] = []
    var isDead = false
    /// When a write failed, because the reader was gone.
    var failure: Duration?
    var random: Seeded
    /// How long writes may still block in all.
    var patience = Duration.seconds(3_600)
  }

  let columns: Int? = nil
  private let state: Mutex<State>
  private let clock: VirtualClock
  private let limit: Int
  private let reader: Reader
  private let block: @Sendable (Duration) -> Bool

  /// - Parameters:
  ///   - clock: tells the moments.
  ///   - limit: the process dies when it has written so many bytes.
  ///   - reader: how the other end reads.
  ///   - block: lets everything else go on until a moment, and returns whether the process lives on.
  init(
    at clock: VirtualClock, dyingAfter limit: Int = .max, to reader: Reader = .prompt,
    blocking block: @escaping @Sendable (Duration) -> Bool = { _ in true }
  ) {
    self.clock = clock
    self.limit = limit
    self.reader = reader
    self.block = block
    var random = Seeded(0)
    if case .slow(_, _, let seed) = reader { random = Seeded(seed) }
    state = Mutex(State(random: random))
  }

  /// What the reader has received.
  var bytes: [UInt8] { state.withLock(\.bytes) }
  var moments: [Duration] { state.withLock(\.moments) }
  var ends: [Int] { state.withLock(\.ends) }
  var isDead: Bool { state.withLock(\.isDead) }
  var failure: Duration? { state.withLock(\.failure) }

  func die() { state.withLock { $0.isDead = true } }

  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    if let wait, !block(clock.uptime + wait) { die() }
    let now = clock.uptime
    let isClosed = state.withLock { state in
      guard !state.isDead else { return false }
      var room = limit - state.bytes.count
      if case .gone(let count) = reader, count < limit {
        room = count - state.bytes.count
        if bytes.count > room { state.failure = state.failure ?? now }
      }
      state.bytes += bytes.prefix(max(0, room))
      if state.failure == nil {
        state.moments.append(now)
        state.ends.append(state.bytes.count)
      }
      if state.failure == nil, bytes.count >= room { state.isDead = state.bytes.count >= limit }
      return state.failure != nil
    }
    if isClosed { throw .closed }
  }

  /// How long the next write blocks; nil for not at all.
  private var wait: Duration? {
    guard case .slow(let perMille, let most, _) = reader else { return nil }
    return state.withLock { state in
      guard !state.isDead, state.random.happens(perMille) else { return nil }
      let wait = min(state.patience, .milliseconds(1 + state.random.magnitude(upTo: most)))
      state.patience -= wait
      return wait > .zero ? wait : nil
    }
  }
}
