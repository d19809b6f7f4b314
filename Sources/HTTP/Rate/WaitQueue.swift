import Synchronization

/// A value behind a lock, and the tasks that wait until it admits them: the lowest priority number first, and in the
/// order of their arrival where it is the same.
package final class WaitQueue<Value: Sendable>: Sendable {
  /// A task that waits.
  package struct Waiter: Sendable {
    /// Unique within the queue.
    package let id: Int
    /// The lowest goes first.
    package let priority: Int
    /// Resumed with whether the waiter is admitted.
    fileprivate let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var value: Value
    var waiters: [Waiter] = []
    var nextID = 0
  }

  private let state: Mutex<State>
  private let admit: @Sendable (inout Value, Waiter) -> Bool

  /// - Parameters:
  ///   - value: what decides who is admitted.
  ///   - admit: whether the value has room for the first waiter; if so, takes the room. Called under the lock.
  package init(_ value: sending Value, admit: @escaping @Sendable (inout Value, Waiter) -> Bool) {
    state = Mutex(State(value: value))
    self.admit = admit
  }

  /// Waits until the task is first in the queue and the value admits it.
  /// - Parameters:
  ///   - priority: the lowest goes first.
  ///   - change: a change of the value at the moment of the task's arrival, also if the task is cancelled already.
  /// - Returns: the waiter's id.
  /// - Throws: `CancellationError` when the task is cancelled before it is admitted; then its place is gone.
  @discardableResult
  package func wait(
    priority: Int = 0, changing change: @Sendable (inout Value) -> Void = { _ in }
  ) async throws -> Int {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let isAdmitted = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = update { state in
          change(&state.value)
          // Asked under the lock: a cancellation marks the task before it looks for the waiter, so either it is
          // seen here or the waiter is found there.
          if Task.isCancelled { return true }
          let place = state.waiters.lastIndex { $0.priority <= priority }.map { $0 + 1 } ?? 0
          state.waiters.insert(Waiter(id: id, priority: priority, continuation: continuation), at: place)
          return false
        }
        if isCancelled { continuation.resume(returning: false) }
      }
    } onCancel: {
      // Those behind it may be admitted now.
      let waiter = update { state -> Waiter? in
        guard let place = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiters.remove(at: place)
      }
      waiter?.continuation.resume(returning: false)
    }
    guard isAdmitted else { throw CancellationError() }
    return id
  }

  /// Changes the value, and admits the waiters that it then has room for.
  package func change(_ body: (inout Value) -> Void) {
    update { body(&$0.value) }
  }

  /// Reads the value and those who wait, the first one at the front.
  package func read<Result: Sendable>(_ body: (Value, [Waiter]) -> Result) -> Result {
    state.withLock { body($0.value, $0.waiters) }
  }

  @discardableResult
  private func update<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    let (result, admitted) = state.withLock { state in
      let result = body(&state)
      let count = state.waiters.firstIndex { !admit(&state.value, $0) } ?? state.waiters.count
      let admitted = Array(state.waiters.prefix(count))
      state.waiters.removeFirst(count)
      return (result, admitted)
    }
    for waiter in admitted { waiter.continuation.resume(returning: true) }
    return result
  }
}
