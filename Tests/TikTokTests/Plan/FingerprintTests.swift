import Testing

@testable import TikTok

struct FingerprintTests {
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
    ("7", "af63aa4c86019796"), ("11", "07f89307b4ba0a57"),
  ])
  func `fingerprints never change, because states contain them`(text: String, digits: String) {
    #expect(Fingerprint(of: text).text == digits)
  }

  @Test func `a fingerprint always has 16 digits`() {
    #expect((0..<2000).allSatisfy { Fingerprint(of: "\($0)").text.utf8.count == 16 })
  }
}
