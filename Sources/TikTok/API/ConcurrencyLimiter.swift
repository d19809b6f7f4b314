import HTTP

/// Places for requests in flight, as many as ``ConcurrencyEstimate`` finds right. A page keeps its place until its records
/// are written, so that the places bound the memory too, and a reader that does not read stops the fetching.
///
/// Requests of work that was begun earlier go first, so that little is half done at a time; new work is begun when
/// there is a place that none of them waits for.
final class ConcurrencyLimiter: Admission {
  private struct Places {
    var estimate: ConcurrencyEstimate
    var taken = 0
    /// Those who have begun and have not asked for a place yet.
    var reservations: Set<Int> = []

    mutating func admit(_ waiter: WaitQueue<Places>.Waiter) -> Bool {
      let begins = waiter.priority == ConcurrencyLimiter.beginning
      guard taken + (begins ? reservations.count : 0) < estimate.places else { return false }
      if begins { reservations.insert(waiter.id) } else { taken += 1 }
      return true
    }
  }

  /// The priority of one who is about to begin: the last.
  private static let beginning = Int.max

  /// Leave to begin: counts as a request that is to come, until one has come.
  struct Reservation: Sendable {
    fileprivate let slots: ConcurrencyLimiter
    fileprivate let id: Int

    /// Nothing comes of it, or not soon. Once is enough.
    func close() {
      slots.queue.change { $0.reservations.remove(id) }
    }
  }

  private let queue: WaitQueue<Places>
  /// The most places that there can be.
  let most: Int

  /// - Parameters:
  ///   - most: the most places, at least 1.
  ///   - rate: requests that may be sent per second.
  ///   - memory: bytes that pages may take together while TikTok answers at once, though two pages always may.
  init(_ most: Int, rate: Double = 0, memory: Int = 4_500_000) {
    self.most = most
    let estimate = ConcurrencyEstimate(most: most, rate: rate, memory: memory)
    queue = WaitQueue(Places(estimate: estimate)) { places, waiter in places.admit(waiter) }
  }

  /// How many wait for a place.
  var waiting: Int { queue.read { _, waiters in waiters.count { $0.priority != Self.beginning } } }

  /// Whether another request of the current ``RequestPriority`` would do more than wait, which takes memory too.
  /// - Parameter ahead: requests of the same work that are under way or wait already.
  /// - Returns: whether there are fewer that wait than places, of this turn and of those before it.
  func hasUse(besides ahead: Int) -> Bool {
    guard most > 1 else { return ahead < 1 }
    let turn = RequestPriority.current?.number ?? RequestPriority.first
    return queue.read { value, waiters in
      let places = value.estimate.places
      return ahead < 2 * places && waiters.count { $0.priority <= turn } < places
    }
  }

  /// Tells how large a page was, and how long TikTok took until it sent it.
  func note(pageOf bytes: Int, after wait: Duration = .zero) {
    queue.change { $0.estimate.note(pageOf: bytes, after: wait) }
  }

  /// Runs `body` in a place of its own.
  /// - Throws: `CancellationError` when the task is cancelled while it waits; what `body` throws.
  func occupy<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    try await enter()
    defer { leave() }
    return try await body()
  }

  /// Waits for a place, by the current ``RequestPriority``; ``leave()`` must follow.
  /// - Throws: `CancellationError` when the task is cancelled before.
  func enter() async throws {
    let turn = RequestPriority.current
    // A task that waits here is not about to send a request to the other limiter.
    if let reservation = turn?.reservation, reservation.slots !== self { reservation.close() }
    try await queue.wait(priority: turn?.number ?? RequestPriority.first) { places in
      if let reservation = turn?.reservation, reservation.slots === self {
        places.reservations.remove(reservation.id)
      }
    }
  }

  /// Gives a place back.
  func leave() {
    queue.change { $0.taken -= 1 }
  }

  /// Waits until there is a free place that no request waits for.
  /// - Returns: what stands for the first request there until it comes; to be closed in any case.
  /// - Throws: `CancellationError` when the task is cancelled before.
  func reservation() async throws -> Reservation {
    Reservation(slots: self, id: try await queue.wait(priority: Self.beginning))
  }
}
