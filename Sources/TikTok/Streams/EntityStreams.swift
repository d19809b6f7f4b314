/// The ad accounts and the objects in them.
enum EntityStreams {
  static let rows: [StreamRow] = campaigns + creatives + audiences + pixels + shops

  private static let campaigns: [StreamRow] = [
    StreamRow(.advertisers, .accounts, key: ["advertiser_id"], isLegacy: true),
    StreamRow(.advertiserIds, .grants, key: ["advertiser_id"], environments: [.production]),
    StreamRow(
      .campaigns, .entity(.init("campaign/get/", coverage: .campaigns)), key: ["campaign_id"],
      cursor: "modify_time", isLegacy: true),
    StreamRow(
      .adGroups, .entity(.init("adgroup/get/", coverage: .campaigns)), key: ["adgroup_id"],
      cursor: "modify_time", isLegacy: true),
    StreamRow(
      .ads, .entity(.init("ad/get/", changes: .modifiedAfter, coverage: .campaigns)), key: ["ad_id"],
      cursor: "modify_time", isLegacy: true),
    StreamRow(
      .smartPlusCampaigns, .entity(.init("smart_plus/campaign/get/", coverage: .statuses)),
      key: ["campaign_id"], cursor: "modify_time"),
    StreamRow(
      .smartPlusAdGroups, .entity(.init("smart_plus/adgroup/get/", coverage: .statuses)),
      key: ["adgroup_id"], cursor: "modify_time"),
    // A hundred ads a page, by the endpoint's own page (1843317378982914).
    StreamRow(
      .smartPlusAds,
      .entity(
        .init("smart_plus/ad/get/", paging: .pages(100), changes: .modifiedAfter, coverage: .statuses)),
      key: ["smart_plus_ad_id"], cursor: "modify_time"),
  ]

  private static let creatives: [StreamRow] = [
    StreamRow(
      .creativeAssetsImages, .entity(.init("file/image/ad/search/", paging: .pages(100))),
      key: ["image_id"], cursor: "modify_time"),
    StreamRow(
      .creativeAssetsVideos, .entity(.init("file/video/ad/search/", paging: .pages(100))),
      key: ["video_id"], cursor: "modify_time"),
    StreamRow(
      .creativeAssetsMusic,
      .entity(.init("file/music/get/", records: "musics", paging: .pages(1000, reach: 100_000))),
      key: ["music_id"]),
    StreamRow(
      .creativeAssetsPortfolios,
      .entity(
        .init("creative/portfolio/list/", records: "creative_portfolios", paging: .unannouncedPages(100))),
      key: ["creative_portfolio_id"]),
    StreamRow(
      .sparkAds,
      .entity(
        .init("tt_video/list/", paging: .pages(50), copies: ["item_info.item_id": "spark_ads_post_id"])),
      key: ["spark_ads_post_id"], environments: [.production]),
  ]

  private static let audiences: [StreamRow] = [
    StreamRow(
      .audiences, .entity(.init("dmp/custom_audience/list/", paging: .pages(100))), key: ["audience_id"]),
    StreamRow(
      .audienceDetails,
      .entity(
        .init(
          "dmp/custom_audience/get/", paging: .none,
          subject: .objects(.audiences, parameter: "custom_audience_ids", perRequest: 100),
          copies: ["audience_details.audience_id": "audience_id"])),
      key: ["audience_id"]),
    StreamRow(
      .savedAudiences,
      .entity(.init("dmp/saved_audience/list/", records: "saved_audiences", paging: .unannouncedPages(100))),
      key: ["saved_audience_id"]),
  ]

  private static let pixels: [StreamRow] = [
    StreamRow(
      .pixels, .entity(.init("pixel/list/", records: "pixels", paging: .pages(20))), key: ["pixel_id"],
      environments: [.production]),
    StreamRow(
      .pixelEventsStatistics,
      .entity(
        .init(
          "pixel/event/stats/", paging: .none,
          subject: .objectsByDays(.pixels, parameter: "pixel_ids", perRequest: 10))),
      key: ["pixel_id", DateRangeField.start], environments: [.production]),
    StreamRow(
      .pixelInstantPageEvents,
      .entity(.init("pixel/instant_page/event/", paging: .none, subject: .goals)),
      key: ["advertiser_id", "objective_type", "optimization_goal"], environments: [.production]),
  ]

  private static let shops: [StreamRow] = [
    StreamRow(
      .gmvMaxStores, .entity(.init("gmv_max/store/list/", records: "store_list", paging: .none)),
      key: ["advertiser_id", "store_id"], environments: [.production]),
    StreamRow(
      .gmvMaxCampaigns,
      .entity(
        .init(
          "gmv_max/campaign/get/", paging: .pages(100),
          coverage: .deletedApart("gmv_max_promotion_types", of: ["PRODUCT_GMV_MAX", "LIVE_GMV_MAX"]))),
      key: ["campaign_id"], cursor: "modify_time", environments: [.production]),
  ]
}
