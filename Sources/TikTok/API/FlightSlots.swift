import Synchronization

/// A number of places for requests in flight. A page keeps its place until its records are written, so that the
/// places bound the memory too, and a reader that does not read stops the fetching.
final class FlightSlots: Sendable {
  private struct Waiter {
    let id: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var free: Int
    var waiters: [Waiter] = []
    var cancelled: Set<Int> = []
    var nextID = 0
  }

  private let state: Mutex<State>

  /// - Parameter count: at least 1.
  init(_ count: Int) { state = Mutex(State(free: count)) }

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
          if state.free > 0 {
            state.free -= 1
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
    let next = state.withLock { state -> Waiter? in
      guard !state.waiters.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiters.removeFirst()
    }
    next?.continuation.resume()
  }
}
