/// The hash FNV-1a with 64 bits, which is the same in every process.
struct FNV1a: Sendable {
  /// The hash of the bytes so far.
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Takes in one more byte.
  @inline(__always)
  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

  init() {}

  /// Continues a hash.
  init(after value: UInt64) { self.value = value }

  /// The hash of the bytes `from..<to`.
  @inline(__always)
  static func hash(_ s: Span<UInt8>, _ from: Int, _ to: Int) -> UInt64 {
    var hash = FNV1a()
    for i in from..<to { hash.add(s[i]) }
    return hash.value
  }

  /// The hash of all bytes.
  static func hash(_ bytes: [UInt8]) -> UInt64 { hash(bytes.span, 0, bytes.count) }
}
