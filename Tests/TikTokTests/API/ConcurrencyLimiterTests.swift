import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct ConcurrencyLimiterTests {
  /// Counts how many tasks hold a slot at a time, and records the order in which they got it.
  private final class Room: Sendable {
    private let state = Mutex((inside: 0, most: 0, entries: [Int]()))
    var most: Int { state.withLock(\.most) }
    var inside: Int { state.withLock(\.inside) }
    var entries: [Int] { state.withLock(\.entries) }

    func enter(_ number: Int) {
      state.withLock {
        $0.inside += 1
        $0.most = max($0.most, $0.inside)
        $0.entries.append(number)
      }
    }

    func leave() { state.withLock { $0.inside -= 1 } }
  }

  @Test(arguments: [1, 2, 5])
  func `no more requests are in flight than there are slots`(count: Int) async throws {
    let slots = ConcurrencyLimiter(count, memory: .max)
    let room = Room()
    let gate = Gate()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          try await slots.occupy {
            room.enter(number)
            await gate.pass()
            for _ in 0..<3 { await Task.yield() }
            room.leave()
          }
        }
      }
      await eventually { room.inside == count && slots.waiting == 50 - count }
      gate.open()
      try await group.waitForAll()
    }
    #expect(room.most == count)
    #expect(room.entries.count == 50)
  }

  @Test func `waiters are admitted in the order of arrival`() async throws {
    let slots = ConcurrencyLimiter(1)
    let room = Room()
    let gate = Gate()
    let holder = Task { try await slots.occupy { await gate.pass() } }
    await eventually { gate.waiting == 1 }
    var tasks: [Task<Void, any Error>] = []
    for number in 0..<10 {
      tasks.append(Task { try await slots.occupy { room.enter(number) } })
      await eventually { slots.waiting == number + 1 }
    }
    gate.open()
    for task in tasks + [holder] { try await task.value }
    #expect(room.entries == Array(0..<10))
  }

  @Test func `waiters are admitted as soon as there is room`() async throws {
    let slots = ConcurrencyLimiter(8)
    slots.note(pageOf: 50_000_000)
    let room = Room()
    let gate = Gate()
    var tasks: [Task<Void, any Error>] = []
    for number in 0..<4 {
      tasks.append(
        Task {
          try await slots.occupy {
            room.enter(number)
            await gate.pass()
          }
        })
      await eventually { room.inside + slots.waiting == number + 1 }
    }
    #expect(slots.waiting == 2)
    for _ in 0..<100 { slots.note(pageOf: 1000) }
    await eventually { room.inside == 4 }
    gate.open()
    for task in tasks { try await task.value }
  }

  @Test func `a slot is released after an error`() async throws {
    struct Oops: Error {}
    let slots = ConcurrencyLimiter(1)
    for _ in 0..<3 {
      await #expect(throws: Oops.self) { try await slots.occupy { throw Oops() } }
    }
    #expect(try await slots.occupy { 7 } == 7)
  }

  @Test func `a cancelled waiter leaves the queue at once`() async throws {
    let slots = ConcurrencyLimiter(1)
    let gate = Gate()
    let holder = Task { try await slots.occupy { await gate.pass() } }
    await eventually { gate.waiting == 1 }
    let cancelled = Task { try await slots.occupy { 1 } }
    await eventually { slots.waiting == 1 }
    let patient = Task { try await slots.occupy { 2 } }
    await eventually { slots.waiting == 2 }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    #expect(slots.waiting == 1)
    gate.open()
    #expect(try await patient.value == 2)
    try await holder.value
  }

  @Test func `a task that was already cancelled gets no slot`() async throws {
    let slots = ConcurrencyLimiter(1)
    let gate = Gate()
    let task = Task {
      await gate.pass()
      return try await slots.occupy { 1 }
    }
    await eventually { gate.waiting == 1 }
    task.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await slots.occupy { 2 } == 2)
  }

  /// How many of ten tasks get a slot at the same time.
  private static func most(_ slots: ConcurrencyLimiter, notes: [Int] = []) async throws -> Int {
    for bytes in notes { slots.note(pageOf: bytes) }
    let room = Room()
    let gate = Gate()
    let tasks = (0..<10).map { number in
      Task {
        try await slots.occupy {
          room.enter(number)
          await gate.pass()
        }
      }
    }
    await eventually { room.inside + slots.waiting == 10 }
    let most = room.inside
    gate.open()
    for task in tasks { try await task.value }
    return most
  }

  @Test func `before any page has been seen, pages are assumed to be full`() async throws {
    #expect(try await Self.most(ConcurrencyLimiter(8)) == 3)
    #expect(try await Self.most(ConcurrencyLimiter(3)) == 3)
    #expect(try await Self.most(ConcurrencyLimiter(8, memory: 100_000_000)) == 8)
  }

  @Test func `large pages reduce the slots, but never below two`() async throws {
    #expect(try await Self.most(ConcurrencyLimiter(8, memory: 10_000_000), notes: [3_300_000]) == 3)
    #expect(try await Self.most(ConcurrencyLimiter(8), notes: [50_000_000]) == 2)
    #expect(try await Self.most(ConcurrencyLimiter(1), notes: [50_000_000]) == 1)
  }

  @Test func `small pages return slots gradually`() async throws {
    let few = try await Self.most(ConcurrencyLimiter(8), notes: Array(repeating: 1000, count: 5))
    let many = try await Self.most(ConcurrencyLimiter(8), notes: Array(repeating: 1000, count: 50))
    #expect(few < 8)
    #expect(many == 8)
    #expect(try await Self.most(ConcurrencyLimiter(8), notes: Array(repeating: 0, count: 500)) == 8)
  }

  @Test func `freed memory admits several waiters at once`() async throws {
    let slots = ConcurrencyLimiter(8)
    slots.note(pageOf: 50_000_000)
    let room = Room()
    let (first, rest) = (Gate(), Gate())
    var tasks: [Task<Void, any Error>] = []
    for number in 0..<8 {
      tasks.append(
        Task {
          try await slots.occupy {
            room.enter(number)
            await (number == 0 ? first : rest).pass()
            for _ in 0..<100 { slots.note(pageOf: 1000) }
            room.leave()
          }
        })
      await eventually { room.inside + slots.waiting == number + 1 }
    }
    #expect(room.inside == 2)
    first.open()
    await eventually { room.inside == 7 }
    rest.open()
    for task in tasks { try await task.value }
  }
}
