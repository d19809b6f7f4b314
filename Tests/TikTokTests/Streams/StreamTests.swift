import Connector
import JSON
import Testing

@testable import TikTok

/// What follows for a stream from its row, for rows that the table may get later too.
struct StreamTests {
  @Test func `a report row makes one stream of each of its granularities`() {
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
    let stream = StreamRow(SchemaFile(name: "x", text: "{"), .accounts, key: ["id"]).streams()[0]
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
