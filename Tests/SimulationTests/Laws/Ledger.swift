import JSON
import TestSupport

@testable import Airbyte

/// What the reader of the output has received of all runs, and the laws about it.
struct Ledger {
  /// What has been received of a stream.
  private struct Received {
    /// The records by key; a later one replaces an earlier one.
    var records: [String: JSON] = [:]
    /// The rows of years, by their first days.
    var years: [String: [String: JSON]] = [:]
    /// How far each account has been read, by its id.
    var cursors: [String: String] = [:]
    /// The accounts that the state of a full refresh calls complete.
    var complete: Set<String> = []
    /// The last state of a full refresh that was not finished then.
    var unfinished: JSON?
    /// The keys of years that the latest run has written.
    var keysOfYears: Set<String> = []
    var recordsSinceState = 0
  }

  private let scenario: Scenario
  private let streams: [String: SimulatedStream]
  /// The last state of each stream, in the order of their first ones.
  private(set) var states: [(stream: String, value: JSON)] = []
  private var received: [String: Received] = [:]
  private var startOfSync = 0
  /// Accounts whose records need not be there after the latest run.
  private var accountsLeftOut: Set<String> = []
  /// Streams whose rows may lack the metrics of some requests.
  private var streamsWithIncompleteRows: Set<String> = []
  /// Lists that were wrong in so many reads that they are believed, which a warning tells.
  private var shortLists: Set<ShortList> = []

  init(_ scenario: Scenario) {
    self.scenario = scenario
    streams = Dictionary(scenario.streams.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Begins a sync. What was read of streams that are read from the start is replaced by it, and states may come in
  /// another shape, or of another time.
  mutating func begin(at moment: Int, _ random: inout Seeded) {
    startOfSync = moment
    for stream in scenario.streams {
      let place = states.firstIndex { $0.stream == stream.name }
      if scenario.isRefreshed(stream) {
        let unfinished = received[stream.name]?.unfinished
        received[stream.name] = nil
        guard let place else { continue }
        if let unfinished, scenario.keepsStatesOfRefreshes {
          states[place].value = scenario.namesSyncs ? unfinished : unfinished.ofAnotherTime(&random)
        } else if !scenario.keepsStatesOfRefreshes {
          states.remove(at: place)
        }
      } else if let place, let field = stream.cursorField, random.oneIn(2) {
        let shape = random.one(of: StateShape.allCases)
        let own = states[place].value["stream"]?["stream_state"] ?? .null
        guard let state = shape.state(from: own, cursor: field) else { continue }
        let descriptor = states[place].value["stream"] ?? .null
        states[place].value = states[place].value.replacing(
          "stream", with: descriptor.replacing("stream_state", with: state))
        let cursors = received[stream.name]?.cursors ?? [:]
        received[stream.name]?.cursors = shape.cursors(from: cursors, of: own)
      }
    }
  }

  /// Reads what a run has written.
  mutating func read(_ run: SimulatedProcess.Run, of tikTok: SimulatedTikTok) throws(Violation) {
    for name in streams.keys {
      received[name, default: Received()].recordsSinceState = 0
      received[name]?.keysOfYears = []
    }
    try AccountLaws(run).check()
    accountsLeftOut = AccountLaws(run).accountsLeftOut
    let rows = RowLaws(run)
    try rows.check(streams, scenario, tikTok)
    streamsWithIncompleteRows.formUnion(rows.streamsWithIncompleteRows)
    shortLists.formUnion(rows.shortLists)
    var statuses = StatusLaws(scenario.streams.map(\.name))
    let text = String(decoding: run.output, as: UTF8.self)
    for secret in [SimulatedTikTok.token, SimulatedTikTok.secret] {
      try Violation.unless(!text.contains(secret), "a message has a secret")
    }
    try Violation.unless(
      run.wasKilled || run.closedAt != nil || text.isEmpty || text.hasSuffix("\n"),
      "the last line is not whole")
    // What a killed process wrote of its last line is of no use.
    let end = run.output.lastIndex(of: ASCII.lineFeed) ?? run.output.startIndex
    var write = 0
    for line in run.output[..<end].split(separator: ASCII.lineFeed) {
      guard let message = try? JSON(parsing: Array(line)) else {
        throw Violation("a line is no JSON: \(String(decoding: line, as: UTF8.self))")
      }
      try statuses.note(message)
      switch message["type"]?.string {
      case "RECORD": try note(record: message["record"] ?? .null)
      case "STATE":
        while write < run.ends.count - 1, run.ends[write] < line.endIndex { write += 1 }
        let moment = write < run.moments.count ? run.moments[write] : run.duration
        try note(state: message["state"] ?? .null, of: tikTok.later(by: moment), since: run.start)
      default: break
      }
    }
    try statuses.end(run)
  }

  /// Checks that everything is there after a sync that ended well.
  func checkCompleteness(of tikTok: SimulatedTikTok, after run: SimulatedProcess.Run) throws(Violation) {
    let tikTok = tikTok.later(by: run.duration)
    for stream in scenario.streams {
      for account in tikTok.accounts where !accountsLeftOut.contains(account.id) {
        // Accounts that an earlier attempt has finished are not read again.
        let isOfEarlierAttempt = received[stream.name]?.complete.contains(account.id) ?? false
        let period = Fact.Period(
          start: isOfEarlierAttempt ? startOfSync : run.start,
          startOfRun: isOfEarlierAttempt ? startOfSync : run.start,
          startOfConversions: scenario.isRefreshed(stream) ? startOfSync : run.start)
        // Where a list grows, a record that comes twice hides that one is missing. Open days are read again.
        let mayLackOpenDays =
          stream.isReport && !stream.hasRowsOfYears && run.repeatsRecords(of: account.id)
        let today = account.today(at: period.start).text
        for fact in Fact.all(of: stream, scenario, tikTok, account: account.id, since: period)
        where !(mayLackOpenDays && fact.cursor >= today) {
          try check(fact, of: stream, account.id, "at the end")
        }
      }
    }
  }

  private func check(
    _ fact: Fact, of stream: SimulatedStream, _ account: String, _ occasion: @autoclosure () -> String
  ) throws(Violation) {
    guard let record = record(fact.key, of: stream) else {
      if shortLists.contains(ShortList(stream: stream.name, account: account)) { return }
      throw Violation("\(stream.name): \(fact.key) is missing \(occasion())")
    }
    let mayLackMetrics = streamsWithIncompleteRows.contains(stream.name)
    if let objection = fact.objection(to: record, mayLackMetrics: mayLackMetrics) {
      throw Violation("\(stream.name): \(fact.key): \(objection) \(occasion())")
    }
  }

  /// The record with a key; the sum of the rows of years.
  private func record(_ key: String, of stream: SimulatedStream) -> JSON? {
    guard stream.hasRowsOfYears else { return received[stream.name]?.records[key] }
    guard let rows = received[stream.name]?.years[key]?.values else { return nil }
    let sums = DailyNumbers.metrics.compactMap { metric -> JSONObject.Member? in
      let values = rows.compactMap { ($0["metrics"]?[metric]?.number).flatMap { Double($0.text) } }
      guard !values.isEmpty else { return nil }
      return JSONObject.Member(metric, .string("\((values.reduce(0, +) * 100).rounded() / 100)"))
    }
    return ["metrics": .object(JSONObject(sums))]
  }

  private mutating func note(record: JSON) throws(Violation) {
    guard let name = record["stream"]?.string, let stream = streams[name], let data = record["data"] else {
      throw Violation("a record of an unknown stream: \(record)")
    }
    let key = stream.key(of: data)
    received[name, default: Received()].recordsSinceState += 1
    if stream.hasRowsOfYears {
      // The first year begins with the account. A run that was not told when that is has another one.
      if received[name]?.keysOfYears.insert(key).inserted == true { received[name]?.years[key] = [:] }
      received[name]?.years[key, default: [:]][data["start_date"]?.string ?? ""] = data
    } else {
      received[name]?.records[key] = data
    }
  }

  /// Checks that a state covers only what has been delivered, and that no cursor goes back.
  private mutating func note(
    state: JSON, of tikTok: SimulatedTikTok, since start: Int
  ) throws(Violation) {
    guard let name = state["stream"]?["stream_descriptor"]?["name"]?.string, let stream = streams[name] else {
      throw Violation("a state of an unknown stream: \(state)")
    }
    let value: JSON = ["type": "STREAM", "stream": state["stream"] ?? .null]
    if let place = states.firstIndex(where: { $0.stream == name }) {
      states[place].value = value
    } else {
      states.append((name, value))
    }
    var received = received[name] ?? Received()
    defer { self.received[name] = received }
    let count = (state["sourceStats"]?["recordCount"]?.number).flatMap { Double($0.text) }
    try Violation.unless(
      count == Double(received.recordsSinceState),
      "\(name): a state counts \(count ?? -1) records instead of \(received.recordsSinceState)")
    received.recordsSinceState = 0
    let document = state["stream"]?["stream_state"]
    if let refresh = document?["full_refresh"] {
      received.unfinished = value
      let complete = (refresh["complete"]?.array ?? []).compactMap(\.string)
      for account in complete where !received.complete.contains(account) {
        let period = Fact.Period(start: start, startOfRun: start, startOfConversions: startOfSync)
        for fact in Fact.all(of: stream, scenario, tikTok, account: account, since: period) {
          try check(fact, of: stream, account, "although the state calls its account complete")
        }
      }
      received.complete = Set(complete)
      return
    }
    guard let field = stream.cursorField, !scenario.isRefreshed(stream) else { return }
    var missing = Set(received.cursors.keys)
    for element in document?["states"]?.array ?? [] {
      let account = element["partition"]?["advertiser_id"]?.string ?? ""
      guard let cursor = element["cursor"]?[field]?.string else { continue }
      missing.remove(account)
      let earlier = received.cursors.updateValue(cursor, forKey: account) ?? ""
      try Violation.unless(
        cursor >= earlier, "\(name) \(account): the cursor goes back from \(earlier) to \(cursor)")
      guard cursor > earlier else { continue }
      if stream.isReport, let account = tikTok.accounts.first(where: { $0.id == account }) {
        // Its rows still grow.
        try Violation.unless(
          String(cursor.prefix(10)) < account.today(at: tikTok.moment).text,
          "\(name) \(account.id): the cursor is at \(cursor), an open day")
      }
      let period = Fact.Period(start: start, startOfRun: start, startOfConversions: start)
      for fact in Fact.all(of: stream, scenario, tikTok, account: account, since: period)
      where fact.cursor <= cursor && fact.cursor >= earlier.prefix(10) {
        try check(fact, of: stream, account, "although the state says \(cursor)")
      }
    }
    try Violation.unless(missing.isEmpty, "\(name): a state has lost the cursors of \(missing.sorted())")
  }
}

extension SimulatedProcess.Run {
  /// Whether TikTok has repeated a record of an account in place of another one.
  fileprivate func repeatsRecords(of account: String) -> Bool {
    exchanges.contains {
      $0.fate == .distorted(.repeatedRecord) && $0.url.contains("advertiser_id=\(account)&")
    }
  }
}
