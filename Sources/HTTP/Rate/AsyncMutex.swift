/// Lets one task through at a time, in the order of their arrival.
final class AsyncMutex: Sendable {
  private let queue = WaitQueue(false) { isTaken, _ in
    defer { isTaken = true }
    return !isTaken
  }

  /// Returns when it is the task's turn; ``leave()`` must follow.
  ///
  /// - Throws: `CancellationError` when the task is cancelled before.
  func enter() async throws { try await queue.wait() }

  /// Passes the turn on.
  func leave() { queue.change { $0 = false } }
}
