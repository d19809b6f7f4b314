import Connector
import Testing

@testable import TikTok

/// Which rows the legacy catalog includes, and which streams it makes of them.
struct LegacyCatalogTests {
  @Test func `a report has one granularity, without a suffix, or no stream`() {
    let row = StreamRow.audience(.adsAudienceReports, .ad, by: .gender, .age)
    let streams = LegacyCatalog.streams(of: [row], by: .hour)
    #expect(streams.map(\.name) == ["ads_audience_reports"])
    #expect(streams.map(\.granularity) == [.hour])
    #expect(LegacyCatalog.streams(of: [row], by: .lifetime).isEmpty)
    let newer = StreamRow.report(.adsReportsByCountry, .ad, by: .countryCode)
    #expect(LegacyCatalog.streams(of: [newer], by: .hour).isEmpty)
  }

  @Test(arguments: Granularity.allCases)
  func `objects have the same stream at every granularity`(granularity: Granularity) {
    let row = StreamRow.objects(.ads, "ad/get/", id: "ad_id", changes: .atClient)
    let streams = LegacyCatalog.streams(of: [row], by: granularity)
    #expect(streams == row.streams())
    #expect(streams.map(\.name) == ["ads"])
    #expect(streams.first?.cursor == "modify_time")
  }

  @Test func `the streams come in the order of the rows`() {
    let rows: [StreamRow] = [.report(.adsReports, .ad), .objects(.ads, "ad/get/", id: "ad_id")]
    #expect(LegacyCatalog.streams(of: rows, by: .day).map(\.name) == ["ads_reports", "ads"])
    #expect(LegacyCatalog.streams(of: rows.reversed(), by: .day).map(\.name) == ["ads", "ads_reports"])
  }

  @Test(arguments: ReportLayout.allCases)
  func `reports have the configured layout`(layout: ReportLayout) {
    let streams = LegacyCatalog.streams(of: [.report(.adsReports, .ad)], by: .day, layout: layout)
    #expect(streams.map(\.layout) == [layout])
  }
}
