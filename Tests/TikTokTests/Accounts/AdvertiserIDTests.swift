import Testing

@testable import TikTok

struct AdvertiserIDTests {
  @Test(arguments: ["1", "7002238017842757633", "0", "1234567890123456789012345"])
  func `digits are a valid id`(text: String) {
    #expect(AdvertiserID(text)?.text == text)
    #expect(AdvertiserID(text)?.description == text)
  }

  @Test(arguments: [
    "", " 1", "1 ", "-1", "1.0", "1e3", "0x1", "٣", "12345678901234567890123456", "act_1", "1\n",
  ])
  func `any other text is refused`(text: String) {
    #expect(AdvertiserID(text) == nil)
  }
}
