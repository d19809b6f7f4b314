import Connector
import JSON

/// What a read of one stream consists of: its partitions, their slices, the requests of each, and how records
/// are made. Pure: it asks nobody and remembers nothing.
struct StreamPlan: Sendable {
  let stream: Stream
  let records: RecordPlan
  /// One account each, or the batches in which accounts are asked for.
  let partitions: [[Account]]
  private let configuration: Configuration
  private let today: Today
  /// Metrics to ask for, in the schema's order.
  private let metrics: [String]

  /// - Parameters:
  ///   - stream: the row.
  ///   - request: the user's selection.
  ///   - configuration: dates, sizes, deleted objects.
  ///   - batches: all accounts that are to be read, in the groups that one request can ask for.
  ///   - today: how far reports reach.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  init(
    of stream: Stream, for request: StreamRequest, configuration: Configuration, batches: [[Account]],
    today: Today
  ) throws(SourceFailure) {
    self.stream = stream
    self.configuration = configuration
    self.today = today
    let fields = RecordField.fields(of: try stream.schema())
    let selection = FieldSelection(of: fields, in: request.schema)
    records = RecordPlan(fields: fields, selection: selection, demands: Self.demands(of: stream))
    metrics = Self.metrics(in: fields, selection: selection)
    partitions = stream.endpoint == .accounts ? batches : batches.flatMap { $0.map { [$0] } }
  }

  /// The days of a partition that are to be read, in windows; nil where the stream is no report.
  func windows(of partition: Int, after cursor: Cursor?) -> DateWindows? {
    guard let report = stream.report, let account = partitions[partition].first else { return nil }
    var start = configuration.startDate
    if let createdAt = account.createdAt { start = max(start, Today.firstDay(ofAccountMadeAt: createdAt)) }
    if let day = cursor?.day { start = max(start, day.advanced(by: -configuration.attributionWindow)) }
    return DateWindows(
      from: start, through: min(configuration.endDate ?? today.lastBegun, today.lastBegun),
      daysPerWindow: min(configuration.reportWindowDays, report.granularity.maximumWindowDays))
  }

  /// Where a cursor can be at most: what is dated later may still change, or be joined by more.
  var latestCursor: Cursor {
    guard let granularity = stream.granularity else { return .time(UTCTime(seconds: today.seconds)) }
    return Cursor(lastDay: today.lastClosed, granularity: granularity)
  }

  /// The cursor once all days up to the end of `window` have been handed on.
  func cursor(after window: DateWindow, from earlier: Cursor?) -> Cursor? {
    guard let granularity = stream.granularity else { return nil }
    let read = min(Cursor(lastDay: window.end, granularity: granularity), latestCursor)
    return max(read, earlier ?? read)
  }

  /// The cursor once an account's objects have been handed on, of which `newest` changed last.
  func cursor(afterChange newest: UTCTime, from earlier: Cursor?) -> Cursor {
    // Objects go on changing while their pages are read one after the other: an object whose page came early may
    // have changed before the newest change that a later page tells of.
    let read = min(.time(newest), latestCursor)
    return max(read, earlier ?? read)
  }

  /// Whether the API tells which of the stream's objects changed, as far as they are dated.
  var asksForChanges: Bool {
    if case .entity(let endpoint) = stream.endpoint { endpoint.changes == .modifiedAfter } else { false }
  }

  /// The requests that give a slice's records.
  /// - Parameters:
  ///   - slice: one of the plan's.
  ///   - cursor: how far its account has been read.
  ///   - isDated: whether every object of the account that is known tells when it changed.
  /// - Returns: requests whose records do not overlap.
  func requests(for slice: Slice, after cursor: Cursor?, isDated: Bool = false) -> [PlannedRequest] {
    switch stream.endpoint {
    case .accounts:
      return [PlannedRequest(AccountDirectory.request(for: slice.accounts.map(\.id)), isPaged: false)]
    case .entity(let endpoint):
      return slice.accounts.flatMap { account in
        endpoint.requests(
          of: account.id, since: cursor?.time, isDated: isDated, today: today,
          includeDeleted: configuration.includeDeleted ?? false,
          pageSize: min(configuration.pageSize ?? endpoint.maximumPageSize, endpoint.maximumPageSize))
      }
    case .report:
      guard let report = stream.report, let account = slice.account, let window = slice.window else {
        return []
      }
      return [
        PlannedRequest(
          report.request(
            of: account.id, in: window, metrics: metrics,
            includeDeleted: configuration.includeDeleted ?? true, pageSize: configuration.pageSize ?? 1000))
      ]
    }
  }

  /// What every record of the slice carries besides its own members, as far as it is selected.
  func columns(for slice: Slice) -> [RecordColumn] {
    guard let account = slice.account, stream.endpoint != .accounts else { return [] }
    let values: [(String, String?)] = [
      ("advertiser_id", account.id.text), ("timezone", account.timezone), ("currency", account.currency),
    ]
    return values.compactMap { name, value in
      guard let field = records.topLevelField(name) else { return nil }
      let text = JSON.string(name).text + ":" + (value.map(JSON.string) ?? .null).text
      return RecordColumn(field: field, text: Array(text.utf8))
    }
  }

  private static func demands(of stream: Stream) -> RecordPlan.Demands {
    var demands = RecordPlan.Demands(key: stream.key, cursor: stream.cursor)
    switch stream.endpoint {
    case .accounts: break
    case .entity(let endpoint):
      demands.records = endpoint.records
      // Some Smart+ ads have no modify_time (§2 of the fact sheet).
      demands.cursorFallback = "create_time"
    case .report:
      demands.raised = "dimensions"
      demands.dashIsNull = true
    }
    return demands
  }

  private static func metrics(in fields: [RecordField], selection: FieldSelection) -> [String] {
    guard let members = fields.first(where: { $0.name == "metrics" })?.type.objectFields else { return [] }
    let within = selection.within("metrics")
    let wanted = selection.includes("metrics") ? members.map(\.name).filter(within.includes) : []
    // A report without a metric is not to be had: the rows are wanted all the same. Every level has its spend.
    return wanted.isEmpty ? ["spend"] : wanted
  }
}
