import Connector
import JSON

/// What a read of one stream consists of: its partitions, their slices, the requests of each, and how records
/// are made. Pure: it asks nobody and remembers nothing.
struct StreamPlan: Sendable {
  let stream: Stream
  let records: RecordPlan
  /// One account each, or the batches in which accounts are asked for.
  let partitions: [[Account]]
  let configuration: Configuration
  let today: Today
  private let columns: RequestedFields

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
    let selection = try stream.selection(of: fields, in: request.schema)
    records = RecordPlan(fields: fields, selection: selection, requirements: stream.requirements)
    columns = try RequestedFields(of: stream, fields: fields, selection: selection)
    partitions =
      switch stream.endpoint {
      case .accounts: batches
      case .grants: [[]]
      case .entity, .report, .reconciliation:
        stream.businessCenter.map { [[Account(id: $0)]] } ?? batches.flatMap { $0.map { [$0] } }
      }
  }

  /// The metrics of a report, or the fields of entities, that requests name; empty where they name none.
  var namedColumns: [String] { columns.names ?? [] }

  /// Whether TikTok is to make reports that are too large in its own time.
  var usesAsyncReports: Bool { configuration.asyncReports }

  /// Whether a row that was written is known by its key when it comes again.
  var tellsRowsApart: Bool { stream.report != nil }

  /// Whether a slice's rows are those of its days, so that fewer days have the same rows, only fewer.
  func comesByDays(_ slice: Slice) -> Bool {
    switch stream.granularity {
    case .day, .hour: (slice.window?.days ?? 1) > 1
    case .lifetime, nil: false
    }
  }

  /// What to filter a slice by next, where it is too large; nil where it has no parts.
  func nextPart(of slice: Slice) -> NextPart? {
    stream.report.flatMap { NextPart(of: $0, objects: slice.objects) }
  }

  /// The kinds of campaigns whose records take requests of their own, in the order in which they are asked for.
  var kinds: [CampaignKind] {
    let includePromote = configuration.includePromote
    switch stream.endpoint {
    case .report: return stream.report?.kinds(includePromote: includePromote) ?? [.standard]
    // All levels take part.
    case .reconciliation: return CampaignKind.allCases.filter { $0 != .promote || includePromote }
    case .entity(let endpoint) where endpoint.coverage == .campaigns:
      return CampaignKind.allCases.filter { $0 != .promote || includePromote }
    case .accounts, .grants, .entity: return [.standard]
    }
  }

  /// The days of a partition that are to be read, in windows; nil where they are not read in windows.
  func windows(of partition: Int, after cursor: Cursor?) -> DateWindows? {
    guard stream.isWindowed, let account = partitions[partition].first else { return nil }
    var start = max(configuration.startDate, firstDay(of: account))
    if let day = cursor?.day {
      start = max(start, day.advanced(by: -(stream.lookback ?? configuration.attributionWindow)))
    }
    // But for reports, days are those of UTC.
    let last = stream.granularity == nil ? today.ofUTC : today.lastBegun(in: account.timezone)
    let longest = stream.report?.maximumWindowDays ?? Granularity.day.maximumWindowDays
    let isByDays = stream.report.map { $0.granularity == .day } ?? true
    return DateWindows(
      from: start, through: min(configuration.endDate ?? last, last),
      daysPerWindow: isByDays ? min(configuration.reportWindowDays, longest) : longest)
  }

  /// The windows of a partition that a full refresh has not read.
  func windows(of partition: Int, in refresh: FullRefresh) -> DateWindows? {
    guard let all = windows(of: partition, after: nil) else { return nil }
    guard let run = refresh.run(of: partitions[partition]) else { return all }
    // Days before the run are to be read too. Rows that sum up windows go together only if these begin alike.
    guard stream.tellsItsDays ? run.from == all.start : run.from <= all.start else { return all }
    return all.dropping(through: min(run.through, lastClosed))
  }

  /// The last day whose rows no longer grow.
  var lastClosed: CalendarDay { today.lastClosed }

  /// The windows that together make up the life of an account: where TikTok refuses to sum it up.
  func lifetimeWindows(of account: Account) -> DateWindows {
    DateWindows(
      from: firstDay(of: account), through: today.lastBegun(in: account.timezone),
      daysPerWindow: Granularity.lifetime.maximumWindowDays)
  }

  /// The first day that the account can have rows on.
  private func firstDay(of account: Account) -> CalendarDay {
    account.createdAt.map(Today.firstDay(ofAccountMadeAt:)) ?? Configuration.defaultStartDate
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
  ///   - subjects: what ``Stream/subject`` turned out to be for the account; the account itself where it has none.
  ///   - cursor: how far its account has been read.
  ///   - isDated: whether every object of the account that is known tells when it changed.
  ///   - refused: metrics or fields that the API no longer accepts.
  ///   - namesStatuses: whether GMV Max is asked for by each status of campaigns.
  /// - Returns: requests whose records do not overlap, but for those that leave out what came before.
  func requests(
    for slice: Slice, about subjects: [RequestScope] = [.account], after cursor: Cursor?,
    isDated: Bool = false, without refused: Set<String> = [], namesStatuses: Bool = false
  ) -> [PlannedRequest] {
    let names = columns.names(without: refused)
    let kinds = slice.kind.map { [$0] } ?? kinds
    switch stream.endpoint {
    case .accounts:
      let request = AccountRequests.request(for: slice.accounts.map(\.id), fields: names)
      return [PlannedRequest(request, paging: .none)]
    case .grants:
      return AccountRequests.request(forGrantsOf: configuration.credentials).map {
        [PlannedRequest($0, paging: .none)]
      } ?? []
    // Its records come of the requests of other streams.
    case .reconciliation: return []
    case .entity(let endpoint):
      guard let account = slice.account else { return [] }
      return subjects.flatMap { subject in
        kinds.flatMap { kind in
          endpoint.requests(
            of: account.id, about: subject, kind, in: slice.window, since: cursor?.time, isDated: isDated,
            today: today, includeDeleted: configuration.includeDeleted ?? false,
            fields: names, pageSize: configuration.pageSize)
        }
      }
    case .report:
      guard let report = stream.report, let account = slice.account else { return [] }
      return kinds.flatMap { kind in
        requests(of: report, kind, for: slice, account, about: subjects, names ?? [], namesStatuses)
      }
    }
  }

  private func requests(
    of report: Report, _ kind: CampaignKind, for slice: Slice, _ account: Account,
    about subjects: [RequestScope], _ names: [String], _ namesStatuses: Bool
  ) -> [PlannedRequest] {
    let given = report.metrics(names, of: kind)
    // Rows without any metric are not to be had.
    let metrics = given.isEmpty && !names.isEmpty ? [report.type.simplestMetric] : given
    let requests = metrics.evenChunks(upTo: Report.maximumMetrics).map { metrics in
      report.request(
        of: account.id, in: slice.window, objects: slice.objects, kind: kind, metrics: metrics,
        includeDeleted: configuration.includeDeleted ?? true, namesStatuses: namesStatuses,
        pageSize: configuration.pageSize ?? 1000)
    }
    let absent = kind == .promote ? names.filter { !given.contains($0) } : []
    return subjects.compactMap { subject in
      let own = requests.map { $0.with(subject.parameters) }
      return own.first.map {
        PlannedRequest(
          $0, companions: Array(own.dropFirst()), columns: subject.columns, absent: absent)
      }
    }
  }

  /// What every record of a request carries besides its own members, as far as it is selected.
  func columns(for slice: Slice, about subject: [String: String] = [:]) -> [ConstantField] {
    guard let account = slice.account, stream.endpoint != .accounts else { return [] }
    var values: [(String, String?)] = [
      (stream.report?.type.accountField ?? "advertiser_id", account.id.text), ("timezone", account.timezone),
      ("currency", account.currency),
    ]
    if stream.tellsItsDays {
      let window =
        slice.window
        ?? DateWindow(start: firstDay(of: account), end: today.lastBegun(in: account.timezone))
      values += [(DateRangeField.start, "\(window.start)"), (DateRangeField.end, "\(window.end)")]
    }
    values += subject.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return values.compactMap { name, value in
      guard let field = records.topLevelField(name) else { return nil }
      let text = JSON.string(name).text + ":" + (value.map(JSON.string) ?? .null).text
      return ConstantField(field: field, text: Array(text.utf8))
    }
  }
}
