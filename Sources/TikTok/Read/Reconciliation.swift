import Connector
import FoundationEssentials
import HTTP
import JSON
import Synchronization

/// Compares the report of an ad account with the sums of the levels below it, day by day: the records of the
/// stream `spend_reconciliation_daily`.
///
/// Each level is read as its own stream reads it, including deleted, TopView and Promote campaigns, but with
/// three metrics only. Nothing official says whether the account's report contains GMV Max (1740302848100353,
/// 1824721673497601), so its cost has a column of its own. Where TikTok refuses a part, the record says so
/// and has the other parts.
struct Reconciliation: SliceReading {
  static let metrics = ["spend", "impressions", "clicks"]

  /// A report that is read to be summed up.
  private struct Part: Sendable {
    /// Names the part in reasons. The columns of a level begin with it.
    let name: String
    let reader: SliceReader
    let sums: DailySums
  }

  /// The sums of a part over the days of a slice.
  private struct Sums {
    let name: String
    var days: [CalendarDay: DailySums.Amounts] = [:]
    /// Metrics that are missing on all days.
    var missing: Set<String> = []
    /// Why something is missing, as sentences.
    var reasons: [String] = []

    func amount(_ metric: String, on day: CalendarDay) -> Decimal? {
      missing.contains(metric) ? nil : days[day]?[metric] ?? 0
    }
  }

  private let account: Part
  private let levels: [Part]
  private let gmvMax: [Part]
  private let configuration: Configuration
  private let today: Today
  private let kinds: CampaignKindLookup
  private let writer: RecordWriter

  /// - Parameters:
  ///   - plan: of the stream of sums.
  ///   - context: what the readers of the levels share with the sync's other streams.
  ///   - sink: takes the records, and the messages of the levels' readers.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  init(_ plan: StreamPlan, _ context: SyncContext, into sink: any RecordSink) throws(SourceFailure) {
    let name = plan.stream.name
    configuration = plan.configuration
    today = plan.today
    kinds = context.kinds
    writer = RecordWriter(plan, into: sink, log: StreamLog(name, log: sink))
    func part(
      _ columns: String, _ file: SchemaFile, _ metrics: [String]
    ) throws(SourceFailure) -> Part {
      let stream = Stream.summed(file, as: name)
      let sums = DailySums(of: metrics, key: stream.key, log: sink)
      var selected: JSONObject = [:]
      for column in stream.key + ["advertiser_id"] + metrics { selected[column] = [:] }
      let request = StreamRequest(
        name: stream.name, syncMode: .fullRefresh, schema: ["properties": .object(selected)])
      let plan = try StreamPlan(
        of: stream, for: request, configuration: plan.configuration, batches: context.accounts.batches,
        today: plan.today)
      // All days are read, because days on which the account's own report has nothing may be those with a
      // difference.
      let reader = SliceReader(plan, context, activity: nil, into: sums)
      return Part(name: columns, reader: reader, sums: sums)
    }
    account = try part("account", .advertisersReports, Self.metrics)
    levels = [
      try part("campaigns", .campaignsReports, Self.metrics),
      try part("ad_groups", .adGroupsReports, Self.metrics),
      try part("ads", .adsReports, Self.metrics),
    ]
    gmvMax = [
      try part("gmv_max", .gmvMaxProductCampaignReports, ["cost"]),
      try part("gmv_max", .gmvMaxLiveCampaignReports, ["cost"]),
    ]
  }

  func read(_ slice: Slice, from position: Position) async throws -> Changes {
    let records = try await records(of: slice)
    try await writer.estimate(records.count)
    let answer: JSON = ["code": 0, "message": "OK", "data": ["list": .array(records)]]
    let request = APIRequest(writer.plan.stream.endpoint.path, [])
    let page = Page(request: request, body: ResponseBody(answer.bytes), truncation: nil)
    _ = try await slice.attributing {
      try await writer.write(page, of: PlannedRequest(request, paging: .none), in: slice)
    }
    var changes = Changes()
    changes.kinds = slice.account.flatMap { kinds.known(of: $0.id) }
    return changes
  }

  /// The records of a slice: one for each day that any part has a row for.
  /// - Throws: ``SliceFailure`` where the account's own report cannot be read, or a part cannot be read for a
  ///   passing reason; `CancellationError`.
  private func records(of slice: Slice) async throws -> [JSON] {
    let own = try await sums(of: account, slice) { _ in false }
    var below: [Sums] = []
    // Where the account's report is empty, only campaigns that it may not count can have rows.
    let isEmpty = own.days.isEmpty ? try await !hasSpecialCampaigns(slice) : false
    for level in levels {
      below.append(isEmpty ? Sums(name: level.name) : try await sums(of: level, slice, spares: \.isOfPart))
    }
    let cost = try await cost(of: slice)
    let days = ([own, cost] + below).reduce(into: Set()) { $0.formUnion($1.days.keys) }
    return days.sorted().map { record($0, own, below, cost) }
  }

  /// Reads a part. An error that `spares` accepts makes the part missing; any other fails the slice.
  private func sums(
    of part: Part, _ slice: Slice, spares: (APIError) -> Bool
  ) async throws -> Sums {
    guard let account = slice.account?.id, let window = slice.window else { return Sums(name: part.name) }
    var sums = Sums(name: part.name)
    do {
      _ = try await part.reader.read(slice, from: Position())
      sums.days = part.sums.take(account, window)
    } catch let failure as SliceFailure where spares(failure.error) {
      _ = part.sums.take(account, window)
      sums.missing = Set(part.sums.metrics)
      sums.reasons = [ReconciliationReason.partMissing(part.name, failure.error)]
    } catch {
      _ = part.sums.take(account, window)
      throw error
    }
    let refused = part.reader.refusals.known
    for metric in part.sums.metrics where refused.columns.contains(metric) && !sums.missing.contains(metric) {
      sums.missing.insert(metric)
      sums.reasons.append(ReconciliationReason.partMissing(part.name, metric: metric))
    }
    for kind in CampaignKind.special {
      guard let error = refused.kinds[account]?[kind] else { continue }
      sums.reasons.append(ReconciliationReason.partMissing(part.name, kind, error))
    }
    for (shop, error) in (refused.shops[account] ?? [:]).sorted(by: { $0.key < $1.key }) {
      sums.reasons.append(ReconciliationReason.partMissing(part.name, shop: shop, error))
    }
    return sums
  }

  private func hasSpecialCampaigns(_ slice: Slice) async throws -> Bool {
    guard let account = slice.account?.id else { return false }
    return try await slice.attributing {
      for kind in levels[0].reader.plan.kinds where kind != .standard {
        if try await kinds.has(kind, account) { return true }
      }
      return false
    }
  }

  /// What the account's shops spent on GMV Max.
  private func cost(of slice: Slice) async throws -> Sums {
    var cost = Sums(name: "gmv_max")
    for part in gmvMax {
      let sums = try await sums(of: part, slice) { $0.kind == .skip || $0.isOfParameters }
      cost.days.merge(sums.days) { first, second in first.merging(second, uniquingKeysWith: +) }
      cost.missing.formUnion(sums.missing)
      // A shop is refused for both kinds of campaigns.
      if cost.reasons.isEmpty { cost.reasons = sums.reasons }
      if !sums.missing.isEmpty { break }
    }
    return cost
  }

  private func record(_ day: CalendarDay, _ own: Sums, _ levels: [Sums], _ cost: Sums) -> JSON {
    var record: JSONObject = ["stat_time_day": .string("\(day) 00:00:00")]
    for metric in Self.metrics { record[metric] = .amount(own.amount(metric, on: day)) }
    var differences: Set<Decimal> = []
    for level in levels {
      for metric in Self.metrics {
        let amount = level.amount(metric, on: day)
        let difference = own.amount(metric, on: day).flatMap { own in amount.map { own - $0 } }
        record["\(level.name)_\(metric)"] = .amount(amount)
        record["\(level.name)_\(metric)_difference"] = .amount(difference)
        if let difference { differences.insert(difference) }
      }
    }
    let gmvMaxCost = cost.amount("cost", on: day)
    record["gmv_max_cost"] = .amount(gmvMaxCost)
    var reasons = ([own] + levels + [cost]).flatMap(\.reasons)
    differences.remove(0)
    if !differences.isEmpty {
      if day > today.lastClosed { reasons.append(ReconciliationReason.dayNotOver) }
      if let gmvMaxCost, differences.contains(gmvMaxCost) {
        reasons.append(ReconciliationReason.differenceOfGMVMax)
      }
      if !configuration.includePromote { reasons.append(ReconciliationReason.withoutPromote) }
      if configuration.includeDeleted == false { reasons.append(ReconciliationReason.withoutDeleted) }
      if reasons.isEmpty { reasons.append(ReconciliationReason.differenceUnexplained) }
    }
    record["reasons"] = reasons.isEmpty ? .null : .array(reasons.map { .string($0) })
    return .object(record)
  }
}

extension Stream {
  /// The daily report of a family of the table, in the flat layout, under another name.
  fileprivate static func summed(_ file: SchemaFile, as name: StreamName) -> Stream {
    let row = ReportStreams.rows.first { $0.schemaFile == file }
    guard let row else { preconditionFailure("The table has no report \(file.name).") }
    return row.stream(named: name, by: .day, layout: .flat)
  }
}

extension APIError {
  /// Whether a part of a report, or the report of a level, cannot be read although the account can.
  fileprivate var isOfPart: Bool { refusesPart || excess == .size || excess == .rows }
}

extension JSON {
  /// An exact amount; null for none.
  fileprivate static func amount(_ amount: Decimal?) -> JSON {
    amount.flatMap { JSONNumber("\($0)") }.map(JSON.number) ?? .null
  }
}
