/// SipHash-2-4 of Aumasson and Bernstein: without the key, nobody can find out what was hashed by trying.
struct KeyedHash: Sendable {
  private let low: UInt64
  private let high: UInt64

  /// - Parameters:
  ///   - low: the first half of the key.
  ///   - high: its second half.
  init(low: UInt64, high: UInt64) {
    (self.low, self.high) = (low, high)
  }

  /// A hash under a new random key, which no other process has.
  init() {
    self.init(low: .random(in: 0 ... .max), high: .random(in: 0 ... .max))
  }

  func callAsFunction(_ bytes: some Collection<UInt8>) -> UInt64 {
    var state = State(low, high)
    var word: UInt64 = 0
    var filled: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << (8 * (filled & 7))
      filled += 1
      if filled & 7 == 0 {
        state.take(word)
        word = 0
      }
    }
    state.take(word | filled << 56)
    return state.finish()
  }

  private struct State {
    private var v: (UInt64, UInt64, UInt64, UInt64)

    init(_ low: UInt64, _ high: UInt64) {
      v = (
        low ^ 0x736f_6d65_7073_6575, high ^ 0x646f_7261_6e64_6f6d,
        low ^ 0x6c79_6765_6e65_7261, high ^ 0x7465_6462_7974_6573
      )
    }

    mutating func take(_ word: UInt64) {
      v.3 ^= word
      round()
      round()
      v.0 ^= word
    }

    mutating func finish() -> UInt64 {
      v.2 ^= 0xff
      for _ in 0..<4 { round() }
      return v.0 ^ v.1 ^ v.2 ^ v.3
    }

    private mutating func round() {
      v.0 &+= v.1
      v.1 = Self.rotated(v.1, 13) ^ v.0
      v.0 = Self.rotated(v.0, 32)
      v.2 &+= v.3
      v.3 = Self.rotated(v.3, 16) ^ v.2
      v.0 &+= v.3
      v.3 = Self.rotated(v.3, 21) ^ v.0
      v.2 &+= v.1
      v.1 = Self.rotated(v.1, 17) ^ v.2
      v.2 = Self.rotated(v.2, 32)
    }

    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
      word << bits | word >> (64 - bits)
    }
  }
}
