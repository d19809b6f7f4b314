import Testing

@testable import TikTok

struct FNV1aTests {
  /// The test vectors of the hash's authors.
  @Test(
    arguments: [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ] as [(String, UInt64)])
  func `texts have the published hashes`(text: String, hash: UInt64) {
    #expect(FNV1a.hash(Array(text.utf8)) == hash)
    let framed = Array("<\(text)>".utf8)
    #expect(FNV1a.hash(framed.span, 1, framed.count - 1) == hash)
  }
}
