import JSON

@testable import Airbyte

/// What has happened in a world so far, as the reader of the output and TikTok saw it.
struct Chronicle {
  let scenario: Scenario
  private(set) var violations: [String] = []
  private(set) var runs: [SimulatedProcess.Run] = []
  private var ledger: Ledger

  init(of world: World) {
    scenario = world.scenario
    ledger = Ledger(world.scenario)
  }

  /// The last states that the reader has seen, as the argument of the next run; nil for none.
  var states: JSON? { ledger.states.isEmpty ? nil : .array(ledger.states.map(\.value)) }

  /// Begins a sync.
  mutating func begin(at moment: Int, _ random: inout Seeded) { ledger.begin(at: moment, &random) }

  /// The world's story in order: requests with their fates and answers, and messages.
  var story: String {
    var lines: [String] = []
    for (number, run) in runs.enumerated() {
      lines.append("run \(number) at \(Day.time(run.start))")
      for exchange in run.exchanges {
        lines.append("\(exchange.sent) \(exchange.fate) \(exchange.url)\n  \(exchange.answer)")
      }
      lines.append(String(decoding: run.output, as: UTF8.self))
      lines.append("\(run.exit.map { "\($0)" } ?? "killed") after \(run.duration), \(run.jobs) jobs")
    }
    return lines.joined(separator: "\n")
  }

  /// Adds a run and checks the laws.
  mutating func add(_ run: SimulatedProcess.Run, of tikTok: SimulatedTikTok) {
    runs.append(run)
    do throws(Violation) {
      try RequestLaws(run).check()
      try ledger.read(run, of: tikTok)
      guard run.exit == .success else { return }
      try ledger.checkCompleteness(of: tikTok, after: run)
    } catch {
      violations.append("run \(runs.count - 1): \(error.text)")
    }
  }
}
