import Connector
import JSON

/// What a read of one stream consists of: its partitions, their slices, the requests of each slice, and how
/// records are made. It is pure: it sends nothing and remembers nothing.
struct StreamPlan: Sendable {
  let stream: Stream
  let records: RecordLayout
  /// One account each, or batches of accounts that one request asks for.
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
    records = RecordLayout(fields: fields, selection: selection, requirements: stream.requirements)
    columns = try RequestedFields(of: stream, fields: fields, selection: selection)
    partitions =
      switch stream.endpoint {
      case .accounts: batches
      case .grants: [[]]
      case .entity, .report, .reconciliation:
        stream.businessCenter.map { [[Account(id: $0)]] } ?? batches.flatMap { $0.map { [$0] } }
      }
  }

  /// The metrics of a report, or the fields of objects, that requests name; empty where they name none.
  var namedColumns: [String] { columns.names ?? [] }

  /// How many requests each slice takes at least.
  var requestsOfSlice: Int {
    switch stream.endpoint {
    case .accounts, .grants, .entity, .report: 1
    // A report by each level.
    case .reconciliation: DataLevel.allCases.count
    }
  }

  /// Whether reports that are too large for a request may be made asynchronously.
  var usesAsyncReports: Bool { configuration.asyncReports }

  /// Whether a row that comes again is recognized by its key and not written again.
  var identifiesRows: Bool { stream.report != nil }

  /// Whether a slice's rows are those of its days, so that fewer days have the same rows, only fewer.
  func canSplitByDays(_ slice: Slice) -> Bool {
    switch stream.granularity {
    case .day, .hour: (slice.window?.days ?? 1) > 1
    case .lifetime, nil: false
    }
  }

  /// What to filter a slice by next, where it is too large; nil where it has no parts.
  func nextPart(of slice: Slice) -> NextPart? {
    stream.report.flatMap { NextPart(of: $0, objects: slice.objects) }
  }

  /// The kinds of campaigns whose records take requests of their own, in the order of these requests.
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

  /// The windows of days to read of a partition.
  /// - Parameters:
  ///   - partition: its index.
  ///   - cursor: how far it has been read; nil for nothing.
  ///   - lookback: what is known of how far its days grow.
  /// - Returns: the windows; nil where it is not read in windows.
  func windows(of partition: Int, after cursor: Cursor?, _ lookback: AttributionLookback? = nil)
    -> DateWindows?
  {
    guard stream.isWindowed, let account = partitions[partition].first else { return nil }
    var start = max(configuration.startDate, firstDay(of: account))
    if let day = cursor?.day {
      start = max(start, firstDayAgain(of: account, before: day, lookback))
    }
    // Days are the account's in reports, and UTC's elsewhere.
    let last = stream.granularity == nil ? today.ofUTC : today.lastBegun(in: account.timezone)
    let longest = stream.report?.maximumWindowDays ?? Granularity.day.maximumWindowDays
    let isByDays = stream.report.map { $0.granularity == .day } ?? true
    return DateWindows(
      from: start, through: min(configuration.endDate ?? last, last),
      daysPerWindow: isByDays ? min(configuration.reportWindowDays, longest) : longest,
      // The first of the days that are read again may turn out to be final.
      isWholeAtEnd: followsAttribution && cursor != nil)
  }

  /// Whether days are read again as far back as ad groups attribute conversions.
  var followsAttribution: Bool { configuration.attributionWindow == nil && stream.growsByAttribution }

  /// The day that it surely is for an account by now.
  func day(of account: Account) -> CalendarDay { today.lastSurelyBegun(in: account.timezone) }

  /// The first day that is read again of an account that has been read up to a day.
  /// - Parameters:
  ///   - account: one of the plan's.
  ///   - day: that day.
  ///   - lookback: what its state knows of late conversions; nil for nothing.
  ///   - found: what its ad groups say now; nil if they have not been asked.
  /// - Returns: the day, which may be before the account was made.
  func firstDayAgain(
    of account: Account, before day: CalendarDay, _ lookback: AttributionLookback?,
    with found: AttributionLookback.Known? = nil
  ) -> CalendarDay {
    let days = stream.lookback ?? configuration.attributionWindow ?? Self.leastLookback
    let latest = day.advanced(by: -days)
    guard followsAttribution else { return latest }
    // Without an entry in the state, the account was read before the day after the cursor was over.
    let lookback = lookback ?? AttributionLookback(readOn: day.advanced(by: 1))
    return min(latest, lookback.firstDay(on: self.day(of: account), with: found) ?? latest)
  }

  /// Whether only the ad groups of an account tell which days of a window may have grown since they were read.
  func takesAdGroups(
    toKnow window: DateWindow, of account: Account, after cursor: CalendarDay,
    _ lookback: AttributionLookback?
  ) -> Bool {
    followsAttribution && window.start < cursor.advanced(by: -Self.leastLookback)
      && lookback?.isOutdated(on: day(of: account)) ?? true
  }

  /// Days that are read again in any case, because TikTok corrects them (§6 of the fact sheet).
  private static let leastLookback = 3

  /// The windows of a partition that a full refresh has not read.
  func windows(of partition: Int, in refresh: FullRefresh) -> DateWindows? {
    guard let all = windows(of: partition, after: nil) else { return nil }
    guard let run = refresh.run(of: partitions[partition]) else { return all }
    // A state that begins later lacks days, so everything is read. Rows that are sums over windows fit
    // together only if the windows begin on the same days.
    guard stream.hasDateRange ? run.from == all.start : run.from <= all.start else { return all }
    return all.dropping(through: min(run.through, lastClosed))
  }

  /// The last day whose rows no longer grow.
  var lastClosed: CalendarDay { today.lastClosed }

  /// The windows that together are the life of an account, where TikTok refuses to sum it up.
  func lifetimeWindows(of account: Account) -> DateWindows {
    DateWindows(
      from: firstDay(of: account), through: today.lastBegun(in: account.timezone),
      daysPerWindow: Granularity.lifetime.maximumWindowDays)
  }

  /// The first day on which the account can have rows.
  private func firstDay(of account: Account) -> CalendarDay {
    account.createdAt.map(Today.firstDay(ofAccountMadeAt:)) ?? Configuration.defaultStartDate
  }

  /// The latest that a cursor can be: later rows may still change, and more may come.
  var latestCursor: Cursor {
    guard let granularity = stream.granularity else { return .time(UTCTime(seconds: today.seconds)) }
    return Cursor(lastDay: today.lastClosed, granularity: granularity)
  }

  /// The cursor after all days up to the end of `window` have been written.
  func cursor(after window: DateWindow, from earlier: Cursor?) -> Cursor? {
    guard let granularity = stream.granularity else { return nil }
    let read = min(Cursor(lastDay: window.end, granularity: granularity), latestCursor)
    return max(read, earlier ?? read)
  }

  /// The cursor after an account's objects have been written; `newest` is their last change.
  func cursor(afterChange newest: UTCTime, from earlier: Cursor?) -> Cursor {
    // Objects change while their pages are read: an object of an early page may have changed since, but
    // before the newest change on a later page.
    let read = min(.time(newest), latestCursor)
    return max(read, earlier ?? read)
  }

  /// Whether the API can be asked for the stream's objects that changed last.
  var asksForChanges: Bool {
    if case .entity(let endpoint) = stream.endpoint { endpoint.asksForChanges } else { false }
  }

  /// How many objects of an account the API lists at most; nil where it lists all.
  var listLimit: Int? { if case .entity(let endpoint) = stream.endpoint { endpoint.limit } else { nil } }

  /// The requests that give a slice's records.
  /// - Parameters:
  ///   - slice: one of the plan's.
  ///   - subjects: what the requests are about; the account as a whole where the stream has no parent
  ///     objects.
  ///   - cursor: how far the account has been read; nil for everything.
  ///   - isDated: whether every known object of the account says when it changed.
  ///   - refused: metrics or fields that the API no longer accepts.
  ///   - namesStatuses: whether GMV Max is asked for by each status of campaigns.
  ///   - sorts: whether the API is asked for the newest changes first, where it can be.
  /// - Returns: requests whose records do not overlap. Where they may, the later one leaves out what came
  ///   before.
  func requests(
    for slice: Slice, about subjects: [RequestScope] = [.account], after cursor: Cursor?,
    isDated: Bool = false, without refused: Set<String> = [], namesStatuses: Bool = false, sorts: Bool = true
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
    // Its records are made from the requests of other streams.
    case .reconciliation: return []
    case .entity(let endpoint):
      guard let account = slice.account else { return [] }
      return subjects.flatMap { subject in
        kinds.flatMap { kind in
          endpoint.requests(
            of: account.id, about: subject, kind, in: slice.window, since: cursor?.time, isDated: isDated,
            today: today, includeDeleted: configuration.includeDeleted ?? false,
            fields: names, pageSize: configuration.pageSize, sorts: sorts)
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
    // TikTok gives no rows without a metric.
    let metrics = given.isEmpty && !names.isEmpty ? [report.type.simplestMetric] : given
    let requests = metrics.evenChunks(upTo: Report.maximumMetrics).map { metrics in
      report.request(
        of: account.id, in: slice.window, objects: slice.objects, kind: kind, metrics: metrics,
        includeDeleted: configuration.includeDeleted ?? true, namesStatuses: namesStatuses,
        pageSize: configuration.pageSize ?? 1000)
    }
    let absent = kind == .promote ? names.filter { !given.contains(.init(rawValue: $0)) } : []
    return subjects.compactMap { subject in
      let own = requests.map { $0.with(subject.parameters) }
      return own.first.map {
        PlannedRequest(
          $0, companions: Array(own.dropFirst()), columns: subject.columns, absent: absent)
      }
    }
  }

  /// The selected fields of a record that are the same for all records of a request.
  func columns(for slice: Slice, about subject: [String: String] = [:]) -> [ConstantField] {
    guard let account = slice.account, stream.endpoint != .accounts else { return [] }
    var values: [(String, String?)] = [
      (stream.report?.type.accountField ?? "advertiser_id", account.id.text), ("timezone", account.timezone),
      ("currency", account.currency),
    ]
    if stream.hasDateRange {
      let window =
        slice.window
        ?? DateWindow(start: firstDay(of: account), end: today.lastBegun(in: account.timezone))
      values += [(DateRangeField.start, "\(window.start)"), (DateRangeField.end, "\(window.end)")]
    }
    values += subject.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return values.compactMap { name, value in
      guard let field = records.topLevelField(name) else { return nil }
      let own = value.map(JSON.string) ?? .null
      let text = JSON.string(name).text + ":" + (records.fields[field].declared?.text(of: own) ?? own.text)
      return ConstantField(field: field, text: Array(text.utf8))
    }
  }
}
