import Foundation
import Testing

@testable import TikTok

struct SystemClockTests {
  @Test func `the clock tells the time`() {
    #expect(abs(Double(SystemClock.now()) - Date().timeIntervalSince1970) < 5)
  }

  @Test func `the variable sets the time`() {
    let clock = SystemClock.overridden(by: ["TIKTOK_NOW": "2026-11-03T09:00:00Z"], otherwise: { 7 })
    #expect(clock() == testTime)
  }

  @Test(arguments: [[:], ["TIKTOK_NOW": ""], ["TIKTOK_NOW": "noon"], ["NOW": "2026-11-03T09:00:00Z"]])
  func `without a time in it the other clock goes on`(variables: [String: String]) {
    #expect(SystemClock.overridden(by: variables, otherwise: { 7 })() == 7)
  }
}
