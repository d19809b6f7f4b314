import Connector
import Testing

@testable import TikTok

/// The streams that rows make, including rows that the table may get later.
struct StreamRowTests {
  @Test func `a report row makes one stream for each of its granularities`() {
    let streams = StreamRow.report(.adsReports, .ad).streams()
    #expect(streams.map(\.name) == ["ads_reports_lifetime", "ads_reports_daily", "ads_reports_hourly"])
    #expect(
      streams.map(\.key) == [["ad_id"], ["ad_id", "stat_time_day"], ["ad_id", "stat_time_hour"]])
    #expect(streams.map(\.cursor) == [nil, "stat_time_day", "stat_time_hour"])
    #expect(streams.map(\.granularity) == [.lifetime, .day, .hour])
  }

  @Test func `a row of objects makes one stream`() {
    let streams = StreamRow.objects(.ads, "ad/get/", id: "ad_id", changes: .atClient).streams()
    #expect(streams.map(\.name) == ["ads"])
    #expect(streams.first?.granularity == nil)
    #expect(streams.first?.report == nil)
    #expect(streams.first?.key == ["ad_id"])
    #expect(streams.first?.cursor == "modify_time")
    #expect(StreamRow.objects(.ads, "ad/get/", id: "ad_id").streams().map(\.cursor) == [nil])
  }

  @Test func `the sandbox has reports below the account, and by country only those of audiences`() {
    let here: [StreamRow] = [
      .report(.adsReports, .ad), .audience(.adsAudienceReports, .ad, by: .gender, .age),
      .audience(.adsAudienceReportsByCountry, .ad, by: .countryCode), .objects(.ads, "ad/get/", id: "ad_id"),
    ]
    #expect(here.allSatisfy { $0.environments == [.production, .sandbox] })
    let elsewhere: [StreamRow] = [
      .report(.advertisersReports, .advertiser), .report(.adsReportsByCountry, .ad, by: .countryCode),
      .audience(.advertisersAudienceReports, .advertiser, by: .gender, .age),
      .playable(.playableMaterialReports), .gmvMax(.gmvMaxLiveCampaignReports, .gmvMaxLive),
    ]
    #expect((elsewhere + here.inProduction).allSatisfy { $0.environments == [.production] })
  }
}
