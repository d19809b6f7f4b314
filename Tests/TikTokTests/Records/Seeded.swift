/// SplitMix64, which gives the same numbers on every run.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// True once in `n` times.
  mutating func oneIn(_ n: Int) -> Bool { below(n) == 0 }

  /// A number from 0 to `n - 1`.
  mutating func below(_ n: Int) -> Int { Int.random(in: 0..<n, using: &self) }

  /// One of `choices`, which are not empty.
  mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }
}
