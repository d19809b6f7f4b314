/// SplitMix64, which gives the same numbers on every run.
package struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  package init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  /// Independent numbers for one part of a world, so that a change of one part does not change the others.
  package init(_ seed: Int, _ part: String) {
    var mixed = Seeded(UInt64(bitPattern: Int64(seed)))
    state = mixed.next()
    for byte in part.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// True once in `n` times.
  package mutating func oneIn(_ n: Int) -> Bool { below(n) == 0 }

  /// True with a probability of `perMille` thousandths.
  package mutating func happens(_ perMille: Int) -> Bool { below(1_000) < perMille }

  /// A number from 0 to `n - 1`.
  package mutating func below(_ n: Int) -> Int { Int.random(in: 0..<n, using: &self) }

  /// A number of the range.
  package mutating func within(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// A number up to `most` of any magnitude: small ones are as likely as large ones.
  package mutating func magnitude(upTo most: Int) -> Int {
    let bits = below(most.bitWidth - most.leadingZeroBitCount + 1)
    return min(most, below(max(1, 1 << bits)))
  }

  /// One of `choices`, which are not empty.
  package mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }
}
