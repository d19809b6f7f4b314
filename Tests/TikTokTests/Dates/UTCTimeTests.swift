import Testing

@testable import TikTok

struct UTCTimeTests {
  @Test(arguments: [
    ("1970-01-01 00:00:00", 0), ("1970-01-01", 0), ("1970-01-02", 86400), ("2026-11-03 09:00:00", testTime),
    ("2026-11-03T09:00:00", testTime), ("2026-11-03 09:00:00Z", testTime), ("2026-11-03T09:00:00Z", testTime),
    ("2026-11-03T09:00:00+00:00", testTime), ("2026-11-03T09:00:00.0Z", testTime),
    ("2026-11-03 09:00:00.999999", testTime), ("2026-11-03T09:00:00.123456+00:00", testTime),
    ("2026-11-03 23:59:59", testTime + 53_999), ("2026-11-03 23:59:60", testTime + 54_000),
    ("1969-12-31 23:59:59", -1),
  ])
  func `a time is parsed in the formats of states and records`(text: String, seconds: Int) {
    #expect(UTCTime(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "2026-11-03 ", "2026-11-03T", "2026-11-03 9:00:00", "2026-11-03 09:00", "2026-11-03 09:00:0",
    "2026-11-03 24:00:00", "2026-11-03 09:60:00", "2026-11-03 09:00:61", "2026-11-03 +9:00:00",
    "2026-11-03 09:+1:00", "2026-11-03_09:00:00", "2026-11-03  09:00:00", "2026-11-03 09-00-00",
    "2026-11-03 09:00:00.", "2026-11-03 09:00:00.Z", "2026-11-03 09:00:00.½", "2026-11-03 09:00:00z",
    "2026-11-03 09:00:00+01:00", "2026-11-03 09:00:00-00:00", "2026-11-03 09:00:00 Z",
    "2026-11-03 09:00:00ZZ",
    "2026-11-03 soon", "2026-11-03Z", "2026-02-29 09:00:00", "1793696400", "2026-11-03 ٠٩:00:00",
  ])
  func `an invalid text is not a time`(text: String) {
    #expect(UTCTime(text) == nil)
  }

  @Test(arguments: [0, -1, -86400, testTime, testTime + 1, 951_782_399, 951_782_400, 4_102_444_799])
  func `a formatted time is parsed to the same value`(seconds: Int) {
    let time = UTCTime(seconds: seconds)
    #expect(UTCTime(time.apiText) == time)
    #expect(UTCTime(time.recordText) == time)
  }

  @Test func `the API's format has a space and the record's a T`() {
    let time: UTCTime = "2000-02-29T23:05:09Z"
    #expect(time.apiText == "2000-02-29 23:05:09")
    #expect(time.recordText == "2000-02-29T23:05:09")
    #expect(UTCTime(seconds: -1).apiText == "1969-12-31 23:59:59")
  }

  @Test func `times are ordered and can be advanced`() {
    let time: UTCTime = "2026-10-31 23:59:59"
    #expect(time.advanced(by: 1) == "2026-11-01 00:00:00")
    #expect(time.advanced(by: -86400) < time)
  }
}
