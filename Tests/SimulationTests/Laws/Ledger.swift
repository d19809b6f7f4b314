import JSON

@testable import Airbyte

/// What the reader of the output has received of all runs, and the laws about it.
struct Ledger {
  private let scenario: Scenario
  private let streams: [String: SimulatedStream]
  /// The last state of each stream, in the order of their first ones.
  private(set) var states: [(stream: String, value: JSON)] = []
  /// The records by stream and key; a later one replaces an earlier one.
  private var records: [String: [String: JSON]] = [:]
  private var cursors: [String: String] = [:]

  init(_ scenario: Scenario) {
    self.scenario = scenario
    streams = Dictionary(scenario.streams.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads what a run has written.
  mutating func read(_ run: SimulatedProcess.Run, of tikTok: SimulatedTikTok) throws(Violation) {
    var statuses = StatusLaws(scenario.streams.map(\.name))
    let text = String(decoding: run.output, as: UTF8.self)
    for secret in [SimulatedTikTok.token, SimulatedTikTok.secret] {
      try Violation.unless(!text.contains(secret), "a message has a secret")
    }
    try Violation.unless(run.wasKilled || text.isEmpty || text.hasSuffix("\n"), "the last line is not whole")
    // What a killed process wrote of its last line is of no use.
    let end = run.output.lastIndex(of: ASCII.lineFeed) ?? run.output.startIndex
    for line in run.output[..<end].split(separator: ASCII.lineFeed) {
      guard let message = try? JSON(parsing: Array(line)) else {
        throw Violation("a line is no JSON: \(String(decoding: line, as: UTF8.self))")
      }
      try statuses.note(message)
      switch message["type"]?.string {
      case "RECORD": try note(record: message["record"] ?? .null)
      case "STATE": try note(state: message["state"] ?? .null, of: tikTok)
      default: break
      }
    }
    try statuses.end(run)
  }

  /// Checks that everything is there after a sync that ended well.
  func checkCompleteness(of tikTok: SimulatedTikTok) throws(Violation) {
    for stream in scenario.streams {
      for fact in Fact.all(of: stream, scenario, tikTok) { try check(fact, of: stream, "at the end") }
    }
  }

  private func check(_ fact: Fact, of stream: SimulatedStream, _ occasion: @autoclosure () -> String)
    throws(Violation)
  {
    guard let record = records[stream.name]?[fact.key] else {
      throw Violation("\(stream.name): \(fact.key) is missing \(occasion())")
    }
    for (path, value) in fact.values {
      let found = path.reduce(record) { $0[$1] ?? .null }
      try Violation.unless(
        found == value || found.number.map { Double($0.text) } == value.string.flatMap { Double($0) },
        "\(stream.name): \(fact.key) has \(path.joined(separator: ".")) \(found) instead of \(value) \(occasion())"
      )
    }
  }

  private mutating func note(record: JSON) throws(Violation) {
    guard let name = record["stream"]?.string, let stream = streams[name], let data = record["data"] else {
      throw Violation("a record of an unknown stream: \(record)")
    }
    let account = data["advertiser_id"]?.string ?? ""
    var key = stream.level.map { data[$0.id]?.string ?? "" } ?? account
    if stream.isReport { key += " " + (data["stat_time_day"]?.string ?? "").prefix(10) }
    records[name, default: [:]][key] = data
  }

  /// Checks that a state covers only what has been delivered, and that no cursor goes back.
  private mutating func note(state: JSON, of tikTok: SimulatedTikTok) throws(Violation) {
    guard let name = state["stream"]?["stream_descriptor"]?["name"]?.string, let stream = streams[name] else {
      throw Violation("a state of an unknown stream: \(state)")
    }
    let value: JSON = ["type": "STREAM", "stream": state["stream"] ?? .null]
    if let place = states.firstIndex(where: { $0.stream == name }) {
      states[place].value = value
    } else {
      states.append((name, value))
    }
    var missing = Set(cursors.keys.filter { $0.hasPrefix(name + " ") })
    for element in state["stream"]?["stream_state"]?["states"]?.array ?? [] {
      let account = element["partition"]?["advertiser_id"]?.string ?? ""
      guard let cursor = element["cursor"]?[stream.cursorField]?.string else { continue }
      let key = "\(name) \(account)"
      missing.remove(key)
      let earlier = cursors.updateValue(cursor, forKey: key) ?? ""
      try Violation.unless(cursor >= earlier, "\(key): the cursor goes back from \(earlier) to \(cursor)")
      guard cursor > earlier else { continue }
      if stream.isReport, let account = tikTok.accounts.first(where: { $0.id == account }) {
        // Its rows still grow.
        try Violation.unless(
          cursor < account.today(at: tikTok.moment).text, "\(key): the cursor is at \(cursor), an open day")
      }
      for fact in Fact.all(of: stream, scenario, tikTok, account: account)
      where fact.cursor <= cursor && fact.cursor >= earlier {
        try check(fact, of: stream, "although the state says \(cursor)")
      }
    }
    try Violation.unless(missing.isEmpty, "a state has lost the cursors of \(missing.sorted())")
  }
}
