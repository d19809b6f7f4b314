import Synchronization
import Testing

@testable import TikTok

/// Who goes first, and when new work is begun.
@Suite(.timeLimit(.minutes(10)))
final class RequestPriorityTests: Sendable {
  private let slots = ConcurrencyLimiter(2, memory: .max)
  private let entries = Mutex<[Int]>([])

  /// A request of that turn, which stays until the gate is open.
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

  /// A task that wants to begin and has asked for it.
  private func askForOpening() async -> Task<ConcurrencyLimiter.Reservation, any Error> {
    let tasks = await begunTasks { [slots] _ in try await slots.reservation() }
    for _ in 0..<50 { await Task.yield() }
    return tasks[0]
  }

  private var inside: Int { entries.withLock(\.count) }

  @Test func `requests of what was begun earlier go first, whenever they come`() async throws {
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

  @Test func `nobody asks further ahead than has use`() async throws {
    func hasUse(_ turn: Int, besides ahead: Int) -> Bool {
      RequestPriority.$current.withValue(RequestPriority(number: turn)) { slots.hasUse(besides: ahead) }
    }
    #expect(hasUse(7, besides: 3) && !hasUse(7, besides: 4))
    let gate = Gate()
    var tasks = [request(5, until: gate), request(5, until: gate)]
    await eventually { inside == 2 }
    #expect(hasUse(7, besides: 2), "nobody waits yet")
    tasks += [request(7), request(6)]
    await eventually { slots.waiting == 2 }
    #expect(!hasUse(7, besides: 1), "two wait for two places")
    #expect(hasUse(6, besides: 1), "those that come later do not count")
    gate.open()
    for task in tasks { try await task.value }
    let alone = ConcurrencyLimiter(1)
    #expect(alone.hasUse(besides: 0) && !alone.hasUse(besides: 1))
  }

  @Test func `nothing is begun while requests wait, nor for a place that is expected to be taken`()
    async throws
  {
    let gate = Gate()
    let first = try await slots.reservation()
    let second = try await slots.reservation()
    let third = await askForOpening()
    // Those who begin are still to ask; others need not wait for them.
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

  @Test func `whoever waits in another line makes room for others to begin`() async throws {
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

  @Test func `who is cancelled before the beginning keeps nobody back`() async throws {
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
