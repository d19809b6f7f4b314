import JSON

/// A report that TikTok makes as a task, whatever its size (§3.7 of the fact sheet): the task is created, checked until
/// it is done, and its output is downloaded as a whole.
struct AsyncReport: Sendable, Hashable {
  let account: AdvertiserID
  let report: Report
  /// All metrics that are requested, in one task: no limit is documented.
  let metrics: [Metric]
  /// Their names, as columns of the output.
  var columns: [String] { metrics.map(\.rawValue) }
  /// The wanted metrics that tasks do not have.
  let missing: [Metric]
  /// The request that creates the task.
  let creation: APIRequest

  /// The task for a run of days of one account; nil if there is none for such a report.
  /// - Parameters:
  ///   - report: which rows. Tasks filter only by ids.
  ///   - account: whose rows.
  ///   - window: which days, of any number; nil for the whole life.
  ///   - objects: which of the account's objects; nil for all.
  ///   - wanted: the metrics. If tasks have none of them, the simplest one is requested.
  init?(
    of report: Report, account: AdvertiserID, in window: DateWindow?, objects: ObjectFilter?,
    metrics wanted: [Metric]
  ) {
    guard report.type.hasAsyncReports, let level = report.level, window != nil || report.hasLifetimeQuery
    else {
      return nil
    }
    var filters = report.filters.filter { $0.field != objects?.field }
    if let objects { filters.append(ReportFilter(objects.field, in: objects.ids)) }
    guard filters.allSatisfy({ Self.filterFields.contains($0.field) && $0.type == .isIn }) else { return nil }
    self.account = account
    self.report = report
    missing = wanted.filter { !report.isInTasks($0) }
    let given = wanted.filter(report.isInTasks)
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
    // Otherwise TikTok translates the columns' titles.
    body["enable_report_title_translation"] = false
    creation = APIRequest(.reportTaskCreation, body: .object(body))
  }

  private static let filterFields: Set = ["campaign_ids", "adgroup_ids", "ad_ids"]

  /// The request for the task's status.
  func check(_ id: String) -> APIRequest { request(.reportTaskCheck, id) }

  /// The request for the task's output.
  func download(_ id: String) -> APIRequest { request(.reportTaskDownload, id) }

  private func request(_ path: EndpointPath, _ id: String) -> APIRequest {
    APIRequest(path, [.init("advertiser_id", account.text), .init("task_id", id)])
  }
}

extension Report {
  /// Whether tasks have the metric. Numbers of unique people do not exist by audience or country, and the billed cost
  /// exists only in other reports (§3.5, §3.7).
  fileprivate func isInTasks(_ metric: Metric) -> Bool {
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
  /// The task that returns a slice's records, without metrics that the API has refused; nil if there is none.
  func task(for slice: Slice, without refused: Set<String> = []) -> AsyncReport? {
    guard let report = stream.report, let account = slice.account else { return nil }
    // Tasks do not filter by kind, but ids of objects belong to one kind.
    guard slice.isOfStandardCampaigns || slice.objects != nil else { return nil }
    let wanted = report.metrics(namedColumns, of: slice.kind ?? .standard)
    return AsyncReport(
      of: report, account: account.id, in: slice.window, objects: slice.objects,
      metrics: wanted.filter { !refused.contains($0.rawValue) })
  }

  /// Whether a task is the last resort for a slice that is too large.
  func hasAsyncReport(_ slice: Slice) -> Bool { usesAsyncReports && task(for: slice) != nil }
}
