import HTTP
import JSON
import Testing

@testable import Airbyte

/// The laws notice what is wrong: each test changes what a good run has written.
struct LawsTests {
  private let world: World
  private let run: SimulatedProcess.Run
  private let lines: [String]

  init() throws {
    // The first world without faults that has reports and a few rows.
    for seed in 0..<1_000 {
      let world = try World(seed: seed)
      let hasRows = world.scenario.streams.contains { $0.report != nil && !world.scenario.isRefreshed($0) }
      guard hasRows, world.isCalm else { continue }
      let run = try #require(try world.play().runs.first)
      let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init)
      guard run.exit == .success, lines.count(where: Self.isRow) > 10 else { continue }
      self.world = world
      self.run = run
      self.lines = lines
      return
    }
    preconditionFailure("no world has a good run")
  }

  private static func isRow(_ line: String) -> Bool { line.contains("\"spend\":") }

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
    for place in lines.indices where lines[place].contains("\"RECORD\"") {
      var others = lines
      others.remove(at: place)
      #expect(throws: Violation.self) { try judge(others) }
    }
  }

  @Test func `a wrong value is noticed`() throws {
    var others = lines
    let place = try #require(lines.firstIndex(where: Self.isRow))
    others[place] = others[place].replacing("\"spend\":", with: "\"spend\":1")
    #expect(throws: Violation.self) { try judge(others) }
  }

  @Test func `a state before its records is noticed`() throws {
    var others = lines
    let row = try #require(lines.firstIndex(where: Self.isRow))
    let stream = try #require(try JSON(parsing: lines[row])["record"]?["stream"]?.string)
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

  @Test func `too many requests, a rest that is too short and long silence are noticed`() {
    var run = run
    run.exchanges = (0..<11).map { .init(url: "u\($0)", fate: .answered, sent: .milliseconds($0 * 90)) }
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
