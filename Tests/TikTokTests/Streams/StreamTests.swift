import Connector
import JSON
import Testing

@testable import TikTok

/// What follows for a stream from its row, for rows that the table may get later too.
struct StreamTests {
  @Test func `a report row makes one stream of each of its granularities`() {
    let row = StreamRow(.adsReports, .report(.basic, level: .ad), granularities: [.lifetime, .day, .hour])
    let streams = row.streams(only: nil)
    #expect(streams.map(\.name) == ["ads_reports_lifetime", "ads_reports_daily", "ads_reports_hourly"])
    #expect(
      streams.map(\.key) == [["ad_id"], ["ad_id", "stat_time_day"], ["ad_id", "stat_time_hour"]])
    #expect(streams.map(\.cursor) == [nil, "stat_time_day", "stat_time_hour"])
    #expect(streams.map(\.granularity) == [.lifetime, .day, .hour])
  }

  @Test func `the older catalog has the one granularity without a suffix, or no stream at all`() {
    let row = StreamRow(
      .adsReports, .report(.basic, level: .ad), granularities: [.day, .hour], isLegacy: true)
    #expect(row.streams(only: .hour).map(\.name) == ["ads_reports"])
    #expect(row.streams(only: .hour).map(\.granularity) == [.hour])
    #expect(row.streams(only: .lifetime).isEmpty)
    let newer = StreamRow(.adsReports, .report(.basic, level: .ad), granularities: [.day, .hour])
    #expect(newer.streams(only: .hour).isEmpty)
  }

  @Test func `a row that is no report makes its one stream in every catalog`() {
    let row = StreamRow(
      .ads, .entity(.init("ad/get/")), key: ["ad_id"], cursor: "modify_time", isLegacy: true)
    for granularity in [nil] + Granularity.allCases.map(Optional.some) {
      let streams = row.streams(only: granularity)
      #expect(streams.map(\.name) == ["ads"])
      #expect(streams.first?.granularity == nil)
      #expect(streams.first?.report == nil)
      #expect(streams.first?.cursor == "modify_time")
    }
  }

  @Test func `a breakdown is part of the key, before the time`() {
    let stream = Stream.report(.adGroup, .day, breakdown: ["gender", "age"], type: .audience)
    #expect(stream.key == ["adgroup_id", "gender", "age", "stat_time_day"])
    #expect(stream.report?.dimensions == ["adgroup_id", "gender", "age", "stat_time_day"])
    #expect(stream.report?.type == .audience)
  }

  @Test func `the schema lacks the times of other granularities, wherever they stand`() throws {
    for (granularity, times) in [
      (Granularity.day, ["stat_time_day"]), (.hour, ["stat_time_hour"]), (.lifetime, []),
    ] {
      let properties = try #require(try Stream.report(.ad, granularity).schema()["properties"]?.object)
      #expect(properties.names.filter { $0.hasPrefix("stat_time") } == times)
      let dimensions = properties["dimensions"]?["properties"]?.object?.names ?? []
      #expect(dimensions.filter { $0.hasPrefix("stat_time") } == times)
      #expect(properties["metrics"] != nil)
    }
  }

  @Test func `a damaged schema file is a system failure`() {
    let stream = StreamRow(SchemaFile(name: "x", text: "{"), .accounts, key: ["id"]).streams(only: nil)[0]
    let error = #expect(throws: (any Error).self) { try stream.schema() }
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("The schema of `x` is damaged."))
  }
}

struct ReportVocabularyTests {
  @Test(arguments: [
    (DataLevel.advertiser, "AUCTION_ADVERTISER", "advertiser_id", nil),
    (.campaign, "AUCTION_CAMPAIGN", "campaign_id", "campaign_status"),
    (.adGroup, "AUCTION_ADGROUP", "adgroup_id", "adgroup_status"),
    (.ad, "AUCTION_AD", "ad_id", "ad_status"),
  ])
  func `a level has its word, its id and its filter`(
    level: DataLevel, word: String, id: String, filter: String?
  ) {
    #expect(level.rawValue == word)
    #expect(level.idDimension.rawValue == id)
    #expect(level.statusFilter == filter)
  }

  @Test(arguments: [
    (Granularity.lifetime, "_lifetime", nil, 365), (.day, "_daily", "stat_time_day", 30),
    (.hour, "_hourly", "stat_time_hour", 1),
  ])
  func `a granularity has its suffix, dimension and longest window`(
    granularity: Granularity, suffix: String, dimension: String?, days: Int
  ) {
    #expect(granularity.suffix == suffix)
    #expect(granularity.dimension?.rawValue == dimension)
    #expect(granularity.maximumWindowDays == days)
  }
}
