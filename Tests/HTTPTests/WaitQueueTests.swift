import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `A queue of waiters` {
  /// A queue that admits as many waiters as there are places.
  private static func queue(places: Int) -> WaitQueue<Int> {
    WaitQueue(places) { places, _ in
      guard places > 0 else { return false }
      places -= 1
      return true
    }
  }

  @Test func `a waiter is admitted at once when there is room`() async throws {
    let queue = Self.queue(places: 2)
    #expect(try await queue.wait() != queue.wait())
    #expect(queue.read { places, _ in places } == 0)
  }

  @Test func `waiters are admitted by priority, then in the order of arrival`() async throws {
    let queue = Self.queue(places: 0)
    let order = Recorder<Int>()
    try await withThrowingTaskGroup { group in
      for (number, priority) in [1, 0, 1, 0].enumerated() {
        group.addTask {
          try await queue.wait(priority: priority)
          order.add(number)
        }
        await eventually { queue.read { $1.count } == number + 1 }
      }
      for count in 1...4 {
        queue.change { $0 = 1 }
        await eventually { order.all.count == count }
      }
      try await group.waitForAll()
    }
    #expect(order.all == [1, 3, 0, 2])
  }

  @Test func `a cancelled waiter leaves the queue and takes no place`() async throws {
    let queue = Self.queue(places: 0)
    let first = Task { try await queue.wait() }
    await eventually { queue.read { $1.count } == 1 }
    let second = Task { try await queue.wait() }
    await eventually { queue.read { $1.count } == 2 }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    queue.change { $0 = 1 }
    _ = try await second.value
    #expect(queue.read { places, waiters in places + waiters.count } == 0)
  }

  @Test func `a task cancelled before it waits does not wait, but still changes the value`() async throws {
    let queue = Self.queue(places: 0)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      try await queue.wait { $0 = 7 }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(queue.read { places, waiters in places + waiters.count } == 7)
  }

  @Test func `a waiter that is cancelled lets those behind it in, if there is room for them`() async throws {
    // The first needs two places, the second one.
    let queue = WaitQueue(1) { places, waiter in
      guard places >= 2 - waiter.priority else { return false }
      places -= 2 - waiter.priority
      return true
    }
    let first = Task { try await queue.wait(priority: 0) }
    await eventually { queue.read { $1.count } == 1 }
    let second = Task { try await queue.wait(priority: 1) }
    await eventually { queue.read { $1.count } == 2 }
    first.cancel()
    _ = try await second.value
    #expect(queue.read { places, waiters in places + waiters.count } == 0)
  }
}
