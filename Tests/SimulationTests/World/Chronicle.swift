import JSON
import TestSupport

@testable import Airbyte

/// What has happened in a world so far, as the reader of the output and TikTok saw it.
struct Chronicle {
  /// A further law about a run, which a test brings along.
  typealias Law = @Sendable (SimulatedProcess.Run, SimulatedTikTok) throws(Violation) -> Void

  let world: World
  private(set) var violations: [(run: String, violation: Violation)] = []
  private(set) var names: [String] = []
  private(set) var runs: [SimulatedProcess.Run] = []
  private var ledger: Ledger
  private let law: Law?

  init(of world: World, also law: Law? = nil) {
    self.world = world
    self.law = law
    ledger = Ledger(world.scenario)
  }

  /// The last states that the reader has seen, as the argument of the next run; nil for none.
  var states: JSON? { ledger.states.isEmpty ? nil : .array(ledger.states.map(\.value)) }

  /// Begins a sync.
  mutating func begin(at moment: Int, _ random: inout Seeded) { ledger.begin(at: moment, &random) }

  /// The broken laws with their runs.
  var failures: [String] { violations.map { "run \($0.run): \($0.violation.text)" } }

  /// Adds a run and checks the laws.
  mutating func add(_ run: SimulatedProcess.Run, _ name: String, of tikTok: SimulatedTikTok) {
    names.append(name)
    runs.append(run)
    do throws(Violation) {
      try RequestLaws(run).check()
      try ledger.read(run, of: tikTok)
      try law?(run, tikTok)
      guard run.exit == .success else { return }
      try ledger.checkCompleteness(of: tikTok, after: run)
    } catch {
      violations.append((name, error))
    }
  }
}
