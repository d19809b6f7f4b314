import JSON

/// A shop that an account advertises by GMV Max (§11).
struct Shop: Sendable {
  let id: String
  /// Whether reports may name it.
  let isAvailable: Bool
  /// Those that promote products.
  let campaigns: [AdObject]
}

extension SimulatedTikTok {
  /// The names that reports of shops have for the model's numbers.
  static let shopMetrics = ["cost", "gross_revenue", "orders"]

  /// All shops of an account, which come without pages.
  func shops(of account: SimulatedAccount) -> JSON {
    let list = account.shops.map { shop -> JSON in
      ["store_id": .string(shop.id), "is_gmv_max_available": .bool(shop.isAvailable)]
    }
    return ["store_list": .array(list)]
  }

  /// A page of a report of product campaigns by day (§11.1).
  func shopReport(_ query: Query, of account: SimulatedAccount) throws(Refusal) -> JSON {
    let stores = try query.list("store_ids") ?? []
    guard stores.count == 1, let shop = account.shops.first(where: { $0.id == stores[0] }) else {
      throw Refusal(40_002, "store_ids: Must be one shop of the advertiser.")
    }
    guard shop.isAvailable else { throw Refusal(40_001, "No permission to access the store \(shop.id).") }
    guard Set(try query.list("dimensions") ?? []) == ["campaign_id", "stat_time_day"] else {
      throw Refusal(40_002, "dimensions: not acceptable.")
    }
    let metrics = try query.list("metrics") ?? []
    guard !metrics.isEmpty, Set(metrics).isSubset(of: Self.shopMetrics) else {
      throw Refusal(40_002, "metrics: not acceptable.")
    }
    let (start, end) = (try query.day("start_date"), try query.day("end_date"))
    guard start <= end, end.ordinal - start.ordinal < 30 else {
      throw Refusal(40_002, "The days must be at most 30.")
    }
    let filtering = try query.json("filtering")?.object ?? [:]
    guard filtering["gmv_max_promotion_types"] == ["PRODUCT"] else {
      throw Refusal(40_002, "filtering.gmv_max_promotion_types: not acceptable.")
    }
    let statuses = Set(filtering["campaign_statuses"]?.array?.compactMap(\.string) ?? [])
    guard acceptsAllStatusesOfShops || !statuses.contains("STATUS_ALL") else {
      throw Refusal(40_002, "filtering.campaign_statuses: STATUS_ALL is not acceptable.")
    }
    let includeDeleted = statuses.contains("STATUS_ALL") || statuses.contains("STATUS_DELETE")
    let rows = rows(of: shop, account, on: start...end, includeDeleted: includeDeleted)
    let shuffled = rows.map { ($0, "\($0.object?.id ?? "")/\($0.time)".hash64) }.sorted { $0.1 < $1.1 }
    return try Envelope.page(shuffled.map(\.0), query) { row in
      let values = metrics.map { metric -> JSONObject.Member in
        let place = Self.shopMetrics.firstIndex(of: metric) ?? 0
        let text = place == 0 ? row.numbers.text(of: "spend") ?? "" : "\(row.numbers.values[place])"
        return JSONObject.Member(metric, .string(text))
      }
      return [
        "dimensions": ["campaign_id": .string(row.object?.id ?? ""), "stat_time_day": .string(row.time)],
        "metrics": .object(JSONObject(values)),
      ]
    }
  }

  /// The rows of a shop's campaigns by day, as they are now.
  func rows(
    of shop: Shop, _ account: SimulatedAccount, on days: ClosedRange<Day>, includeDeleted: Bool
  ) -> [Row] {
    let last = min(days.upperBound, account.today(at: moment))
    guard days.lowerBound <= last else { return [] }
    return (days.lowerBound.ordinal...last.ordinal).flatMap { ordinal in
      shop.campaigns.compactMap { campaign in
        guard includeDeleted || !campaign.isDeleted(at: moment),
          let numbers = account.numbers(of: campaign, on: Day(ordinal), at: moment)
        else { return nil }
        return Row(object: campaign, time: Day(ordinal).time(hour: 0), part: [], numbers: numbers)
      }
    }
  }
}
