import TestSupport

/// How the other end of the output reads.
enum Reader: Sendable, Equatable {
  /// At once.
  case prompt
  /// Of a thousand writes so many block, for up to so many milliseconds.
  case slow(perMille: Int, upTo: Int, seed: UInt64)
  /// It goes away after so many bytes.
  case gone(afterBytes: Int)

  init(_ random: inout Seeded) {
    self =
      switch random.below(24) {
      case 0...3:
        .slow(
          perMille: random.one(of: [20, 200, 1_000]), upTo: random.one(of: [50, 5_000, 90_000]),
          seed: random.next())
      case 4: .gone(afterBytes: random.magnitude(upTo: 200_000))
      default: .prompt
      }
  }
}
