/// A short text that stands for a long one, the same in every process (FNV-1a).
struct Fingerprint: Sendable, Equatable {
  let text: String

  init(of long: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in long.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let digits = String(hash, radix: 16)
    text = String(repeating: "0", count: 16 - digits.count) + digits
  }
}
