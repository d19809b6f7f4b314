/// The span of time that one row of a report sums up. The raw value is the word of the older configuration.
enum Granularity: String, Sendable, CaseIterable {
  case lifetime = "LIFETIME"
  case day = "DAY"
  case hour = "HOUR"

  /// What the names of this granularity's streams end in.
  var suffix: String {
    switch self {
    case .lifetime: "_lifetime"
    case .day: "_daily"
    case .hour: "_hourly"
    }
  }

  /// The dimension that tells the rows' times apart; nil for a lifetime.
  var dimension: Dimension? {
    switch self {
    case .lifetime: nil
    case .day: .statTimeDay
    case .hour: .statTimeHour
    }
  }

  /// The most days that a request may span (§3.3 of the fact sheet); a lifetime query spans all.
  var maximumWindowDays: Int {
    switch self {
    case .lifetime: 365
    case .day: 30
    case .hour: 1
    }
  }
}
