import JSON

/// A report that TikTok makes in its own time, whatever its size (§3.7 of the fact sheet): it is created, asked about
/// until it is done, and fetched as a whole.
struct AsyncReport: Sendable, Hashable {
  let account: AdvertiserID
  let report: Report
  /// What is asked for, all at once: no limit is documented.
  let metrics: [Metric]
  /// Their names, as columns of the output.
  var columns: [String] { metrics.map(\.rawValue) }
  /// What was wanted besides, and tasks do not give.
  let missing: [Metric]
  /// The request that creates it.
  let creation: APIRequest

  /// The task for a run of days of one account; nil where there is none for such a report.
  /// - Parameters:
  ///   - report: what the rows are of. Tasks filter by ids alone.
  ///   - account: whose rows.
  ///   - window: which days, of any number; nil for the whole life.
  ///   - objects: which of the account's objects; nil for all.
  ///   - wanted: at least one, or the simplest is asked for.
  init?(
    of report: Report, account: AdvertiserID, in window: DateWindow?, objects: ObjectFilter?,
    metrics wanted: [Metric]
  ) {
    guard report.type.comesByTask, let level = report.level, window != nil || report.hasLifetimeQuery else {
      return nil
    }
    var filters = report.filters.filter { $0.field != objects?.field }
    if let objects { filters.append(ReportFilter(objects.field, in: objects.ids)) }
    guard filters.allSatisfy({ Self.filterFields.contains($0.field) && $0.type == .isIn }) else { return nil }
    self.account = account
    self.report = report
    missing = wanted.filter { !report.comesByTask($0) }
    let given = wanted.filter(report.comesByTask)
    metrics = given.isEmpty ? [report.type.simplestMetric] : given
    var body: JSONObject = [
      "advertiser_id": .string(account.text), "report_type": .string(report.type.rawValue),
      "data_level": .string(level.rawValue),
      "dimensions": .array(report.dimensions.map { .string($0.rawValue) }),
      "metrics": .array(metrics.map { .string($0.rawValue) }),
    ]
    if let window {
      body["start_date"] = .string("\(window.start)")
      body["end_date"] = .string("\(window.end)")
    } else {
      body["query_lifetime"] = true
    }
    if !filters.isEmpty { body["filtering"] = .array(filters.map(\.json)) }
    body["output_format"] = "CSV_STRING"
    // Else the columns have titles for people.
    body["enable_report_title_translation"] = false
    creation = APIRequest(.reportTaskCreation, body: .object(body))
  }

  private static let filterFields: Set = ["campaign_ids", "adgroup_ids", "ad_ids"]

  /// The request that tells how far the task has come.
  func check(_ id: String) -> APIRequest { request(.reportTaskCheck, id) }

  /// The request for what the task has made.
  func download(_ id: String) -> APIRequest { request(.reportTaskDownload, id) }

  private func request(_ path: EndpointPath, _ id: String) -> APIRequest {
    APIRequest(path, [.init("advertiser_id", account.text), .init("task_id", id)])
  }
}

extension Report {
  /// Whether tasks give the metric. Numbers of unique people do not go with audiences or countries; the billed cost
  /// comes in other reports alone (§3.5, §3.7).
  fileprivate func comesByTask(_ metric: Metric) -> Bool {
    guard metric != "billed_cost" else { return false }
    let breakdown = dimensions.filter { DataLevel(of: $0) == nil && $0 != granularity.dimension }
    let isOfAudience = type == .audience && !breakdown.isEmpty || breakdown.contains(.countryCode)
    return !isOfAudience || !Self.uniqueMetrics.contains(metric)
  }

  private static let uniqueMetrics: Set<Metric> = [
    "reach", "frequency", "cost_per_1000_reached", "result", "result_rate", "cost_per_result",
    "real_time_result", "real_time_result_rate", "real_time_cost_per_result", "average_video_play_per_user",
    "live_play_count",
  ]
}

extension StreamPlan {
  /// The task that gives a slice's records, without metrics that the API no longer accepts; nil where there is none.
  func task(for slice: Slice, without refused: Set<String> = []) -> AsyncReport? {
    guard let report = stream.report, let account = slice.account else { return nil }
    // Tasks have no filter by kind, but ids of objects are of one.
    guard slice.isOfStandardCampaigns || slice.objects != nil else { return nil }
    let wanted = report.metrics(namedColumns, of: slice.kind ?? .standard)
    return AsyncReport(
      of: report, account: account.id, in: slice.window, objects: slice.objects,
      metrics: wanted.filter { !refused.contains($0.rawValue) })
  }

  /// Whether the last resort for a slice that is too large is a task.
  func comesByTask(_ slice: Slice) -> Bool { usesAsyncReports && task(for: slice) != nil }
}
