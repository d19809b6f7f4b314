import Testing

struct TrialTests {
  /// A law that many worlds break.
  private static let noFault: Chronicle.Law = { run, _ throws(Violation) in
    for exchange in run.exchanges where exchange.fate != .answered {
      throw Violation("\(exchange.url): \(exchange.fate.kind)")
    }
  }

  @Test func `it ends with the last violation that is wanted, whatever core is faster`() async throws {
    let trial = Trial(seeds: 0..<200, wantsDigests: true, law: Self.noFault)
    let outcomes = try await trial.outcomes(upTo: 3)
    #expect(outcomes.map(\.seed) == Array(0..<outcomes.count))
    #expect(outcomes.count { $0.violation != nil } == 3)
    #expect(outcomes.last?.violation != nil)
    let others = try await trial.outcomes(upTo: 3)
    #expect(outcomes.map(\.failure) == others.map(\.failure))
    #expect(outcomes.map(\.digest) == others.map(\.digest))
    #expect(Set(outcomes.map(\.digest)).count == outcomes.count)
  }

  @Test func `each law is shrunk once, and the line that is told plays the smaller world`() async throws {
    let trial = Trial(seeds: 0..<30, law: Self.noFault)
    let outcomes = try await trial.outcomes(upTo: 4)
    let smallest = try await trial.smallest(of: outcomes)
    let laws = smallest.compactMap { $0.violations.first?.violation.law }
    #expect(laws.count == Set(outcomes.compactMap { $0.violation?.law }).count)
    #expect(laws.count == Set(laws).count)
    for chronicle in smallest {
      let line = try #require(
        chronicle.replay.wholeMatch(
          of: #/SEED=(\d+)(?: WITHOUT=(\S+))? swift test --filter SimulationTests: (.*)/#))
      let (seed, omissions) = (try #require(Int(line.1)), try Omissions(String(line.2 ?? "")))
      let again = try World(seed: seed, without: omissions).play(also: Self.noFault)
      #expect(again.story == chronicle.story)
      #expect(again.failures == ["\(line.3)"])
    }
  }
}
