/// One kind of report (§3 of the fact sheet). Its key, cursor and windows follow from type, dimensions and
/// granularity, so that they cannot contradict one another.
struct Report: Sendable, Hashable {
  let type: ReportType
  /// nil for types that have none.
  let level: DataLevel?
  /// What its rows are grouped by.
  let dimensions: [Dimension]
  let granularity: Granularity
  /// Which rows are wanted. Deleted objects are a matter of the configuration.
  let filters: [ReportFilter]
  /// Whether TikTok can sum up the whole life of an object in one row.
  let hasLifetimeQuery: Bool
  /// Whether a user defined it. Its dimensions may be the same in two accounts, so the key includes the account.
  private let isOfUser: Bool

  /// A report of the table.
  init(_ type: ReportType, level: DataLevel?, granularity: Granularity, breakdown: [Dimension] = []) {
    // There are no hourly audience reports, but basic reports have countries, too (§3.4).
    self.type = granularity == .hour && breakdown == [.countryCode] ? .basic : type
    self.level = level
    self.granularity = granularity
    let id = level.map { [$0.idDimension] } ?? []
    dimensions = id + breakdown + (granularity.dimension.map { [$0] } ?? [])
    filters = []
    // Only with one id as dimension: without times, audiences or countries (§3.1).
    hasLifetimeQuery = granularity == .lifetime && type.hasLifetimeQuery && dimensions.count == 1
    isOfUser = false
  }

  /// A report that a user defines.
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

  /// Whether TikTok refuses the report, as it has done since December 2022 (§3.4).
  var isRefusedHourly: Bool { type == .audience && granularity == .hour }

  /// The most days that a request may span.
  var maximumWindowDays: Int { type.maximumWindowDays(granularity) }

  /// Whether a lifetime may come as a row for every year. This is so where there is no lifetime query, and by
  /// advertiser, because TikTok has been seen to refuse that query (§3.1).
  private var isWindowed: Bool {
    granularity == .lifetime && (!hasLifetimeQuery || level == .advertiser)
  }
}

/// The fields of the days that a row sums up, if it is not of one day or hour.
enum DateRangeField {
  static let start = "start_date"
  static let end = "end_date"
}
