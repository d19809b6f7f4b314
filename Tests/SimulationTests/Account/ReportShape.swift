/// What the rows of a report are: one for each object, time and value of a breakdown (§3.4).
struct ReportShape: Sendable, Equatable {
  /// What one row spans.
  enum Span: Sendable {
    case day
    case hour
    /// All days of the request, or the whole life.
    case all
  }

  let isAudience: Bool
  /// nil by advertiser.
  let level: ObjectLevel?
  let span: Span
  /// The names of dimensions that divide rows further.
  let breakdown: [String]

  init(_ level: ObjectLevel?, _ span: Span, isAudience: Bool = false, by breakdown: [String] = []) {
    self.isAudience = isAudience
    self.level = level
    self.span = span
    self.breakdown = breakdown
  }

  /// The dimension of a row's object.
  var id: String { level?.id ?? "advertiser_id" }

  /// The time dimension; nil where rows have none.
  var time: String? {
    switch span {
    case .day: "stat_time_day"
    case .hour: "stat_time_hour"
    case .all: nil
    }
  }

  /// The values of a breakdown's dimension.
  static let values = [
    "gender": ["FEMALE", "MALE", "NONE"], "age": ["AGE_18_24", "AGE_25_34"],
    "country_code": ["DE", "FR", "US"],
    "platform": ["ANDROID", "IPHONE"],
  ]

  /// The combinations of values that divide a row, each in the order of ``breakdown``; one empty combination where there
  /// is no breakdown.
  var parts: [[String]] {
    breakdown.reduce([[]]) { parts, name in
      parts.flatMap { part in (Self.values[name] ?? []).map { part + [$0] } }
    }
  }

  /// Whether reports of Promote campaigns have the dimensions (1785880454546433).
  var hasPromote: Bool { span != .hour && (isAudience || breakdown.isEmpty) }

  /// The most days that a request may span (§3.3).
  var longestRequest: Int {
    switch span {
    case .hour: 1
    case .day: 30
    case .all: 365
    }
  }
}
