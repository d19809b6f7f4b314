/// One kind of report (§3 of the fact sheet). Its dimensions, key, cursor and window follow from level,
/// granularity and breakdown, so that they cannot contradict one another.
struct Report: Sendable, Hashable {
  let type: ReportType
  let level: DataLevel
  let granularity: Granularity
  /// Further dimensions, such as `country_code`.
  let breakdown: [Dimension]

  /// What its rows are grouped by, in the order of the stream's key.
  var dimensions: [Dimension] {
    [level.idDimension] + breakdown + (granularity.dimension.map { [$0] } ?? [])
  }
}

/// The raw value is the API's `report_type` (§3.1).
enum ReportType: String, Sendable, CaseIterable {
  case basic = "BASIC"
  case audience = "AUDIENCE"
}
