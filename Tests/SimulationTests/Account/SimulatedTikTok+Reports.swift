import JSON

extension SimulatedTikTok {
  /// A row of a report.
  struct Row: Sendable {
    /// nil by advertiser.
    let object: AdObject?
    /// As the time dimension shows it; empty where rows have no time.
    let time: String
    /// The values of the breakdown's dimensions.
    let part: [String]
    let numbers: DailyNumbers
  }

  /// The rows of an account, as they are now, in an order of their own.
  /// - Parameters:
  ///   - shape: what rows are.
  ///   - account: whose rows.
  ///   - days: in the account's time zone; later ones than today have none.
  ///   - type: the kind of campaigns; nil for all.
  ///   - includeDeleted: whether rows of deleted objects are wanted. By advertiser they are always in it.
  /// - Returns: one row for each object, time and part of the audience that has any numbers.
  func rows(
    _ shape: ReportShape, of account: SimulatedAccount, on days: ClosedRange<Day>, _ type: CampaignType?,
    includeDeleted: Bool
  ) -> [Row] {
    let last = min(days.upperBound, account.today(at: moment))
    guard days.lowerBound <= last else { return [] }
    let parts = shape.parts
    let hours: [Int?] = shape.span == .hour ? Array(0..<24) : [nil]
    let objects = shape.level.flatMap { account.objects[$0] } ?? []
    var rows: [Row] = []
    var sums: [String: DailyNumbers] = [:]
    func close(_ time: String, _ part: [String]) {
      guard let level = shape.level else {
        if let numbers = sums[""] { rows.append(Row(object: nil, time: time, part: part, numbers: numbers)) }
        return sums.removeAll()
      }
      for object in objects where includeDeleted || !object.isDeleted(at: moment) {
        guard let numbers = sums[object.ids[level] ?? ""] else { continue }
        rows.append(Row(object: object, time: time, part: part, numbers: numbers))
      }
      sums.removeAll()
    }
    for (number, part) in parts.enumerated() {
      for ordinal in days.lowerBound.ordinal...last.ordinal {
        for hour in hours {
          for ad in account.objects[.ad] ?? [] where type.map({ $0 == ad.type }) ?? true {
            guard
              let numbers = account.numbers(
                of: ad, on: Day(ordinal), hour: hour, part: (number, parts.count), at: moment)
            else { continue }
            let id = shape.level.flatMap { ad.ids[$0] } ?? ""
            sums[id] = sums[id].map { $0 + numbers } ?? numbers
          }
          if shape.span != .all { close(Day(ordinal).time(hour: hour ?? 0), part) }
        }
      }
      if shape.span == .all { close("", part) }
    }
    return rows
  }

  /// A page of a report (§3.1), and whether objects are missing in it.
  func report(
    _ query: Query, of account: SimulatedAccount
  ) throws(Refusal) -> (data: JSON, isTruncated: Bool) {
    let shape = try shape(query)
    let metrics = try query.list("metrics") ?? ["spend", "impressions"]
    for metric in metrics where DailyNumbers().text(of: metric) == nil && !furtherMetrics.contains(metric) {
      throw Refusal(40_002, "metrics: \(metric) is not acceptable.")
    }
    if let refused = metrics.first(where: refusedColumns.contains) {
      throw Refusal(40_002, "Invalid metric fields: ['\(refused)']")
    }
    let days = try days(query, shape, of: account)
    let filters = try filters(query, shape.level)
    let type = try type(filters, shape)
    let isOfAll = shape.level.map { filters[$0.statusFilter] == ["STATUS_ALL"] } ?? true
    var rows = rows(shape, of: account, on: days, type, includeDeleted: isOfAll)
    let objects = (shape.level.flatMap { account.objects[$0] } ?? []).filter { object in
      object.exists(at: moment) && type.map { $0 == object.type } ?? true
        && ObjectLevel.allCases.allSatisfy { level in
          filters[level.id + "s"].map { $0.contains(object.ids[level] ?? "") } ?? true
        }
    }
    let isTooMuch = objects.count > limit.count
    if isTooMuch, limit.excess == .refused { throw Refusal(40_067, "The query is too large.") }
    if shape.level != nil {
      let newest = Set(objects.sorted { $0.createdAt > $1.createdAt }.prefix(limit.count).map(\.id))
      rows = rows.filter { newest.contains($0.object?.id ?? "") }
    }
    // In no order, but always the same one, without which pages could not be read.
    let shuffled = rows.map { ($0, "\($0.object?.id ?? "")/\($0.time)/\($0.part)".hash64) }
      .sorted { $0.1 < $1.1 }
    let dimensions = try query.list("dimensions") ?? []
    let page = try Envelope.page(shuffled.map(\.0), query) { row in
      let values = metrics.map { metric in
        JSONObject.Member(metric, .string(row.numbers.text(of: metric) ?? furtherValue(of: metric, in: row)))
      }
      var keys: JSONObject = [:]
      for dimension in dimensions {
        let place = shape.breakdown.firstIndex(of: dimension)
        keys[dimension] = .string(
          dimension == shape.time ? row.time : place.map { row.part[$0] } ?? row.object?.id ?? account.id)
      }
      return ["dimensions": .object(keys), "metrics": .object(JSONObject(values))]
    }
    return (page, isTooMuch)
  }

  /// The value of a metric that the model has only a number for, not a meaning.
  func furtherValue(of metric: String, in row: Row) -> String {
    "\("\(metric)/\(row.object?.id ?? "")/\(row.time)/\(row.part)".hash64.magnitude % 1_000)"
  }

  /// What the rows are that a request asks for, where TikTok has such ones (§3.4).
  private func shape(_ query: Query) throws(Refusal) -> ReportShape {
    guard let type = query["report_type"], ["BASIC", "AUDIENCE"].contains(type) else {
      throw Refusal(40_002, "report_type: not acceptable.")
    }
    let name = query["data_level"] ?? ""
    let level: ObjectLevel?
    switch name {
    case "AUCTION_ADVERTISER": level = nil
    case "AUCTION_CAMPAIGN": level = .campaign
    case "AUCTION_ADGROUP": level = .adGroup
    case "AUCTION_AD": level = .ad
    default: throw Refusal(40_002, "data_level: not acceptable.")
    }
    guard let names = try query.list("dimensions") else { throw Refusal(40_002, "dimensions: missing.") }
    let dimensions = Set(names)
    let span: ReportShape.Span =
      dimensions.contains("stat_time_hour") ? .hour : dimensions.contains("stat_time_day") ? .day : .all
    let breakdown = ["gender", "age", "country_code", "platform"].filter(dimensions.contains)
    let shape = ReportShape(level, span, isAudience: type == "AUDIENCE", by: breakdown)
    let others = dimensions.subtracting(breakdown + [shape.id] + [shape.time].compactMap(\.self))
    let divisions: [[String]] =
      shape.isAudience
      ? [["gender"], ["age"], ["gender", "age"], ["country_code"], ["platform"]] : [[], ["country_code"]]
    guard others.isEmpty, level == nil || dimensions.contains(shape.id), divisions.contains(breakdown),
      !(shape.isAudience && span == .hour)
    else { throw Refusal(40_002, "dimensions: not acceptable.") }
    return shape
  }

  private func days(
    _ query: Query, _ shape: ReportShape, of account: SimulatedAccount
  ) throws(Refusal) -> ClosedRange<Day> {
    if query["query_lifetime"] == "true" {
      guard shape.span == .all, !shape.isAudience, shape.breakdown.isEmpty else {
        throw Refusal(40_002, "query_lifetime: not acceptable with these dimensions.")
      }
      guard shape.level != nil || acceptsLifetimeByAdvertiser else {
        throw Refusal(40_002, "query_lifetime: not acceptable.")
      }
      let today = account.today(at: moment)
      return min(account.today(at: account.createdAt), today)...today
    }
    let (start, end) = (try query.day("start_date"), try query.day("end_date"))
    guard start <= end else { throw Refusal(40_002, "start_date is after end_date.") }
    guard end.ordinal - start.ordinal < shape.longestRequest else {
      throw Refusal(40_002, "The days must be at most \(shape.longestRequest).")
    }
    return start...end
  }

  /// The kind of campaigns that filters ask for; nil for all, by advertiser (§3.1).
  private func type(_ filters: [String: [String]], _ shape: ReportShape) throws(Refusal) -> CampaignType? {
    guard shape.level != nil else { return nil }
    if filters["buying_type"] == ["RESERVATION_TOP_VIEW"] { return .topView }
    guard filters["campaign_system_origins"] == ["PROMOTE"] else { return .standard }
    guard shape.hasPromote else { throw Refusal(40_002, "dimensions: not acceptable for Promote.") }
    return .promote
  }

  /// The values of each filter (§3.2).
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
      if name == level?.statusFilter, values != ["STATUS_ALL"] {
        throw Refusal(40_002, "filtering: \(name) is one that the model does not have.")
      }
      filters[name] = values.compactMap(\.string)
    }
    return filters
  }
}
