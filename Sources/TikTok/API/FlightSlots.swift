import Synchronization

/// Places for requests in flight. A page keeps its place until its records are written, so that the places bound
/// the memory too, and a reader that does not read stops the fetching.
///
/// Where pages are large there are fewer places: as many as the memory set aside for pages holds.
final class FlightSlots: Sendable {
  private struct Waiter {
    let id: Int
    /// Resumed with whether the place is the waiter's.
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var taken = 0
    var waiters: [Waiter] = []
    var nextID = 0
    /// The size that the next page may well have: the largest of late.
    var expectedBytes = FlightSlots.pageBytes
  }

  private let state = Mutex(State())
  private let count: Int
  private let memory: Int

  /// What a full page of a report takes, which is assumed until pages have been seen.
  private static let pageBytes = 2_500_000

  /// - Parameters:
  ///   - count: the most places, at least 1.
  ///   - memory: bytes that pages may take together, though two pages always may.
  init(_ count: Int, memory: Int = 10_000_000) {
    self.count = count
    self.memory = memory
  }

  /// How many wait for a place.
  var waiting: Int { state.withLock(\.waiters.count) }

  /// Tells how large a page was.
  func note(pageOf bytes: Int) {
    state.withLock { $0.expectedBytes = max(bytes, $0.expectedBytes / 16 * 15) }
  }

  private func hasRoom(_ state: State) -> Bool {
    state.taken < min(count, max(2, memory / max(1, state.expectedBytes)))
  }

  /// Runs `body` in a place of its own, first come, first served.
  /// - Throws: `CancellationError` when the task is cancelled while it waits; what `body` throws.
  func occupy<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    try await acquire()
    defer { release() }
    return try await body()
  }

  private func acquire() async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let isGiven = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          // Asked under the lock: a cancellation marks the task before it looks for the waiter, so either it is
          // seen here or the waiter is found there.
          if Task.isCancelled { return false }
          if state.waiters.isEmpty, hasRoom(state) {
            state.taken += 1
            return true
          }
          state.waiters.append(Waiter(id: id, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume(returning: false)
    }
    guard isGiven else { throw CancellationError() }
  }

  private func release() {
    let next = state.withLock { state -> [Waiter] in
      state.taken -= 1
      var next: [Waiter] = []
      while !state.waiters.isEmpty, hasRoom(state) {
        state.taken += 1
        next.append(state.waiters.removeFirst())
      }
      return next
    }
    for waiter in next { waiter.continuation.resume(returning: true) }
  }
}
