import Platform
import TestSupport
import Testing

/// The seeded executor and the virtual clock by themselves.
struct ExecutionTests {
  /// The order in which eight tasks count to five, and when they are done.
  private func order(_ seed: UInt64) -> String {
    let executor = SeededExecutor(Seeded(seed))
    let clock = VirtualClock(at: 0)
    let order = Recorder<Int>()
    let isDone = Recorder<Bool>()
    Task(executorPreference: executor) {
      await withTaskGroup { group in
        for number in 0..<8 {
          group.addTask {
            for step in 0..<5 {
              try? await clock.sleep(for: .seconds((number + step) % 3))
              order.add(number)
            }
          }
        }
      }
      isDone.add(true)
    }
    while isDone.all.isEmpty {
      guard executor.step() || clock.advance() else { break }
    }
    return "\(order.all) at \(clock.uptime)"
  }

  @Test func `a seed decides the order of tasks, and seeds differ`() {
    let orders = (0..<50).map { order($0) }
    #expect(orders == (0..<50).map { order($0) })
    #expect(Set(orders).count > 40)
  }

  @Test func `the clock moves on to the end of the next sleep only`() async throws {
    let executor = SeededExecutor(Seeded(1))
    let clock = VirtualClock(at: 1_000)
    let woken = Recorder<Int>()
    for seconds in [3, 1, 2] {
      Task(executorPreference: executor) {
        try await clock.sleep(for: .seconds(seconds))
        woken.add(seconds)
      }
    }
    while executor.step() {}
    for _ in 0..<2 {
      #expect(clock.advance())
      while executor.step() {}
    }
    #expect(woken.all == [1, 2])
    #expect(clock.millisecondsSince1970 == 1_002_000)
    #expect(clock.advance(upTo: .milliseconds(2_500)))
    #expect(clock.uptime == .milliseconds(2_500))
    #expect(clock.advance())
    #expect(!clock.advance())
    while executor.step() {}
  }

  @Test func `a cancelled sleep ends at once`() {
    let executor = SeededExecutor(Seeded(1))
    let clock = VirtualClock(at: 0)
    let isCancelled = Recorder<Bool>()
    let task = Task(executorPreference: executor) {
      do { try await clock.sleep(for: .seconds(9)) } catch { isCancelled.add(true) }
    }
    while executor.step() {}
    task.cancel()
    while executor.step() {}
    #expect(isCancelled.all == [true])
    #expect(!clock.advance())
  }
}
