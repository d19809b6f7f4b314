import JSON

extension SimulatedTikTok {
  /// The levels below the account.
  private static let levels: [String: ObjectLevel] = [
    "AUCTION_CAMPAIGN": .campaign, "AUCTION_ADGROUP": .adGroup, "AUCTION_AD": .ad,
  ]

  /// A row of a basic report by day; the object is nil by advertiser.
  struct Row: Sendable {
    let object: AdObject?
    let day: Day
    let numbers: DailyNumbers
  }

  /// The rows of an account, as they are now: by advertiser if there is no level; of TopView, of the other campaigns, or
  /// of all.
  func rows(
    of account: SimulatedAccount, by level: ObjectLevel?, from start: Day, through end: Day,
    includeDeleted: Bool, isTopView: Bool?
  ) -> [Row] {
    let last = min(end, account.today(at: moment))
    guard start <= last else { return [] }
    let objects = Dictionary(
      (level.flatMap { account.objects[$0] } ?? []).map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    var rows: [Row] = []
    for ordinal in start.ordinal...last.ordinal {
      var sums: [String: DailyNumbers] = [:]
      for ad in account.objects[.ad] ?? [] where isTopView.map({ $0 == ad.isTopView }) ?? true {
        guard let numbers = account.numbers(of: ad, on: Day(ordinal), at: moment) else { continue }
        let id = level.flatMap { ad.ids[$0] } ?? ""
        sums[id] = (sums[id] ?? DailyNumbers()) + numbers
      }
      for (id, numbers) in sums.sorted(by: { $0.key < $1.key }) {
        let object = objects[id]
        if level != nil, !includeDeleted, object?.isDeleted(at: moment) != false { continue }
        rows.append(Row(object: object, day: Day(ordinal), numbers: numbers))
      }
    }
    return rows
  }

  /// A page of a basic report by day (§3.1), and whether objects are missing in it.
  func report(
    _ query: Query, of account: SimulatedAccount
  ) throws(Refusal) -> (data: JSON, isTruncated: Bool) {
    guard query["report_type"] == "BASIC" else { throw Refusal(40_002, "report_type: not acceptable.") }
    let name = query["data_level"] ?? ""
    let level = Self.levels[name]
    guard level != nil || name == "AUCTION_ADVERTISER" else {
      throw Refusal(40_002, "data_level: not acceptable.")
    }
    let id = level?.id ?? "advertiser_id"
    let dimensions = try query.list("dimensions") ?? []
    guard dimensions.contains("stat_time_day"), Set(dimensions).isSubset(of: [id, "stat_time_day"]),
      level == nil || dimensions.contains(id)
    else { throw Refusal(40_002, "dimensions: not acceptable.") }
    let metrics = try query.list("metrics") ?? ["spend", "impressions"]
    for metric in metrics where DailyNumbers().text(of: metric) == nil {
      throw Refusal(40_002, "metrics: \(metric) is not acceptable.")
    }
    let (start, end) = (try query.day("start_date"), try query.day("end_date"))
    guard start <= end else { throw Refusal(40_002, "start_date is after end_date.") }
    guard end.ordinal - start.ordinal < 30 else { throw Refusal(40_002, "The days must be at most 30.") }
    let filters = try filters(query, level)
    var rows = rows(
      of: account, by: level, from: start, through: end,
      includeDeleted: level.map { filters[$0.statusFilter] == ["STATUS_ALL"] } ?? true,
      isTopView: level == nil ? nil : filters["buying_type"] == ["RESERVATION_TOP_VIEW"])
    if level != nil, filters["campaign_system_origins"] == ["PROMOTE"] { rows = [] }
    let objects = (level.flatMap { account.objects[$0] } ?? []).filter { object in
      object.exists(at: moment) && object.isTopView == (filters["buying_type"] == ["RESERVATION_TOP_VIEW"])
        && ObjectLevel.allCases.allSatisfy { level in
          filters[level.id + "s"].map { $0.contains(object.ids[level] ?? "") } ?? true
        }
    }
    let isTooMuch = objects.count > limit.count
    if isTooMuch, limit.excess == .refused { throw Refusal(40_067, "The query is too large.") }
    if level != nil {
      let newest = Set(objects.sorted { $0.createdAt > $1.createdAt }.prefix(limit.count).map(\.id))
      rows = rows.filter { newest.contains($0.object?.id ?? "") }
    }
    // In no order, but always the same one, without which pages could not be read.
    let shuffled = rows.map { ($0, "\($0.object?.id ?? "")/\($0.day.ordinal)".hash64) }.sorted { $0.1 < $1.1 }
    let page = try Envelope.page(
      shuffled.map { row, _ in
        var keys: JSONObject = [:]
        for dimension in dimensions {
          keys[dimension] = .string(
            dimension == "stat_time_day" ? row.day.text + " 00:00:00" : row.object?.id ?? account.id)
        }
        let values = metrics.map { JSONObject.Member($0, .string(row.numbers.text(of: $0) ?? "-")) }
        return ["dimensions": .object(keys), "metrics": .object(JSONObject(values))]
      }, query)
    return (page, isTooMuch)
  }

  /// The values of each filter.
  private func filters(_ query: Query, _ level: ObjectLevel?) throws(Refusal) -> [String: [String]] {
    var filters: [String: [String]] = [:]
    for filter in try query.json("filtering")?.array ?? [] {
      let name = filter["field_name"]?.string ?? ""
      let known = ["buying_type", "campaign_system_origins"] + ObjectLevel.allCases.map { $0.id + "s" }
      guard known.contains(name) || name == level?.statusFilter, filter["filter_type"]?.string == "IN",
        let text = filter["filter_value"]?.string, let values = (try? JSON(parsing: text))?.array
      else { throw Refusal(40_002, "filtering: \(name) is not acceptable.") }
      if name.hasSuffix("_ids"), values.count > 100 {
        throw Refusal(40_002, "filtering: \(name) has over 100 values.")
      }
      filters[name] = values.compactMap(\.string)
    }
    return filters
  }
}
