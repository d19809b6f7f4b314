import Testing

@testable import TikTok

struct KeyedHashTests {
  /// The test vectors of the authors' reference implementation.
  @Test(arguments: [(0, 0x726f_db47_dd0e_0e31), (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5)])
  func `it is SipHash`(count: UInt8, expected: UInt64) {
    let hash = KeyedHash(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908)
    #expect(hash(Array(0..<count)) == expected)
  }

  @Test func `each process has a key of its own`() {
    #expect(KeyedHash()([1]) != KeyedHash()([1]))
  }
}
