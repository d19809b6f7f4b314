import JSON

extension Report {
  /// The most metrics that one request may ask for (§3.1 of the fact sheet).
  static let maximumMetrics = 100

  /// The request for a run of days of one account (§3.1 of the fact sheet; 1824721673497601 for GMV Max).
  /// - Parameters:
  ///   - account: whose rows; for reports of a Business Center, its id.
  ///   - window: which days, in the account's time zone, at most ``maximumWindowDays``; nil for the whole life, if
  ///     the report has a lifetime query.
  ///   - objects: which of the account's objects; nil for all.
  ///   - kind: the kind of campaigns.
  ///   - metrics: at least one and at most ``maximumMetrics``.
  ///   - includeDeleted: whether rows of deleted objects are wanted.
  ///   - namesStatuses: whether a request for GMV Max names each status instead of STATUS_ALL.
  ///   - pageSize: 1…1000.
  /// - Returns: the request for the first page, from which ``APIRequest/page(_:)`` makes those for the others.
  func request(
    of account: AdvertiserID, in window: DateWindow?, objects: ObjectFilter? = nil,
    kind: CampaignKind = .standard, metrics: [Metric], includeDeleted: Bool, namesStatuses: Bool = false,
    pageSize: Int
  ) -> APIRequest {
    var parameters: [APIRequest.Parameter] = [.init(type.accountField, account.text)]
    if type.promotion == nil { parameters.append(.init("report_type", type.rawValue)) }
    if type.hasDataLevel, let level { parameters.append(.init("data_level", level.rawValue)) }
    parameters += [
      .init("dimensions", .array(dimensions.map { .string($0.rawValue) })),
      .init("metrics", .array(metrics.map { .string($0.rawValue) })),
    ]
    if let window {
      parameters += [.init("start_date", "\(window.start)"), .init("end_date", "\(window.end)")]
    } else {
      parameters.append(.init("query_lifetime", "true"))
    }
    let statuses = namesStatuses ? Self.statusesOfGMVMax : ["STATUS_ALL"]
    if let filtering = filtering(objects, kind, includeDeleted ? statuses : nil) {
      parameters.append(.init("filtering", filtering))
    }
    parameters.append(.init("page_size", String(pageSize)))
    return APIRequest(type.path, parameters)
  }

  /// All statuses of GMV Max campaigns. The page of metrics (1824722485971009) also has STATUS_ALL, which TikTok's own
  /// SDK does not have.
  private static let statusesOfGMVMax = [
    "STATUS_DELIVERY_OK", "STATUS_DISABLE", "STATUS_DELETE", "STATUS_NOT_DELIVERY",
  ]

  /// `statuses` include deleted objects; nil leaves them out, which is TikTok's default.
  private func filtering(_ objects: ObjectFilter?, _ kind: CampaignKind, _ statuses: [String]?) -> JSON? {
    if let promotion = type.promotion {
      var filtering: JSONObject = ["gmv_max_promotion_types": [.string(promotion)]]
      if let statuses { filtering["campaign_statuses"] = .array(statuses.map { .string($0) }) }
      return .object(filtering)
    }
    var all = filters.filter { $0.field != objects?.field }
    if let objects { all.append(ReportFilter(objects.field, in: objects.ids)) }
    if let filter = kind.reportFilter { all.append(filter) }
    if let statuses, type.hasStatusFilter, let field = level?.statusFilter,
      !filters.contains(where: { $0.field == field })
    {
      all.append(ReportFilter(field, in: statuses))
    }
    return all.isEmpty ? nil : .array(all.map(\.json))
  }
}
