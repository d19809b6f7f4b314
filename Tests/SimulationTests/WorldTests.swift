import Foundation
import Platform
import Testing

/// The whole sync under seeds: each world has its accounts, its weather, its interruptions, and must keep the laws.
///
/// `WORLDS=100000 swift test --filter SimulationTests` tries more worlds, `SEED=17` one, whose story is then written to
/// the file that `STORY` names. Both together try so many worlds from that seed on.
@Suite(.timeLimit(.minutes(600)))
struct `Worlds` {
  private static let environment = ProcessInfo.processInfo.environment

  private static func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }

  private static var seeds: Range<Int> {
    let first = number("SEED")
    return (first ?? 0)..<(first ?? 0) + (number("WORLDS") ?? (first == nil ? 100 : 1))
  }

  @Test func `every world keeps the laws`() async throws {
    let (totals, failures) = try await onThread {
      var totals = Totals()
      var failures: [String] = []
      for seed in Self.seeds {
        let chronicle = try World(seed: seed).play()
        totals.add(chronicle)
        if let path = Self.environment["STORY"] {
          try chronicle.story.write(toFile: path, atomically: true, encoding: .utf8)
        }
        failures += chronicle.violations.map { "SEED=\(seed) swift test --filter SimulationTests: \($0)" }
      }
      return (totals, failures)
    }
    for failure in failures { Issue.record("\(failure)") }
    print(totals)
  }

  @Test func `the same seed has the same story`() async throws {
    let differing = try await onThread {
      try Self.seeds.prefix(10).filter { seed in
        try World(seed: seed).play().story != World(seed: seed).play().story
      }
    }
    #expect(differing == [])
  }

  /// Runs what takes long on a thread of its own, because other tests share those of Swift.
  private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
  {
    try await withCheckedThrowingContinuation { continuation in
      do {
        try SystemThread.detach { continuation.resume(with: Result { try body() }) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
