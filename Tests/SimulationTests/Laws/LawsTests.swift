import HTTP
import JSON
import Testing

@testable import Airbyte

/// The laws notice what is wrong: each test changes what a good run has written.
struct LawsTests {
  private let world: World
  private let run: SimulatedProcess.Run
  private let lines: [String]
  /// The places of rows of incremental reports on days that have ended.
  private let rows: [Int]

  init() throws {
    // The first world without faults whose incremental reports have a few rows of days that have ended.
    for seed in 0..<1_000 {
      let world = try World(seed: seed)
      guard world.isCalm else { continue }
      let run = try #require(try world.play().runs.first)
      let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init)
      let rows = lines.indices.filter { Self.isClosedRow(lines[$0], in: world.scenario) }
      guard run.exit == .success, rows.count > 10 else { continue }
      self.world = world
      self.run = run
      self.lines = lines
      self.rows = rows
      return
    }
    preconditionFailure("no world has a good run")
  }

  private static func isClosedRow(_ line: String, in scenario: Scenario) -> Bool {
    guard line.contains("\"spend\":"), let record = (try? JSON(parsing: line))?["record"] else {
      return false
    }
    let stream = scenario.streams.first { $0.name == record["stream"]?.string && !scenario.isRefreshed($0) }
    let day = stream?.cursorField.flatMap { record["data"]?[$0]?.string } ?? "9"
    return day < "2026-11-01"
  }

  private func judge(_ lines: [String], ending: String = "\n", exit: ExitCode? = nil) throws(Violation) {
    var run = run
    run.output = Array((lines.joined(separator: "\n") + ending).utf8)
    run.exit = exit ?? run.exit
    var ledger = Ledger(world.scenario)
    try ledger.read(run, of: world.tikTok)
    try ledger.checkCompleteness(of: world.tikTok, after: run)
  }

  private func place(of text: String) throws -> Int { try #require(lines.firstIndex { $0.contains(text) }) }

  @Test func `a good run keeps them`() throws { try judge(lines) }

  @Test func `every record is missed`() {
    for place in some(lines.indices.filter { lines[$0].contains("\"RECORD\"") }) {
      var others = lines
      others.remove(at: place)
      #expect(throws: Violation.self) { try judge(others) }
    }
    // Where another one comes twice, the counts of states are right.
    for (place, other) in some(Array(zip(rows, rows.dropFirst())))
    where stream(of: place) == stream(of: other) {
      var others = lines
      others[place] = lines[other]
      #expect(throws: Violation.self) { try judge(others) }
    }
  }

  /// At most ten of them, from the first to the last part.
  private func some<Element>(_ all: [Element]) -> [Element] {
    stride(from: 0, to: all.count, by: max(1, all.count / 10)).map { all[$0] }
  }

  private func stream(of row: Int) -> String? {
    (try? JSON(parsing: lines[row]))?["record"]?["stream"]?.string
  }

  @Test func `a wrong value is noticed`() throws {
    var others = lines
    let place = rows[0]
    others[place] = others[place].replacing("\"spend\":", with: "\"spend\":1")
    #expect(throws: Violation.self) { try judge(others) }
  }

  @Test func `a state before its records is noticed`() throws {
    var others = lines
    let row = rows[0]
    let stream = try #require(self.stream(of: row))
    let state = try #require(
      lines.lastIndex { $0.contains("\"STATE\"") && $0.contains("\"name\":\"\(stream)\"") })
    others.insert(others.remove(at: state), at: row)
    #expect(throws: Violation.self) { try judge(others) }
  }

  @Test func `a status that is missing, doubled or early is noticed`() throws {
    for status in ["STARTED", "RUNNING", "COMPLETE"] {
      let place = try place(of: "\"status\":\"\(status)\"")
      var others = lines
      others.remove(at: place)
      #expect(throws: Violation.self) { try judge(others) }
    }
    let end = try place(of: "\"status\":\"COMPLETE\"")
    #expect(throws: Violation.self) { try judge(Array(lines[...end]) + Array(lines[end...])) }
    #expect(throws: Violation.self) { try judge([lines[end]] + lines) }
  }

  @Test func `half a line, an exit without a reason and a secret are noticed`() {
    #expect(throws: Violation.self) { try judge(lines, ending: "") }
    #expect(throws: Violation.self) { try judge(lines, exit: .failure) }
    #expect(throws: Violation.self) { try judge(lines, exit: .signal(15)) }
    #expect(throws: Violation.self) { try judge(lines + ["\"\(SimulatedTikTok.token)\""]) }
  }

  @Test func `a row that comes twice, and one that says it is not whole, are noticed`() throws {
    var others = lines
    others.insert(lines[rows[0]], at: rows[0])
    let law = #expect(throws: Violation.self) { try judge(others) }
    #expect(law?.text.hasSuffix("comes twice") == true)
    let warning: JSON = [
      "type": "LOG",
      "log": ["level": "WARN", "message": "Stream `s`: Rows that lack the metrics of some answers: 1."],
    ]
    #expect(throws: Violation.self) { try judge([warning.text] + lines) }
  }

  @Test func `too many requests, a rest that is too short and long silence are noticed`() {
    var run = run
    run.exchanges = (0..<11).map { .init(url: "u\($0)", fate: .answered, sent: .milliseconds($0 * 90)) }
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
    // Reports of shops have rates of their own.
    let report = "https://h/open_api/v1.3/gmv_max/report/get/?page="
    run.exchanges = (0..<9).map {
      .init(url: "\(report)\($0)", fate: .answered, sent: .milliseconds($0 * 110))
    }
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
    run.exchanges = (0..<241).map {
      .init(url: "\(report)\($0)", fate: .answered, sent: .milliseconds($0 * 240))
    }
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
    run.exchanges = (0..<3).map { .init(url: "u", fate: .lost(.stalled), sent: .seconds($0 * 200)) }
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
    run.exchanges = [
      .init(url: "u", fate: .tooManyInAMinute, sent: .zero, received: .seconds(1)),
      .init(url: "v", fate: .answered, sent: .seconds(200)),
    ]
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
    run.exchanges = []
    run.duration = .seconds(3_600)
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
    run.exit = nil
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
  }
}
