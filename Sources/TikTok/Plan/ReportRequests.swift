import JSON

extension Report {
  /// The most metrics that one request may ask for (§3.1 of the fact sheet).
  static let maximumMetrics = 100

  /// The request for a run of days of one account (§3.1 of the fact sheet).
  /// - Parameters:
  ///   - account: whose rows.
  ///   - window: which days, in the account's time zone, no longer than ``Granularity/maximumWindowDays``; nil for
  ///     the whole life, where the report has a lifetime query.
  ///   - metrics: at least one name and at most ``maximumMetrics``.
  ///   - includeDeleted: whether rows of deleted objects count.
  ///   - pageSize: 1…1000.
  /// - Returns: the request for the first page and, with ``APIRequest/page(_:)``, for the others.
  func request(
    of account: AdvertiserID, in window: DateWindow?, metrics: [String], includeDeleted: Bool, pageSize: Int
  ) -> APIRequest {
    var parameters: [APIRequest.Parameter] = [
      .init("advertiser_id", account.text),
      .init("report_type", type.rawValue),
      .init("data_level", level.rawValue),
      .init("dimensions", .array(dimensions.map { .string($0.rawValue) })),
      .init("metrics", .array(metrics.map { .string($0) })),
    ]
    if let window {
      parameters += [.init("start_date", "\(window.start)"), .init("end_date", "\(window.end)")]
    } else {
      parameters.append(.init("query_lifetime", "true"))
    }
    if includeDeleted, let filter = level.statusFilter {
      // A filter's value is text even where it is a list: JSON within JSON (§3.1).
      let filtering: JSON = [
        ["field_name": .string(filter), "filter_type": "IN", "filter_value": .string(#"["STATUS_ALL"]"#)]
      ]
      parameters.append(.init("filtering", filtering))
    }
    parameters.append(.init("page_size", String(pageSize)))
    return APIRequest("report/integrated/get/", parameters)
  }
}
