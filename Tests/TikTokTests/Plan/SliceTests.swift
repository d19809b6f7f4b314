import Testing

@testable import TikTok

struct SliceTests {
  @Test func `a slice is described by its account and days`() {
    #expect(
      "\(Slice.make(window: .make("2026-10-05", "2026-11-03")))" == "advertiser 7001, 2026-10-05…2026-11-03")
    #expect("\(Slice.make(window: .make("2026-10-05")))" == "advertiser 7001, 2026-10-05")
    #expect("\(Slice.make())" == "advertiser 7001")
    #expect("\(Slice.make(accounts: [.make(1), .make(2)]))" == "2 advertisers")
  }

  @Test func `a slice has an account only if it has exactly one`() {
    #expect(Slice.make().account == .make())
    #expect(Slice.make(accounts: [.make(1), .make(2)]).account == nil)
    #expect(Slice.make(accounts: []).account == nil)
  }

  @Test func `a narrowed slice keeps its position`() {
    let slice = Slice.make(partition: 3, number: 5, window: .make("2026-10-05", "2026-11-03"))
    let narrowed = slice.narrowed(to: .make("2026-10-05"))
    #expect(narrowed == .make(partition: 3, number: 5, window: .make("2026-10-05")))
  }
}
