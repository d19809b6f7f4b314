import Platform
import Synchronization

/// A clock whose time is advanced by the test, or by itself during each sleep.
final class TestClock: TimeSource {
  private struct Sleeper {
    let id: UInt64
    let deadline: Duration
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var now = Duration.zero
    var sleepers: [Sleeper] = []
    var nextID: UInt64 = 0
    var slept: [Duration] = []
  }

  private let state = Mutex(State())
  private let isAutomatic: Bool

  /// With `automatic`, a sleep does not wait but advances the time to its end.
  init(automatic: Bool = false) { isAutomatic = automatic }

  var uptime: Duration { state.withLock(\.now) }
  /// The clock was made a day after 1970-01-01.
  var millisecondsSince1970: Int { 86_400_000 + Int(uptime / .milliseconds(1)) }

  /// Every sleep that was requested, in order.
  var slept: [Duration] { state.withLock(\.slept) }
  var sleeperCount: Int { state.withLock(\.sleepers.count) }

  func advance(by duration: Duration) {
    let due = state.withLock { state -> [Sleeper] in
      state.now += duration
      let due = state.sleepers.filter { $0.deadline <= state.now }
      state.sleepers.removeAll { $0.deadline <= state.now }
      return due
    }
    for sleeper in due { sleeper.continuation.resume(returning: true) }
  }

  func sleep(until deadline: Duration) async throws {
    try Task.checkCancellation()
    let id = state.withLock { state in
      state.slept.append(deadline - state.now)
      state.nextID += 1
      if isAutomatic { state.now = max(state.now, deadline) }
      return state.nextID
    }
    if isAutomatic { return await Task.yield() }
    let finished = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if Task.isCancelled { return false }
          if deadline <= state.now { return true }
          state.sleepers.append(Sleeper(id: id, deadline: deadline, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        guard let place = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
        return state.sleepers.remove(at: place)
      }
      sleeper?.continuation.resume(returning: false)
    }
    guard finished else { throw CancellationError() }
  }
}
