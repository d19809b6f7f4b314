import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct ShopAccessTests {
  @Test(arguments: [true, false])
  func `the first caller checks the shop and shares the result`(isGranted: Bool) async throws {
    let access = ShopAccess()
    let gate = Gate()
    let reads = Reads()
    let tasks = await begunTasks(5) { _ in
      try await access.ask(about: "5", of: .make()) {
        reads.add()
        await gate.pass()
        return isGranted
      }
    }
    await eventually { gate.waiting == 1 }
    #expect(reads.count == 1)
    gate.open()
    for task in tasks { try await task.value }
    #expect(reads.count == (isGranted ? 5 : 1))
    // Another account is checked separately.
    try await access.ask(about: "5", of: .make(7002)) {
      reads.add()
      return true
    }
    #expect(reads.count == (isGranted ? 6 : 2))
  }

  @Test func `after a failure the shop is checked again`() async throws {
    let access = ShopAccess()
    await #expect(throws: CancellationError.self) {
      try await access.ask(about: "5", of: .make()) { () throws -> Bool in throw CancellationError() }
    }
    let reads = Reads()
    try await access.ask(about: "5", of: .make()) {
      reads.add()
      return true
    }
    #expect(reads.count == 1)
  }
}

/// How many times something was read.
private final class Reads: Sendable {
  private let value = Mutex(0)

  var count: Int { value.withLock(\.self) }

  func add() { value.withLock { $0 += 1 } }
}
