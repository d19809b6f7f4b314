import HTTP
import JSON
import TestSupport
import Testing

/// What the model refuses, as TikTok does.
struct SimulatedTikTokTests {
  private static let tikTok = {
    var random = Seeded(5)
    let account = SimulatedAccount(1, from: Day(20_700), now: 1_793_696_400, &random)
    return SimulatedTikTok(accounts: [account], moment: 1_793_696_400)
  }()

  private static let report =
    "report/integrated/get/?advertiser_id=7000000000000000001&report_type=BASIC&data_level=AUCTION_AD"
    + "&dimensions=%5B%22ad_id%22%2C%22stat_time_day%22%5D&start_date=2026-10-05&end_date=2026-11-03"

  private func code(_ path: String, token: String? = SimulatedTikTok.token) -> Int? {
    let headers = token.map { [HTTPHeader(name: "Access-Token", value: $0)] } ?? []
    let url = "https://business-api.tiktok.com/open_api/v1.3/\(path)"
    return Self.tikTok.answer(Query(HTTPRequest(url, headers: headers))).envelope["code"]?.int
  }

  @Test func `what is right is answered`() {
    #expect(code(Self.report) == 0)
    #expect(code("campaign/get/?advertiser_id=7000000000000000001&page_size=1000") == 0)
    #expect(code("advertiser/info/?advertiser_ids=%5B%227000000000000000001%22%5D") == 0)
  }

  @Test func `a token is needed`() {
    #expect(code(Self.report, token: nil) == 40_104)
    #expect(code(Self.report, token: "x") == 40_105)
    #expect(code("oauth2/advertiser/get/?app_id=\(SimulatedTikTok.app)&secret=x") == 40_101)
  }

  @Test(arguments: [
    ("end_date=2026-11-03", "end_date=2026-11-04"), ("end_date=2026-11-03", "end_date=2026-10-04"),
    ("start_date=2026-10-05", "start_date=x"), ("AUCTION_AD", "AUCTION_SHOP"), ("BASIC", "AUDIENCE"),
    ("%22ad_id", "%22campaign_id"), ("%22stat_time_day%22", "%22stat_time_hour%22"),
    ("end_date=2026-11-03", "end_date=2026-11-03&page_size=1001"),
    ("end_date=2026-11-03", "end_date=2026-11-03&metrics=%5B%22spendings%22%5D"),
    (
      "end_date=2026-11-03",
      "end_date=2026-11-03&filtering=%5B%7B%22field_name%22%3A%22campaign_status%22%2C%22filter_type%22%3A%22IN%22"
        + "%2C%22filter_value%22%3A%22%5B%5D%22%7D%5D"
    ),
  ])
  func `a wrong parameter is refused`(right: String, wrong: String) {
    #expect(code(Self.report.replacing(right, with: wrong)) == 40_002)
  }

  @Test func `other accounts and endpoints are refused`() {
    #expect(code(Self.report.replacing("0001&", with: "0002&")) == 40_001)
    #expect(code("pixel/list/?advertiser_id=7000000000000000001") == 40_001)
    #expect(code("advertiser/info/?advertiser_ids=%5B%22700%22%5D") == 40_001)
    #expect(code("advertiser/info/?advertiser_ids=%5B%5D") == 40_002)
    #expect(code("campaign/get/?advertiser_id=7000000000000000001&page_size=1001") == 40_002)
  }
}
