import Testing

@testable import TikTok

/// §3.1 of the fact sheet, as a table.
struct ReportTypeTests {
  @Test(arguments: [
    (ReportType.basic, level: true, status: true, lifetime: true),
    (.audience, true, true, false), (.catalog, true, true, false), (.shop, true, false, false),
    (.playable, false, false, true), (.businessCenter, false, false, false),
    (.gmvMaxProduct, false, false, false), (.gmvMaxLive, false, false, false),
  ])
  func `each type has its level, status filter and lifetime`(
    type: ReportType, level: Bool, status: Bool, lifetime: Bool
  ) {
    #expect(type.hasDataLevel == level)
    #expect(type.hasStatusFilter == status)
    #expect(type.hasLifetimeQuery == lifetime)
  }

  @Test(arguments: ReportType.allCases)
  func `GMV Max types have their own endpoint, promotion type and simplest metric`(type: ReportType) {
    let isGMVMax = type == .gmvMaxProduct || type == .gmvMaxLive
    #expect(type.path == (isGMVMax ? "gmv_max/report/get/" : "report/integrated/get/"))
    #expect(type.simplestMetric == (isGMVMax ? "cost" : "spend"))
    #expect((type.promotion != nil) == isGMVMax)
    #expect(ReportType.integrated.contains(type) == !isGMVMax)
    #expect(type.accountField == (type == .businessCenter ? "bc_id" : "advertiser_id"))
  }

  @Test func `the two promotion types are distinguished`() {
    #expect(ReportType.gmvMaxProduct.promotion == "PRODUCT")
    #expect(ReportType.gmvMaxLive.promotion == "LIVE")
  }

  @Test(
    arguments: [
      ("advertiser_id", DataLevel.advertiser), ("campaign_id", .campaign), ("adgroup_id", .adGroup),
      ("ad_id", .ad), ("ad_id_v2", .ad), ("country_code", nil), ("playable_id", nil), ("", nil),
    ] as [(String, DataLevel?)])
  func `an id among the dimensions decides the level`(dimension: String, level: DataLevel?) {
    #expect(DataLevel(of: TikTok.Dimension(rawValue: dimension)) == level)
  }
}
