import Connector
import Testing

@testable import TikTok

/// Which rows have older names, and what the user is told of them.
struct LegacyCatalogTests {
  @Test func `a report has one granularity, without a suffix, or no stream`() {
    let row = StreamRow.audience(.adsAudienceReports, .ad, by: .gender, .age)
    let streams = LegacyCatalog.streams(of: [row], by: .hour)
    #expect(streams.map(\.name) == ["ads_audience_reports"])
    #expect(streams.map(\.granularity) == [.hour])
    #expect(LegacyCatalog.streams(of: [row], by: .lifetime).isEmpty)
    let platforms = StreamRow.audience(.adsAudienceReportsByPlatform, .ad, by: .platform)
    #expect(
      LegacyCatalog.streams(of: [platforms], by: .day).map(\.name) == ["ads_audience_reports_by_platform"])
    #expect(LegacyCatalog.streams(of: [platforms], by: .hour).isEmpty)
  }

  @Test(arguments: Granularity.allCases)
  func `objects, and reports that Airbyte's connector does not have, have no older name`(
    granularity: Granularity
  ) {
    let rows: [StreamRow] = [
      .objects(.ads, "ad/get/", id: "ad_id", changes: .atClient),
      .audience(.adsAudienceReportsByLanguage, .ad, by: .language, granularities: Granularity.allCases),
    ]
    #expect(LegacyCatalog.streams(of: rows, by: granularity).isEmpty)
  }

  @Test func `the streams come in the order of the rows`() {
    let rows: [StreamRow] = [.report(.adsReports, .ad), .report(.campaignsReports, .campaign)]
    #expect(LegacyCatalog.streams(of: rows, by: .day).map(\.name) == ["ads_reports", "campaigns_reports"])
    #expect(
      LegacyCatalog.streams(of: rows.reversed(), by: .day).map(\.name) == [
        "campaigns_reports", "ads_reports",
      ])
  }

  @Test(arguments: ReportLayout.allCases)
  func `reports have the configured layout`(layout: ReportLayout) {
    let streams = LegacyCatalog.streams(of: [.report(.adsReports, .ad)], by: .day, layout: layout)
    #expect(streams.map(\.layout) == [layout])
  }

  static let catalogs: [(streams: [TikTok.Stream], example: String?)] = [
    ([], nil), ([.campaigns, .named("ads_reports", olderNames: .day)], nil),
    ([.campaigns], nil), ([.named("spend_reconciliation_daily")], nil),
    ([.campaigns, .adsDaily], "ads_reports_daily"),
    ([.named("ads_reports", olderNames: .day), .named("ads_reports_hourly")], "ads_reports_hourly"),
  ]

  @Test(arguments: catalogs)
  func `a read of streams under today's names warns that the word has no effect on them`(
    streams: [TikTok.Stream], example: String?
  ) {
    let notices = LegacyCatalog.notices(on: streams)
    #expect(notices.map(\.level) == (example == nil ? [] : [.warning]))
    #expect(notices.allSatisfy { $0.text.contains("`report_granularity` has no effect") })
    #expect(notices.allSatisfy { $0.text.contains("`\(example ?? "")`") })
  }
}
