import Foundation
import Testing

/// The whole sync under seeds: each world has its accounts, its weather, its interruptions, and must keep the laws
/// (SimulatedWorlds.md, "Playing worlds").
@Suite(.timeLimit(.minutes(600)))
struct `Worlds` {
  private static let environment = ProcessInfo.processInfo.environment

  private static func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }

  private static var seeds: Range<Int> {
    let first = number("SEED")
    return (first ?? 0)..<(first ?? 0) + (number("WORLDS") ?? (first == nil ? 1_000 : 1))
  }

  @Test func `every world keeps the laws`() async throws {
    let trial = Trial(
      seeds: Self.seeds, omissions: try Self.environment["WITHOUT"].map(Omissions.init) ?? .none,
      wantsDigests: Self.environment["DIGESTS"] != nil)
    let outcomes = try await trial.outcomes(upTo: Self.number("VIOLATIONS") ?? 10)
    for outcome in outcomes {
      guard let failure = outcome.failure else { continue }
      Issue.record("SEED=\(outcome.seed) swift test --filter SimulationTests: \(failure)")
    }
    print(outcomes.reduce(into: Totals()) { $0 += $1.totals })
    if let path = Self.environment["DIGESTS"] { try compare(outcomes, with: path) }
    try await shrink(outcomes, of: trial)
  }

  @Test func `the same seed has the same story`() async throws {
    let count = Self.environment["TWICE"] == nil ? 10 : Self.seeds.count
    let seeds = Self.seeds.prefix(count)
    let differing = try await Cores.results(of: seeds) { seed in
      let (first, second) = (try World(seed: seed).play(), try World(seed: seed).play())
      return first.story != second.story || first.runs.map(\.jobs) != second.runs.map(\.jobs)
    }
    #expect(zip(seeds, differing).filter(\.1).map(\.0) == [])
    #expect(differing.count == seeds.count)
  }

  /// Tells the smallest worlds that break the same laws, and writes their stories.
  private func shrink(_ outcomes: [Trial.Outcome], of trial: Trial) async throws {
    var path = Self.environment["STORY"]
    var chronicles: [Chronicle] = []
    if trial.seeds.count == 1,
      Self.environment["WITHOUT"] != nil || outcomes.allSatisfy({ $0.failure == nil })
    {
      // What is played again shall not become another world.
      chronicles = [try World(seed: trial.seeds.lowerBound, without: trial.omissions).play()]
    } else if Self.environment["SHRINK"] != "0" {
      chronicles = try await trial.smallest(of: outcomes)
    }
    for chronicle in chronicles {
      let file =
        path
        ?? FileManager.default.temporaryDirectory.appending(path: "story-\(chronicle.world.seed).txt").path
      path = nil
      try chronicle.story.write(toFile: file, atomically: true, encoding: .utf8)
      print("\(chronicle.replay)\nIts story is in \(file).")
    }
  }

  /// Compares the stories with those of another process, or keeps them for it where there is no file yet.
  private func compare(_ outcomes: [Trial.Outcome], with path: String) throws {
    let lines = outcomes.map { "\($0.seed) \($0.digest ?? 0)" }
    if let earlier = try? String(contentsOfFile: path, encoding: .utf8) {
      let pairs = earlier.split(separator: "\n").map { $0.split(separator: " ") }
      let digests = Dictionary(pairs.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
      let differing = outcomes.filter { outcome in
        digests["\(outcome.seed)"].map { $0 != "\(outcome.digest ?? 0)" } ?? false
      }
      #expect(differing.map(\.seed) == [], "seeds with another story")
    } else {
      try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
  }
}
