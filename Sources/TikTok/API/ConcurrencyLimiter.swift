import HTTP
import Synchronization

/// Places for requests in flight, as many as ``ConcurrencyEstimate`` finds right. A page keeps its place until its records
/// are written, so that the places bound the memory too, and a reader that does not read stops the fetching.
///
/// Requests of work that was begun earlier go first, so that little is half done at a time; new work is begun when
/// there is a place that none of them waits for.
final class ConcurrencyLimiter: Admission {
  private struct Waiter {
    let id: Int
    /// The lowest goes first; nil for one who is about to begin, and goes last.
    let turn: Int?
    /// Resumed with whether it is the waiter's.
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var estimate: ConcurrencyEstimate
    var taken = 0
    /// By their turns, and then in the order of their arrival.
    var waiters: [Waiter] = []
    /// Those who have begun and have not asked for a place yet.
    var openings: Set<Int> = []
    var nextID = 0

    /// Those who need wait no longer.
    mutating func admit() -> [Waiter] {
      let places = estimate.places
      var admitted: [Waiter] = []
      for waiter in waiters {
        guard taken + (waiter.turn == nil ? openings.count : 0) < places else { break }
        if waiter.turn == nil { openings.insert(waiter.id) } else { taken += 1 }
        admitted.append(waiter)
      }
      waiters.removeFirst(admitted.count)
      return admitted
    }
  }

  /// Leave to begin: counts as a request that is to come, until one has come.
  struct Opening: Sendable {
    fileprivate let slots: ConcurrencyLimiter
    fileprivate let id: Int

    /// Nothing comes of it, or not soon. Once is enough.
    func close() {
      slots.change { $0.openings.remove(id) }
    }
  }

  private let state: Mutex<State>
  /// The most places that there can be.
  let most: Int

  /// - Parameters:
  ///   - most: the most places, at least 1.
  ///   - rate: requests that may be sent per second.
  ///   - memory: bytes that pages may take together while TikTok answers at once, though two pages always may.
  init(_ most: Int, rate: Double = 0, memory: Int = 4_500_000) {
    self.most = most
    state = Mutex(State(estimate: ConcurrencyEstimate(most: most, rate: rate, memory: memory)))
  }

  /// How many wait for a place.
  var waiting: Int { state.withLock { $0.waiters.count { $0.turn != nil } } }

  /// Whether another request of the current ``RequestPriority`` would do more than wait, which takes memory too.
  /// - Parameter ahead: requests of the same work that are under way or wait already.
  /// - Returns: whether there are fewer that wait than places, of this turn and of those before it.
  func hasUse(besides ahead: Int) -> Bool {
    guard most > 1 else { return ahead < 1 }
    let turn = RequestPriority.current?.number ?? RequestPriority.first
    return state.withLock { state in
      let places = state.estimate.places
      return ahead < 2 * places && state.waiters.count { $0.turn ?? .max <= turn } < places
    }
  }

  /// Tells how large a page was, and how long TikTok took until it sent it.
  func note(pageOf bytes: Int, after wait: Duration = .zero) {
    change { $0.estimate.note(pageOf: bytes, after: wait) }
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
    // Whoever waits for somebody else's doing is not about to send a request.
    if let opening = turn?.opening, opening.slots !== self { opening.close() }
    _ = try await wait(turn?.number ?? RequestPriority.first, closing: turn?.opening)
  }

  /// Gives a place back.
  func leave() {
    change { $0.taken -= 1 }
  }

  /// Waits until there is a place that nobody waits for.
  /// - Returns: what stands for the first request there until it comes; to be closed in any case.
  /// - Throws: `CancellationError` when the task is cancelled before.
  func opening() async throws -> Opening {
    Opening(slots: self, id: try await wait(nil))
  }

  private func wait(_ turn: Int?, closing opening: Opening? = nil) async throws -> Int {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let isGiven = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = change { state in
          if let opening, opening.slots === self { state.openings.remove(opening.id) }
          // Asked under the lock: a cancellation marks the task before it looks for the waiter, so either it is
          // seen here or the waiter is found there.
          if Task.isCancelled { return true }
          let rank = turn ?? .max
          let index = state.waiters.lastIndex { $0.turn ?? .max <= rank }.map { $0 + 1 } ?? 0
          state.waiters.insert(Waiter(id: id, turn: turn, continuation: continuation), at: index)
          return false
        }
        if isCancelled { continuation.resume(returning: false) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume(returning: false)
    }
    guard isGiven else { throw CancellationError() }
    return id
  }

  /// Changes the state, and lets in who has room then.
  @discardableResult
  private func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    let (value, admitted) = state.withLock { state in
      let value = body(&state)
      return (value, state.admit())
    }
    for waiter in admitted { waiter.continuation.resume(returning: true) }
    return value
  }
}
