/// The span of time that one row of a report sums up. The raw value is the word of older configurations.
enum Granularity: String, Sendable, CaseIterable {
  case lifetime = "LIFETIME"
  case day = "DAY"
  case hour = "HOUR"

  /// The end of the names of streams with this granularity.
  var suffix: String {
    switch self {
    case .lifetime: "_lifetime"
    case .day: "_daily"
    case .hour: "_hourly"
    }
  }

  /// The time dimension; nil for a lifetime.
  var dimension: Dimension? {
    switch self {
    case .lifetime: nil
    case .day: .statTimeDay
    case .hour: .statTimeHour
    }
  }

  /// The most days that a request may span (§3.3 of the fact sheet). A lifetime query has no limit.
  var maximumWindowDays: Int {
    switch self {
    case .lifetime: 365
    case .day: 30
    case .hour: 1
    }
  }
}
