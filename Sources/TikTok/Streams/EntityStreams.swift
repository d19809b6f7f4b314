/// The ad accounts and the objects in them.
enum EntityStreams {
  static let rows: [StreamRow] = [
    StreamRow(.advertisers, .accounts, key: ["advertiser_id"]),
    StreamRow(.campaigns, .entity(.init("campaign/get/")), key: ["campaign_id"], cursor: "modify_time"),
    StreamRow(.adGroups, .entity(.init("adgroup/get/")), key: ["adgroup_id"], cursor: "modify_time"),
    StreamRow(
      .ads, .entity(.init("ad/get/", changes: .modifiedAfter)), key: ["ad_id"], cursor: "modify_time"),
  ]
}
