/// The ad accounts and the objects in them.
enum EntityStreams {
  static let rows: [StreamRow] =
    accounts + grants.inProduction + campaigns + creatives + posts.inProduction + audiences
    + (pixels + shops).inProduction

  private static let accounts: [StreamRow] = [
    .init(.advertisers, .accounts, key: ["advertiser_id"])
  ]

  private static let grants: [StreamRow] = [
    .init(.advertiserIds, .grants, key: ["advertiser_id"])
  ]

  private static let campaigns: [StreamRow] = [
    .campaignParts(.campaigns, .campaigns, id: "campaign_id"),
    .campaignParts(.adGroups, .adGroups, id: "adgroup_id"),
    .campaignParts(.ads, .ads, id: "ad_id", changes: .atServer),
    .smartPlus(.smartPlusCampaigns, "smart_plus/campaign/get/", id: "campaign_id"),
    .smartPlus(.smartPlusAdGroups, "smart_plus/adgroup/get/", id: "adgroup_id"),
    // A page has at most 100 ads (1843317378982914).
    .smartPlus(.smartPlusAds, "smart_plus/ad/get/", id: "smart_plus_ad_id", pages: 100, changes: .atServer),
  ]

  private static let creatives: [StreamRow] = [
    .objects(.creativeAssetsImages, "file/image/ad/search/", id: "image_id", pages: 100, changes: .atClient),
    // Only the 10,000 that were modified last are listed (1740050472224769). `sort_field` came on 2026-07-17.
    .objects(
      .creativeAssetsVideos, "file/video/ad/search/", id: "video_id", pages: 100,
      changes: .newestFirst(sortField: "MODIFY_TIME", limit: 10_000)),
    .objects(.creativeAssetsMusic, "file/music/get/", named: "music", pages: .pages(1000, reach: 100_000)),
    .uncounted(.creativeAssetsPortfolios, "creative/portfolio/list/", named: "creative_portfolio"),
    .byType(.identities, "identity/get/", named: "identity", pages: 100, types: identityTypes),
  ]

  /// Identities of Business Centers, BC_AUTH_TT, can be requested only with the Business Center's id (§2.4).
  private static let identityTypes = ["CUSTOMIZED_USER", "AUTH_CODE", "TT_USER"]

  private static let posts: [StreamRow] = [
    .objects(.sparkAds, "tt_video/list/", id: "spark_ads_post_id", at: "item_info.item_id", pages: 50)
  ]

  private static let audiences: [StreamRow] = [
    .objects(.audiences, .audiences),
    .details(.audienceDetails, "dmp/custom_audience/get/", of: .audiences, within: "audience_details"),
    .uncounted(.savedAudiences, "dmp/saved_audience/list/", named: "saved_audience"),
  ]

  private static let pixels: [StreamRow] = [
    .objects(.pixels, .pixels),
    .details(.pixelEventsStatistics, "pixel/event/stats/", of: .pixelsByDays),
    .details(.pixelInstantPageEvents, "pixel/instant_page/event/", of: .goals),
  ]

  private static let shops: [StreamRow] = [
    // Several accounts may have the same shop.
    .objects(.gmvMaxStores, .stores, key: ["advertiser_id", "store_id"]),
    .gmvMaxCampaigns(.gmvMaxCampaigns, "gmv_max/campaign/get/", id: "campaign_id"),
  ]
}
