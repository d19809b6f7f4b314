import Synchronization

/// A request to stop the process, and the stages of stopping.
package final class Interruption: Sendable {
  /// What happens after the signal, each stage a while after it.
  enum Stage: CaseIterable {
    /// The source is cancelled, and the output writes no further chunk.
    case cancelling
    /// The source has not returned: the last states are written without it.
    case flushing
    /// The reader has stalled: the output is made to hold more.
    case pressing
    /// The process ends, whatever it waits for.
    case dying
  }

  private struct State {
    var signal: Int32?
    var reached: Set<Stage> = []
    var actions: [(stage: Stage, action: @Sendable () -> Void)] = []
  }

  private let state = Mutex(State())
  private let limit: Duration

  /// - Parameter limit: how long after the signal the process ends at the latest. Orchestrators kill after ten
  ///   seconds, impatient people after three.
  package init(limit: Duration = .milliseconds(2_500)) { self.limit = limit }

  /// How long after the signal a stage begins, if the process still runs.
  func delay(of stage: Stage) -> Duration {
    switch stage {
    case .cancelling: .zero
    case .flushing: limit * 2 / 5
    case .pressing: limit * 3 / 5
    case .dying: limit
    }
  }

  /// The signal that requested the stop; nil while there was none.
  var signal: Int32? { state.withLock { $0.signal } }

  var isRequested: Bool { signal != nil }

  func hasReached(_ stage: Stage) -> Bool { state.withLock { $0.reached.contains(stage) } }

  /// Requests the stop. Only the first request counts.
  /// - Parameter signal: the signal by which the process must end.
  package func request(_ signal: Int32) {
    state.withLock { $0.signal = $0.signal ?? signal }
    reach(.cancelling)
  }

  /// Runs the actions of `stage`.
  func reach(_ stage: Stage) {
    let actions = state.withLock { state in
      guard state.reached.insert(stage).inserted else { return [@Sendable () -> Void]() }
      return state.actions.filter { $0.stage == stage }.map(\.action)
    }
    for action in actions { action() }
  }

  /// Adds an action to `stage`, and runs it at once if the stage has been reached.
  func at(_ stage: Stage, _ action: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      state.actions.append((stage, action))
      return state.reached.contains(stage)
    }
    if isLate { action() }
  }

  /// Removes all actions, because nothing is left to stop.
  func withdraw() { state.withLock { $0.actions = [] } }
}
