import JSON
import Testing

@testable import TikTok

struct ReportRequestsTests {
  private static func request(
    _ stream: TikTok.Stream, metrics: [Metric] = ["spend"], includeDeleted: Bool = true, pageSize: Int = 1000,
    window: DateWindow? = .make("2026-10-05", "2026-11-03")
  ) throws -> APIRequest {
    try #require(stream.report).request(
      of: .make(), in: window, metrics: metrics, includeDeleted: includeDeleted, pageSize: pageSize)
  }

  @Test func `a report of ads is requested with exactly this URL`() throws {
    let request = try Self.request(.adsDaily, metrics: ["spend", "impressions"])
    #expect(
      request.page(2).url(at: .production)
        == "https://business-api.tiktok.com/open_api/v1.3/report/integrated/get/?advertiser_id=7001"
        + "&report_type=BASIC&data_level=AUCTION_AD&dimensions=%5B%22ad_id%22%2C%22stat_time_day%22%5D"
        + "&metrics=%5B%22spend%22%2C%22impressions%22%5D&start_date=2026-10-05&end_date=2026-11-03"
        + "&filtering=%5B%7B%22field_name%22%3A%22ad_status%22%2C%22filter_type%22%3A%22IN%22%2C"
        + "%22filter_value%22%3A%22%5B%5C%22STATUS_ALL%5C%22%5D%22%7D%5D&page_size=1000&page=2")
  }

  @Test(arguments: [
    (DataLevel.campaign, "campaign_status"), (.adGroup, "adgroup_status"), (.ad, "ad_status"),
  ])
  func `deleted objects are included with the level's filter, a list as text`(
    level: DataLevel, field: String
  ) throws {
    let filtering = try #require(try Self.request(.report(level))["filtering"])
    #expect(
      filtering
        == #"[{"field_name":"\#(field)","filter_type":"IN","filter_value":"[\"STATUS_ALL\"]"}]"#)
    #expect(try Self.request(.report(level), includeDeleted: false)["filtering"] == nil)
  }

  @Test(arguments: [true, false])
  func `the advertiser level has no filter`(includeDeleted: Bool) throws {
    let request = try Self.request(.report(.advertiser), includeDeleted: includeDeleted)
    #expect(request["filtering"] == nil)
    #expect(request["data_level"] == "AUCTION_ADVERTISER")
  }

  @Test func `dimensions, days and page size come from stream, slice and configuration`() throws {
    let request = try Self.request(
      .report(.campaign, .hour, breakdown: ["country_code"], type: .audience), pageSize: 7,
      window: .make("2026-11-03"))
    #expect(request["dimensions"] == #"["campaign_id","country_code","stat_time_hour"]"#)
    #expect(request["start_date"] == "2026-11-03")
    #expect(request["end_date"] == "2026-11-03")
    #expect(request["page_size"] == "7")
    #expect(request["page"] == nil)
  }

  @Test func `parameters that v1.3 ignores are not sent`() throws {
    let names = try Self.request(.adsDaily).parameters.map(\.name)
    for name in ["filters", "lifetime", "service_type", "query_mode"] { #expect(!names.contains(name)) }
  }

  @Test func `a lifetime report is requested without days`() throws {
    let request = try Self.request(.report(.campaign, .lifetime), window: nil)
    #expect(request["query_lifetime"] == "true")
    #expect(request["start_date"] == nil)
    #expect(request["end_date"] == nil)
    #expect(request["dimensions"] == #"["campaign_id"]"#)
    #expect(request["filtering"]?.contains("campaign_status") == true)
    let days = try Self.request(.report(.campaign, .lifetime), window: .make("2025-11-04", "2026-11-03"))
    #expect(days["query_lifetime"] == nil)
    #expect(days["start_date"] == "2025-11-04")
    #expect(days["end_date"] == "2026-11-03")
  }

  @Test(arguments: [
    (Granularity.day, ["country_code"] as [Dimension], "AUDIENCE"), (.hour, ["country_code"], "BASIC"),
    (.hour, ["gender", "age"], "AUDIENCE"), (.hour, [], "AUDIENCE"),
    (.lifetime, ["country_code"], "AUDIENCE"),
  ])
  func `by the hour, only country audiences are requested as basic reports`(
    granularity: Granularity, breakdown: [Dimension], type: String
  ) throws {
    let stream = TikTok.Stream.report(.campaign, granularity, breakdown: breakdown, type: .audience)
    #expect(try Self.request(stream)["report_type"] == type)
  }
}
