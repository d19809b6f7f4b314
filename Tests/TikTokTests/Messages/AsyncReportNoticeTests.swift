import Connector
import TestSupport
import Testing

@testable import TikTok

struct AsyncReportNoticeTests {
  private static let slice = Slice.make(window: .make("2026-10-05", "2026-11-03"))

  @Test func `notices on asynchronous tasks have their texts`() throws {
    func lacking(_ report: Report) throws -> String {
      let task = AsyncReport(
        of: report, account: .make(), in: Self.slice.window, objects: nil,
        metrics: ["spend", "reach", "frequency"])
      return AsyncReportNotice.limits(of: try #require(task), stream: "ads_reports")
    }
    let tooLarge = APIError.refused(40067, "too large", path: "report/integrated/get/")
    let texts = [
      AsyncReportNotice.used(tooLarge, stream: "ads_reports_daily", slice: Self.slice),
      try lacking(Report(.basic, level: .advertiser, granularity: .day)),
      try lacking(Report(.audience, level: .ad, granularity: .day, breakdown: ["gender", "age"])),
      AsyncReportNotice.unknownCountry("Atlantis", stream: "ads_reports_by_country_daily"),
      UserMessage.failure(tooLarge, stream: "ads_reports_daily", slice: Self.slice, couldTakeTasks: true)
        .description,
      UserMessage.failure(
        APIError(.truncated("20k"), path: "report/integrated/get/"), stream: "ads_reports_daily",
        slice: Self.slice,
        couldTakeTasks: true
      ).description,
    ]
    try expectSnapshot(texts.joined(separator: "\n") + "\n", named: "tasks.txt")
  }
}
