/// One kind of report (§3 of the fact sheet). Its dimensions, key, cursor and windows follow from level,
/// granularity and breakdown, so that they cannot contradict one another.
struct Report: Sendable, Hashable {
  let type: ReportType
  let level: DataLevel
  let granularity: Granularity
  /// Further dimensions, such as `country_code`.
  let breakdown: [Dimension]

  init(_ type: ReportType, level: DataLevel, granularity: Granularity, breakdown: [Dimension] = []) {
    // By the hour there are no audience reports, but countries come in basic ones too (§3.4).
    self.type = granularity == .hour && breakdown == [.countryCode] ? .basic : type
    self.level = level
    self.granularity = granularity
    self.breakdown = breakdown
  }

  /// What its rows are grouped by.
  var dimensions: [Dimension] {
    [level.idDimension] + breakdown + (granularity.dimension.map { [$0] } ?? [])
  }

  /// The fields that identify a row.
  var key: [String] {
    dimensions.map(\.rawValue) + (comesInWindows ? [WindowColumn.start] : [])
  }

  /// Whether TikTok sums up the whole life of an object in one row: BASIC alone, and without a breakdown (§3.1).
  var hasLifetimeQuery: Bool { granularity == .lifetime && type == .basic && breakdown.isEmpty }

  /// Whether TikTok has refused the report since December 2022 (§3.4).
  var isRefusedByTheHour: Bool { type == .audience && granularity == .hour }

  /// Whether a lifetime comes as a row for every year: where there is no lifetime query, and by advertiser, where
  /// TikTok has been seen to refuse it (§3.1).
  private var comesInWindows: Bool {
    granularity == .lifetime && (!hasLifetimeQuery || level == .advertiser)
  }
}

/// The fields of lifetime rows that tell which days they sum up.
enum WindowColumn {
  static let start = "start_date"
  static let end = "end_date"
}

/// The raw value is the API's `report_type` (§3.1).
enum ReportType: String, Sendable, CaseIterable {
  case basic = "BASIC"
  case audience = "AUDIENCE"
}
