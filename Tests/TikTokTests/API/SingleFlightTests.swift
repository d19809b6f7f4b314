import Synchronization
import Testing

@testable import TikTok

/// Values that are requested once.
@Suite(.timeLimit(.minutes(10)))
struct SingleFlightTests {
  private struct Failure: Error {}

  private final class Count: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock { value in
        value += 1
        return value
      }
    }
  }

  @Test func `of many tasks that need a value, one requests it`() async throws {
    let gate = Gate()
    let asked = Count()
    let flight = SingleFlight<String, Int>()
    let values = Task {
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...20 {
          group.addTask {
            try await flight.value(of: "a") {
              await gate.pass()
              return asked.next()
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
    }
    await eventually { gate.waiting == 1 }
    // Another key does not wait for it.
    #expect(try await flight.value(of: "b") { 7 } == 7)
    gate.open()
    #expect(try await values.value == Array(repeating: 1, count: 20))
  }

  @Test func `a failure is not kept, and a value is kept until it is replaced`() async throws {
    let flight = SingleFlight<String, Int>()
    await #expect(throws: Failure.self) { _ = try await flight.value(of: "a") { throw Failure() } }
    #expect(try await flight.value(of: "a") { 1 } == 1)
    #expect(try await flight.value(of: "a") { 2 } == 1)
    flight.replace(3, of: "a")
    #expect(try await flight.value(of: "a") { 4 } == 3)
  }

  @Test func `a cancelled task stops waiting for the request of another one`() async throws {
    let gate = Gate()
    let flight = SingleFlight<String, Int>()
    let first = Task {
      try await flight.value(of: "a") {
        await gate.pass()
        return 1
      }
    }
    await eventually { gate.waiting == 1 }
    let second = Task { try await flight.value(of: "a") { 2 } }
    second.cancel()
    await #expect(throws: CancellationError.self) { _ = try await second.value }
    gate.open()
    #expect(try await first.value == 1)
  }
}
