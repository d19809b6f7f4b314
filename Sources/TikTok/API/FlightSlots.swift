import Synchronization

/// Places for requests in flight. A page keeps its place until its records are written, so that the places bound
/// the memory too, and a reader that does not read stops the fetching.
///
/// Where pages are large there are fewer places: as many as the memory set aside for pages holds.
final class FlightSlots: Sendable {
  private struct Waiter {
    let id: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var taken = 0
    var waiters: [Waiter] = []
    var cancelled: Set<Int> = []
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
    try Task.checkCancellation()
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let outcome: Result<Void, any Error>? = state.withLock { state in
          if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
          if state.waiters.isEmpty, hasRoom(state) {
            state.taken += 1
            return .success(())
          }
          state.waiters.append(Waiter(id: id, continuation: continuation))
          return nil
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
          state.cancelled.insert(id)
          return nil
        }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
    // A cancellation that comes after the place was given leaves its mark behind.
    state.withLock { _ = $0.cancelled.remove(id) }
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
    for waiter in next { waiter.continuation.resume() }
  }
}
