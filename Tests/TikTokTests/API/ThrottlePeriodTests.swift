import Testing

@testable import TikTok

struct ThrottlePeriodTests {
  @Test(arguments: [
    ("App (7)'s QPM (601) reaches QPM limit 600, request is temporarily restricted.", ThrottlePeriod.minute),
    ("Too many requests per minute", .minute),
    ("App (7)'s QPD (864001) reaches QPD limit 864000.", .day), ("The daily quota is used up.", .day),
    ("Too many requests per day", .day),
  ])
  func `the period is read from the message`(message: String, period: ThrottlePeriod) {
    #expect(ThrottlePeriod(said: message) == period)
  }

  @Test(arguments: [
    "", "Too many requests.",
    "Advertiser (7001)'s QPS (21) reaches QPS limit 20 for current path, request is temporarily restricted.",
    "Due to too many requests, requests from App 7 are temporarily restricted.",
  ])
  func `seconds and most messages give no period`(message: String) {
    #expect(ThrottlePeriod(said: message) == nil)
  }

  @Test(arguments: [
    (0, 86400), (1, 86399), (86399, 1), (86400, 86400), (1_793_664_000 + 43_200, 43_200), (-1, 1),
  ])
  func `a day ends at midnight UTC, a minute's limit in five minutes`(now: Int, seconds: Int) {
    #expect(ThrottlePeriod.day.wait(at: now) == .seconds(seconds))
    #expect(ThrottlePeriod.minute.wait(at: now) == .seconds(300))
  }
}
