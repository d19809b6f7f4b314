import JSON

@testable import Airbyte

/// Laws about the order of a run's messages: each stream that starts ends once, and its records and states lie between.
struct StatusLaws {
  private let names: [String]
  private var phases: [String: String] = [:]
  private var hasError = false

  init(_ names: [String]) { self.names = names }

  mutating func note(_ message: JSON) throws(Violation) {
    if message["trace"]?["type"]?.string == "ERROR" { hasError = true }
    if let status = message["trace"]?["stream_status"],
      let name = status["stream_descriptor"]?["name"]?.string,
      let next = status["status"]?.string
    {
      let phase = phases.updateValue(next, forKey: name)
      let isInOrder =
        switch next {
        case "STARTED": phase == nil
        case "RUNNING", "COMPLETE", "INCOMPLETE": phase == "STARTED" || phase == "RUNNING"
        default: false
        }
      try Violation.unless(isInOrder, "\(name): \(next) follows \(phase ?? "nothing")")
    }
    if let name = message["record"]?["stream"]?.string {
      try Violation.unless(
        phases[name] == "RUNNING", "\(name): a record while it is \(phases[name] ?? "not started")")
    }
    if let name = message["state"]?["stream"]?["stream_descriptor"]?["name"]?.string {
      try Violation.unless(
        phases[name] == "STARTED" || phases[name] == "RUNNING",
        "\(name): a state while it is \(phases[name] ?? "not started")")
    }
  }

  func end(_ run: SimulatedProcess.Run) throws(Violation) {
    // Of a reader that is gone nothing is known.
    guard let exit = run.exit, run.closedAt == nil else { return }
    for name in names {
      let phase = phases[name]
      try Violation.unless(phase != "STARTED" && phase != "RUNNING", "\(name): it never ends")
      if exit == .success {
        try Violation.unless(phase == "COMPLETE", "\(name): exit 0, but \(phase ?? "not read")")
      }
    }
    switch exit {
    case .success: break
    case .failure: try Violation.unless(hasError, "exit 1 without a reason")
    case .signal: try Violation.unless(run.wasTerminated, "it ends by a signal that nobody sent")
    case .usage: throw Violation("the arguments are refused")
    }
  }
}
