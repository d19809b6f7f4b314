import Synchronization

/// Lets one task through at a time, in the order of their arrival.
final class AsyncMutex: Sendable {
  private struct Waiter {
    let id: UInt64
    /// Resumed with whether the turn is the waiter's.
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var isTaken = false
    var queue: [Waiter] = []
    var nextID: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Returns when it is the task's turn; ``leave()`` must follow.
  ///
  /// - Throws: `CancellationError` when the task is cancelled before; then its place is gone.
  func enter() async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let entered = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          // Asked under the lock: a cancellation marks the task before it looks for the waiter, so either it is
          // seen here or the waiter is found there.
          if Task.isCancelled { return false }
          if !state.isTaken {
            state.isTaken = true
            return true
          }
          state.queue.append(Waiter(id: id, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let place = state.queue.firstIndex(where: { $0.id == id }) else { return nil }
        return state.queue.remove(at: place)
      }
      waiter?.continuation.resume(returning: false)
    }
    guard entered else { throw CancellationError() }
  }

  /// Passes the turn on.
  func leave() {
    let next = state.withLock { state -> Waiter? in
      guard !state.queue.isEmpty else {
        state.isTaken = false
        return nil
      }
      return state.queue.removeFirst()
    }
    next?.continuation.resume(returning: true)
  }
}
