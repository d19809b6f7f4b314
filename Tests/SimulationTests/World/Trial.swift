import Foundation

/// The worlds of a range of seeds, played and judged.
struct Trial {
  /// What is left of a world that has been played.
  struct Outcome: Sendable {
    let seed: Int
    let totals: Totals
    let violation: Violation?
    let failure: String?
    /// ``Chronicle/digest``; nil where it is not wanted.
    let digest: UInt64?
  }

  let seeds: Range<Int>
  var omissions = Omissions.none
  /// Whether stories are to be compared, which takes some time.
  var wantsDigests = false
  /// A further law, which a test brings along.
  var law: Chronicle.Law?

  /// The outcomes in the order of the seeds, up to the one with the last violation that is wanted.
  func outcomes(upTo violations: Int = .max) async throws -> [Outcome] {
    let (omissions, law, wantsDigests) = (omissions, law, wantsDigests)
    let outcomes = try await Cores.results(of: seeds, upTo: violations, that: { $0.violation != nil }) {
      seed in
      let chronicle = try World(seed: seed, without: omissions).play(also: law)
      return Outcome(
        seed: seed, totals: Totals(chronicle), violation: chronicle.violations.first?.violation,
        failure: chronicle.failures.first, digest: wantsDigests ? chronicle.digest : nil)
    }
    let failed = outcomes.indices.filter { outcomes[$0].violation != nil }
    // Those that a faster core has played already would make the output differ.
    return failed.count < violations ? outcomes : Array(outcomes[...failed[violations - 1]])
  }

  /// A smaller world for the first violation of each law, in the order of the seeds.
  func smallest(of outcomes: [Outcome]) async throws -> [Chronicle] {
    var laws: Set<String> = []
    let firsts = outcomes.filter { $0.violation.map { laws.insert($0.law).inserted } ?? false }
    let (omissions, law) = (omissions, law)
    return try await Cores.results(of: firsts.indices) { place in
      try Shrinking(law: law).smallest(
        of: World(seed: firsts[place].seed, without: omissions).play(also: law))
    }
  }
}

extension Chronicle {
  /// The command that plays the world again, and why it fails.
  var replay: String {
    let omissions = world.omissions == .none ? "" : " WITHOUT=\(world.omissions)"
    let told = failures.isEmpty ? "" : ": \(failures.joined(separator: "; "))"
    return "SEED=\(world.seed)\(omissions) swift test --filter SimulationTests\(told)"
  }

  /// Stands for the story: equal stories have equal ones, in every process.
  var digest: UInt64 {
    var text = story
    return text.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      var digest = UInt64(bytes.count)
      for place in stride(from: 0, to: bytes.count - 7, by: 8) {
        digest =
          (digest ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
        digest ^= digest >> 32
      }
      for byte in bytes.suffix(bytes.count % 8) { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
      return digest
    }
  }
}
