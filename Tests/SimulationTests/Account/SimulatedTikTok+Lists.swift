import JSON

extension SimulatedTikTok {
  private static let filters: Set = [
    "campaign_ids", "adgroup_ids", "ad_ids", "primary_status", "buying_types", "campaign_system_origins",
    "creation_filter_start_time", "creation_filter_end_time", "modified_after",
  ]

  /// A page of campaigns, ad groups or ads (§2.1).
  func list(_ level: ObjectLevel, _ query: Query, of account: SimulatedAccount) throws(Refusal) -> JSON {
    let filtering = try query.json("filtering")?.object ?? [:]
    for name in filtering.names where !Self.filters.contains(name) || name == "modified_after" && level != .ad
    {
      throw Refusal(40_002, "filtering: \(name) is not supported.")
    }
    let status = filtering["primary_status"]?.string ?? "STATUS_NOT_DELETE"
    guard ["STATUS_ALL", "STATUS_NOT_DELETE", "STATUS_DELETE"].contains(status) else {
      throw Refusal(40_002, "filtering.primary_status: \(status) is not acceptable.")
    }
    let types = filtering["buying_types"]?.array?.compactMap(\.string) ?? ["AUCTION", "RESERVATION_RF"]
    if types.contains("RESERVATION_TOP_VIEW"), types.count > 1 {
      throw Refusal(40_002, "filtering.buying_types: RESERVATION_TOP_VIEW must be alone.")
    }
    let size = try query.number("page_size", in: 1...1_000, or: 10)
    if types == ["RESERVATION_TOP_VIEW"], level == .adGroup, size > 100 {
      throw Refusal(40_002, "page_size: Must be between 1 and 100.")
    }
    let origins = filtering["campaign_system_origins"]?.array
    let type: CampaignType =
      types == ["RESERVATION_TOP_VIEW"] ? .topView : origins == ["PROMOTE"] ? .promote : .standard
    for name in filtering.names where name.hasSuffix("_ids") && filtering[name]?.array?.count ?? 0 > 100 {
      throw Refusal(40_002, "filtering.\(name): Length must be at most 100.")
    }
    let created = filtering["creation_filter_start_time"]?.string ?? ""
    let end = filtering["creation_filter_end_time"]?.string ?? "9"
    let modified = filtering["modified_after"]?.string ?? ""
    let fields = try query.fields(of: AdObject.fields(of: level).filter { !refusedColumns.contains($0) })
    let found = (account.objects[level] ?? []).filter { object in
      guard object.exists(at: moment), object.type == type else { return false }
      if status != "STATUS_ALL", object.isDeleted(at: moment) != (status == "STATUS_DELETE") { return false }
      for other in ObjectLevel.allCases {
        if let ids = filtering[other.id + "s"]?.array, !ids.contains(.string(object.ids[other] ?? "")) {
          return false
        }
      }
      return (created...max(created, end)).contains(Day.time(object.createdAt))
        && (modified.isEmpty || !object.isUndated && Day.time(object.modified(at: moment)) >= modified)
    }.sorted { $0.id > $1.id }
    return try Envelope.page(found, query) { .object($0.members(of: account, at: moment).only(fields)) }
  }

  /// A page of campaigns of Upgraded Smart+, whose fields cannot be chosen (§12).
  func smartPlusCampaigns(_ query: Query, of account: SimulatedAccount) throws(Refusal) -> JSON {
    let filtering = try query.json("filtering")?.object ?? [:]
    guard filtering.names.allSatisfy({ $0 == "primary_status" }) else {
      throw Refusal(40_002, "filtering: not acceptable.")
    }
    let status = filtering["primary_status"]?.string ?? "STATUS_NOT_DELETE"
    let found = account.smartPlusCampaigns.filter { campaign in
      campaign.exists(at: moment)
        && (status == "STATUS_ALL" || campaign.isDeleted(at: moment) == (status == "STATUS_DELETE"))
    }.sorted { $0.id > $1.id }
    return try Envelope.page(found, query) { .object($0.members(of: account, at: moment)) }
  }

  /// A page of portfolios (1766324010279938), which may not say how many there are.
  func portfolios(_ query: Query, of account: SimulatedAccount) throws(Refusal) -> JSON {
    let size = try query.number("page_size", in: 1...100, or: 20)
    let page = try query.number("page", in: 1...1_000_000, or: 1)
    var answer = try Envelope.page(account.portfolios, query) { ["creative_portfolio_id": .string($0)] }
    let list = answer["list"] ?? []
    if !countsPortfolios { answer = ["page_info": ["page": .int(page), "page_size": .int(size)]] }
    return ["creative_portfolios": list, "page_info": answer["page_info"] ?? .null]
  }
}
