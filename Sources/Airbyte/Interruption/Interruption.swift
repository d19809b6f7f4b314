import Synchronization

/// The operator's wish that the process stops, and what is done about it, stage by stage.
package final class Interruption: Sendable {
  /// What happens after the signal, each stage a while after it.
  enum Stage: CaseIterable {
    /// The source is told; the output begins no further chunk.
    case cancelling
    /// The source has not come back: the last states are said without it.
    case flushing
    /// The reader has stalled: the output is made to hold what is under way.
    case pressing
    /// The process goes, whatever it waits for.
    case dying
  }

  private struct State {
    var signal: Int32?
    var reached: Set<Stage> = []
    var actions: [(stage: Stage, action: @Sendable () -> Void)] = []
  }

  private let state = Mutex(State())
  private let limit: Duration

  /// - Parameter limit: how long after the signal the process goes at the latest. Orchestrators kill after ten
  ///   seconds, impatient people after three.
  package init(limit: Duration = .milliseconds(2_500)) { self.limit = limit }

  /// How long after the signal a stage begins, unless the process is gone by then.
  func delay(of stage: Stage) -> Duration {
    switch stage {
    case .cancelling: .zero
    case .flushing: limit * 2 / 5
    case .pressing: limit * 3 / 5
    case .dying: limit
    }
  }

  /// The signal that asked for it; nil while nobody did.
  var signal: Int32? { state.withLock { $0.signal } }

  var isRequested: Bool { signal != nil }

  func hasReached(_ stage: Stage) -> Bool { state.withLock { $0.reached.contains(stage) } }

  /// Asks the process to stop; asked again it changes nothing.
  /// - Parameter signal: of which the process shall die.
  package func request(_ signal: Int32) {
    state.withLock { $0.signal = $0.signal ?? signal }
    reach(.cancelling)
  }

  /// Does what was prepared for `stage`.
  func reach(_ stage: Stage) {
    let actions = state.withLock { state in
      guard state.reached.insert(stage).inserted else { return [@Sendable () -> Void]() }
      return state.actions.filter { $0.stage == stage }.map(\.action)
    }
    for action in actions { action() }
  }

  /// Prepares `action` for `stage`; does it at once if the stage has been reached.
  func at(_ stage: Stage, _ action: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      state.actions.append((stage, action))
      return state.reached.contains(stage)
    }
    if isLate { action() }
  }

  /// Takes back what was prepared: there is nothing left to stop.
  func withdraw() { state.withLock { $0.actions = [] } }
}
