/// One kind of report (§3 of the fact sheet). Its key, cursor and windows follow from type, dimensions and
/// granularity, so that they cannot contradict one another.
struct Report: Sendable, Hashable {
  let type: ReportType
  /// nil for types that have none.
  let level: DataLevel?
  /// What its rows are grouped by.
  let dimensions: [Dimension]
  let granularity: Granularity
  /// Which rows are wanted, besides what the configuration says of deleted objects.
  let filters: [ReportFilter]
  /// Whether TikTok sums up the whole life of an object in one row.
  let hasLifetimeQuery: Bool
  /// Whether the key names the account too: users' dimensions need not tell accounts apart.
  private let isOfUser: Bool

  /// A report of the table.
  init(_ type: ReportType, level: DataLevel?, granularity: Granularity, breakdown: [Dimension] = []) {
    // By the hour there are no audience reports, but countries come in basic ones too (§3.4).
    self.type = granularity == .hour && breakdown == [.countryCode] ? .basic : type
    self.level = level
    self.granularity = granularity
    let id = level.map { [$0.idDimension] } ?? []
    dimensions = id + breakdown + (granularity.dimension.map { [$0] } ?? [])
    filters = []
    // Without times, audiences or countries (§3.1): by one id alone.
    hasLifetimeQuery = granularity == .lifetime && type.hasLifetimeQuery && dimensions.count == 1
    isOfUser = false
  }

  /// A report of a user's.
  /// - Parameters:
  ///   - type: one of ``ReportType/integrated``.
  ///   - level: nil for types that have none.
  ///   - dimensions: at least one, at most one of them a time.
  ///   - filters: which rows are wanted.
  ///   - isLifetime: whether each row sums up an object's whole life.
  init(
    ofUser type: ReportType, level: DataLevel?, dimensions: [Dimension], filters: [ReportFilter] = [],
    isLifetime: Bool = false
  ) {
    self.type = type
    self.level = level
    self.dimensions = dimensions
    self.filters = filters
    granularity =
      Granularity.allCases.first { $0.dimension.map(dimensions.contains) == true } ?? .lifetime
    hasLifetimeQuery = isLifetime
    isOfUser = true
  }

  /// The fields that identify a row.
  var key: [String] {
    var names = dimensions.map(\.rawValue)
    if isOfUser, !names.contains(type.accountField) { names.insert(type.accountField, at: 0) }
    return names + (isWindowed ? [DateRangeField.start] : [])
  }

  /// Whether TikTok has refused the report since December 2022 (§3.4).
  var isRefusedByTheHour: Bool { type == .audience && granularity == .hour }

  /// The most days that a request may span.
  var maximumWindowDays: Int { type.maximumWindowDays(granularity) }

  /// Whether a lifetime comes as a row for every year: where there is no lifetime query, and by advertiser, where
  /// TikTok has been seen to refuse it (§3.1).
  private var isWindowed: Bool {
    granularity == .lifetime && (!hasLifetimeQuery || level == .advertiser)
  }
}

/// The fields that tell which days a row sums up, where it is not of one day or hour.
enum DateRangeField {
  static let start = "start_date"
  static let end = "end_date"
}
