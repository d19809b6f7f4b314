/// What a report groups its rows by (§3.4 of the fact sheet). The raw value is the API's name.
struct Dimension: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  let rawValue: String

  init(rawValue: String) { self.rawValue = rawValue }
  init(stringLiteral value: String) { rawValue = value }

  static let statTimeDay: Dimension = "stat_time_day"
  static let statTimeHour: Dimension = "stat_time_hour"
  static let countryCode: Dimension = "country_code"
}
