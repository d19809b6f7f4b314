import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// What users read when something fails: the stream, account and days, what happened, how to fix it.
struct UserMessageTests {
  private static let slice = Slice.make(window: .make("2026-10-05", "2026-11-03"))

  @Test(arguments: RemedyTests.errors)
  func `a message names stream, account and days, or the step that failed`(
    name: String, error: APIError
  ) {
    let failure = UserMessage.failure(error, stream: "ads_reports_daily", slice: Self.slice)
    #expect(
      failure.message.hasPrefix("Stream `ads_reports_daily` (advertiser 7001, 2026-10-05…2026-11-03): "))
    #expect(failure.detail == "\(error)")
    let step = UserMessage.failure(error, while: "Listing")
    #expect(step.message.hasPrefix("Listing: "))
    #expect(step.kind == failure.kind)
  }

  @Test func `notices and failures that are not API errors have their texts`() throws {
    let many = (1...7).map { AdvertiserID.make($0) }
    func refusal(_ message: String) -> APIError {
      .refused(40002, message, path: "report/integrated/get/")
    }
    let refusedMetric = refusal("Invalid metric fields: ['a', 'b']")
    let noLifetime = refusal("query_lifetime is not supported")
    let noHours = refusal("stat_time_hour is not supported")
    let texts = [
      UserMessage.skipped(.refused(40001), stream: "ads", slice: .make()),
      UserMessage.skipped(
        .refused(40001), stream: "advertisers", slice: .make(accounts: [.make(1), .make(2)])),
      UserMessage.refusedEverywhere(.refused(40001), stream: "ads").description,
      UserMessage.noAdvertiser(excluded: 0).description, UserMessage.noAdvertiser(excluded: 3).description,
      UserMessage.notGranted([.make(8), .make(9)], granted: Array(many.prefix(5))).description,
      UserMessage.notGranted([.make(8)], granted: many).description,
      UserMessage.refused(
        [.make(8), .make(9)], .refused(40001, path: "advertiser/info/"), field: "credentials.advertiser_ids"
      ).description,
      UserMessage.refused(
        [.make(8)], .refused(40001, "Advertiser 8 does not exist", path: "advertiser/info/"),
        field: "advertiser_ids"
      ).description,
      UserMessage.grantsRefused(.refused(40001, path: "oauth2/advertiser/get/")),
      CostNotice.begins(streams: 1, accounts: 1), CostNotice.begins(streams: 2, accounts: 3),
      CostNotice.cost(requests: 3147, perSecond: 10), CostNotice.cost(requests: 1, perSecond: 0.5),
      CostNotice.cost(requests: 2_000_000, perSecond: 50), CostNotice.cost(requests: 7, perSecond: nil),
      ListNotice.equalKeys(2, stream: "ads_reports_hourly", slice: Self.slice),
      UserMessage.misfit(
        .init(field: "campaign_name", change: .truncated, example: #"\ud83d"#), stream: "campaigns"),
      UserMessage.misfit(.init(field: "metrics.spend", example: #""a lot""#), stream: "ads_reports_daily"),
      UserMessage.state(.init(problem: "it must be an object, but is text"), stream: "ads").description,
      UserMessage.columnsDropped(["b", "a"], refusedMetric, stream: "ads_reports_daily"),
      UserMessage.fieldsRefused(.refused(40002, "fields: x is not acceptable", path: "advertiser/info/")),
      UserMessage.lifetimeRefused(noLifetime, stream: .named("ads_reports_lifetime")),
      UserMessage.lifetimeRefused(noLifetime, stream: .named("advertisers_reports_lifetime")),
      ListNotice.incompleteRows(3, stream: "ads_reports_daily", slice: Self.slice),
      UserMessage.hourlyAudience(noHours, stream: "ads_audience_reports").description,
    ]
    try expectSnapshot(texts.joined(separator: "\n") + "\n", named: "remarks.txt")
  }
}
