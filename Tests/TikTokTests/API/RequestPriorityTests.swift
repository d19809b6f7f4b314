import Synchronization
import Testing

@testable import TikTok

/// Which requests go first, and when new work starts.
@Suite(.timeLimit(.minutes(10)))
final class RequestPriorityTests: Sendable {
  private let slots = ConcurrencyLimiter(2, memory: .max)
  private let entries = Mutex<[Int]>([])

  /// A request of that turn, which holds its slot until the gate is open.
  private func request(
    _ turn: Int, of others: ConcurrencyLimiter? = nil, reservation: ConcurrencyLimiter.Reservation? = nil,
    until gate: Gate? = nil
  ) -> Task<Void, any Error> {
    RequestPriority.$current.withValue(RequestPriority(number: turn, reservation: reservation)) {
      Task { [self] in
        try await (others ?? slots).occupy {
          entries.withLock { $0.append(turn) }
          await gate?.pass()
        }
      }
    }
  }

  /// A task that has asked for a reservation to start new work.
  private func askForOpening() async -> Task<ConcurrencyLimiter.Reservation, any Error> {
    let tasks = await begunTasks { [slots] _ in try await slots.reservation() }
    for _ in 0..<50 { await Task.yield() }
    return tasks[0]
  }

  private var inside: Int { entries.withLock(\.count) }

  @Test func `requests of earlier work go first, whenever they arrive`() async throws {
    let alone = ConcurrencyLimiter(1)
    let gate = Gate()
    var tasks = [request(5, of: alone, until: gate)]
    await eventually { inside == 1 }
    for (place, turn) in [9, 4, 7, 4, 3].enumerated() {
      tasks.append(request(turn, of: alone))
      await eventually { alone.waiting == place + 1 }
    }
    gate.open()
    for task in tasks { try await task.value }
    let order = entries.withLock(\.self)
    #expect(order == [5, 3, 4, 4, 7, 9])
  }

  @Test func `pages are requested ahead only as far as slots are expected`() async throws {
    func hasUse(_ turn: Int, besides ahead: Int) -> Bool {
      RequestPriority.$current.withValue(RequestPriority(number: turn)) { slots.hasUse(besides: ahead) }
    }
    #expect(hasUse(7, besides: 3) && !hasUse(7, besides: 4))
    let gate = Gate()
    var tasks = [request(5, until: gate), request(5, until: gate)]
    await eventually { inside == 2 }
    #expect(hasUse(7, besides: 2), "no request waits yet")
    tasks += [request(7), request(6)]
    await eventually { slots.waiting == 2 }
    #expect(!hasUse(7, besides: 1), "two wait for two places")
    #expect(hasUse(6, besides: 1), "requests of later work do not count")
    gate.open()
    for task in tasks { try await task.value }
    let alone = ConcurrencyLimiter(1)
    #expect(alone.hasUse(besides: 0) && !alone.hasUse(besides: 1))
  }

  @Test func `new work does not start while requests wait or all free slots are reserved`()
    async throws
  {
    let gate = Gate()
    let first = try await slots.reservation()
    let second = try await slots.reservation()
    let third = await askForOpening()
    // The reserved ones have not requested yet; other requests need not wait for them.
    let others = [request(5, until: gate), request(6, until: gate)]
    await eventually { inside == 2 }
    let own = request(1, reservation: first, until: gate)
    await eventually { slots.waiting == 1 }
    second.close()
    for _ in 0..<50 { await Task.yield() }
    let isBegun = Mutex(false)
    let watch = Task {
      _ = try await third.value
      isBegun.withLock { $0 = true }
    }
    for _ in 0..<50 { await Task.yield() }
    #expect(isBegun.withLock { !$0 })
    gate.open()
    for task in others + [own, watch] { try await task.value }
    #expect(isBegun.withLock { $0 })
  }

  @Test func `work that waits in another queue lets other work start`() async throws {
    let alone = ConcurrencyLimiter(1)
    let narrow = ConcurrencyLimiter(1, memory: .max)
    let gate = Gate()
    let holder = Task { try await alone.occupy { await gate.pass() } }
    await eventually { gate.waiting == 1 }
    let reservation = try await narrow.reservation()
    let waiter = RequestPriority.$current.withValue(RequestPriority(number: 1, reservation: reservation)) {
      Task { try await alone.occupy {} }
    }
    try await narrow.reservation().close()
    gate.open()
    for task in [holder, waiter] { try await task.value }
  }

  @Test func `cancelled work that has not started blocks nothing`() async throws {
    let reservations = [try await slots.reservation(), try await slots.reservation()]
    let cancelled = await askForOpening()
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    let next = Task { try await slots.reservation() }
    reservations[0].close()
    reservations[0].close()
    try await next.value.close()
    reservations[1].close()
    for reservation in [try await slots.reservation(), try await slots.reservation()] { reservation.close() }
  }
}
