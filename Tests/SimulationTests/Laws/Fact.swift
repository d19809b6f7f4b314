import JSON

/// A record that a sync must deliver.
struct Fact {
  /// What identifies it in its stream.
  let key: String
  /// Its place in the order of the stream's cursor, as states spell it; empty where it has none.
  let cursor: String
  private let expectation: Expectation

  private enum Expectation {
    case any
    /// An object: the member with its version, and which versions it may have.
    case version(member: String, ClosedRange<Int>)
    /// What was counted at the earliest and at the latest, and numbers that do not change.
    case counted(
      metrics: [String], refused: Set<String> = [], DailyNumbers, DailyNumbers,
      further: [(metric: String, value: String)] = [])
  }

  /// The times between which records may have been read, in seconds since 1970-01-01 00:00 UTC.
  struct Period {
    /// Everything that was there by then and is there still must have been delivered.
    let start: Int
    /// When the run has begun.
    let startOfRun: Int
    /// From when on closed days may have been read, whose conversions still come in.
    let startOfConversions: Int

    /// Whether the run may not know yet that the account has special campaigns: which kinds there are is asked once a
    /// day, when a day has ended everywhere, at 12:00 UTC.
    fileprivate func mayNotKnow(_ type: CampaignType, _ account: SimulatedAccount) -> Bool {
      let asked = Day(of: startOfRun, hoursAheadOfUTC: -12).ordinal * 86_400 + 12 * 3_600
      let campaigns = account.objects[.campaign] ?? []
      return type != .standard && !campaigns.contains { $0.type == type && $0.createdAt < asked }
    }
  }

  /// All facts of a stream, as they are now.
  /// - Parameters:
  ///   - stream: the stream.
  ///   - scenario: how it is read.
  ///   - tikTok: the accounts, now.
  ///   - account: one account's id; nil for all.
  ///   - period: when the records may have been read.
  /// - Returns: those that were there all the time.
  static func all(
    of stream: SimulatedStream, _ scenario: Scenario, _ tikTok: SimulatedTikTok, account: String? = nil,
    since period: Period
  ) -> [Fact] {
    tikTok.accounts.filter { account == nil || $0.id == account }.flatMap { account in
      switch stream.content {
      case .accounts: [Fact(key: account.id, cursor: "", expectation: .any)]
      case .portfolios: account.portfolios.map { Fact(key: $0, cursor: "", expectation: .any) }
      case .shops: account.shops.map { Fact(key: "\(account.id)/\($0.id)", cursor: "", expectation: .any) }
      case .shopReport: rowsOfShops(scenario, tikTok, account, period)
      case .smartPlusCampaigns:
        objects(account.smartPlusCampaigns, .campaign, scenario, tikTok, account, period)
      case .objects(let level):
        objects(account.objects[level] ?? [], level, scenario, tikTok, account, period)
      case .report(let shape): rows(stream, shape, scenario, tikTok, account, period)
      }
    }
  }

  /// What is wrong with the record; nil for nothing.
  /// - Parameters:
  ///   - record: as it was delivered.
  ///   - mayLackMetrics: whether a warning has said that rows lack the metrics of some requests.
  /// - Returns: the objection, without the record's key.
  func objection(to record: JSON, mayLackMetrics: Bool = false) -> String? {
    switch expectation {
    case .any: return nil
    case .version(let member, let versions):
      let name = record[member]?.string ?? ""
      let version = name.split(separator: " v").last.flatMap { Int($0) } ?? -1
      return versions.contains(version) ? nil : "\(member) is \(name) instead of v\(versions)"
    case .counted(let metrics, let refused, let least, let most, let further):
      for (place, metric) in metrics.enumerated() {
        let value = Self.number(record["metrics"]?[metric])
        if refused.contains(metric) {
          if value != nil { return "\(metric) is there, although TikTok does not take it" }
          continue
        }
        let found = place == 0 ? value.map { ($0 * 100).rounded() } : value
        let range = least.values[place]...most.values[place]
        if found.map({ range.contains(Int($0)) }) != true {
          return "\(metric) is \(record["metrics"]?[metric]?.text ?? "missing") instead of \(range)"
        }
      }
      for (metric, value) in further where Self.number(record["metrics"]?[metric]) != Double(value) {
        if mayLackMetrics, record["metrics"]?[metric] == nil { continue }
        return "\(metric) is \(record["metrics"]?[metric]?.text ?? "missing") instead of \(value)"
      }
      return nil
    }
  }

  private static func number(_ value: JSON?) -> Double? {
    value?.number.flatMap { Double($0.text) } ?? value?.string.flatMap { Double($0) }
  }

  private static func rows(
    _ stream: SimulatedStream, _ shape: ReportShape, _ scenario: Scenario, _ tikTok: SimulatedTikTok,
    _ account: SimulatedAccount, _ period: Period
  ) -> [Fact] {
    let today = account.today(at: tikTok.moment)
    let first =
      shape.span == .all && !stream.hasRowsOfYears
      ? account.today(at: account.createdAt) : scenario.startDay
    guard first <= today else { return [] }
    // By advertiser, a lifetime has all days; with a breakdown, those from the start date on.
    let isWhole = shape.span == .all && shape.breakdown.isEmpty
    let days = (isWhole ? min(account.today(at: account.createdAt), today) : first)...today
    let types: [CampaignType?] =
      shape.level == nil
      ? [nil]
      : CampaignType.all.filter { $0 != .promote || scenario.includePromote && shape.hasPromote }
    func rows(at moment: Int) -> [String: SimulatedTikTok.Row] {
      var tikTok = tikTok
      tikTok.moment = moment
      var found: [String: SimulatedTikTok.Row] = [:]
      for type in types {
        for row in tikTok.rows(
          shape, of: account, on: days, type, includeDeleted: scenario.includeDeleted ?? true)
        {
          let key = [row.object?.id ?? account.id] + (row.time.isEmpty ? [] : [row.time]) + row.part
          found[key.joined(separator: "/")] = row
        }
      }
      return found
    }
    let now = rows(at: tikTok.moment)
    let start = rows(at: period.start)
    let earlier = period.startOfConversions == period.start ? start : rows(at: period.startOfConversions)
    let followsAdGroups = scenario.attributionWindow == nil && !scenario.isRefreshed(stream)
    // Days are read again as far back as ad groups attribute, once a day.
    let yesterday =
      followsAdGroups && shape.span == .day ? rows(at: period.startOfConversions - 86_400) : earlier
    // Hours are read again until three more days have ended everywhere.
    var settled: [Day: [String: SimulatedTikTok.Row]] = [:]
    if followsAdGroups, shape.span == .hour {
      for day in (0...days.upperBound.ordinal - days.lowerBound.ordinal).map(days.lowerBound.advanced) {
        settled[day] = rows(at: min(period.startOfConversions, (day.ordinal + 4) * 86_400 + 43_200))
      }
    }
    return now.keys.sorted().compactMap { key in
      guard let most = now[key], var least = start[key]?.numbers else { return nil }
      if let type = most.object?.type, period.mayNotKnow(type, account) { return nil }
      let read = Day(String(most.time.prefix(10))).flatMap { settled[$0] } ?? yesterday
      least.conversions = read[key]?.numbers.conversions ?? 0
      let metrics = stream.furtherMetrics
      // All further metrics are alike; those of the first and of the last request tell.
      let hasFurther = shape.span != .all && most.object?.type != .promote
      let further = hasFurther ? [metrics.first, metrics.last].compactMap(\.self) : []
      return Fact(
        key: key, cursor: String(most.time.prefix(10)),
        expectation: .counted(
          metrics: DailyNumbers.metrics, refused: tikTok.refusedColumns, least, most.numbers,
          further: further.map { ($0, tikTok.furtherValue(of: $0, in: most)) }))
    }
  }

  private static func rowsOfShops(
    _ scenario: Scenario, _ tikTok: SimulatedTikTok, _ account: SimulatedAccount, _ period: Period
  ) -> [Fact] {
    let today = account.today(at: tikTok.moment)
    guard scenario.startDay <= today else { return [] }
    let days = scenario.startDay...today
    var earlier = tikTok
    earlier.moment = period.start
    return account.shops.flatMap { shop -> [Fact] in
      let includeDeleted = scenario.includeDeleted ?? true
      let start = earlier.rows(of: shop, account, on: days, includeDeleted: includeDeleted)
      let least = Dictionary(start.map { ("\($0.object?.id ?? "")/\($0.time)", $0) }) { first, _ in first }
      return tikTok.rows(of: shop, account, on: days, includeDeleted: includeDeleted).compactMap { row in
        let key = "\(row.object?.id ?? "")/\(row.time)"
        guard let least = least[key] else { return nil }
        return Fact(
          key: key, cursor: String(row.time.prefix(10)),
          expectation: .counted(metrics: SimulatedTikTok.shopMetrics, least.numbers, row.numbers))
      }
    }
  }

  private static func objects(
    _ objects: [AdObject], _ level: ObjectLevel, _ scenario: Scenario, _ tikTok: SimulatedTikTok,
    _ account: SimulatedAccount,
    _ period: Period
  ) -> [Fact] {
    objects.compactMap { object in
      guard object.exists(at: period.start), object.type != .promote || scenario.includePromote,
        scenario.includeDeleted == true || !object.isDeleted(at: tikTok.moment),
        !period.mayNotKnow(object.type, account)
      else { return nil }
      let now = object.modified(at: tikTok.moment)
      // Those without a time of change are read every time.
      return Fact(
        key: object.id, cursor: object.isUndated ? "" : Day.time(now),
        expectation: .version(
          member: level.rawValue + "_name", min(now, object.modified(at: period.start))...now))
    }
  }
}
