import Testing

@testable import TikTok

struct DataLevelTests {
  @Test(arguments: [
    (DataLevel.advertiser, "AUCTION_ADVERTISER", "advertiser_id", nil),
    (.campaign, "AUCTION_CAMPAIGN", "campaign_id", "campaign_status"),
    (.adGroup, "AUCTION_ADGROUP", "adgroup_id", "adgroup_status"),
    (.ad, "AUCTION_AD", "ad_id", "ad_status"),
  ])
  func `a level has a name, an id and a filter`(
    level: DataLevel, word: String, id: String, filter: String?
  ) {
    #expect(level.rawValue == word)
    #expect(level.idDimension.rawValue == id)
    #expect(level.statusFilter == filter)
  }
}
