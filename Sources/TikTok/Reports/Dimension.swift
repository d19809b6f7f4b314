/// What a report groups its rows by (§3.4 of the fact sheet). The raw value is the API's name.
struct Dimension: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  let rawValue: String

  init(rawValue: String) { self.rawValue = rawValue }
  init(stringLiteral value: String) { rawValue = value }

  static let statTimeDay: Dimension = "stat_time_day"
  static let statTimeHour: Dimension = "stat_time_hour"
  static let countryCode: Dimension = "country_code"
  static let age: Dimension = "age"
  static let gender: Dimension = "gender"
  static let deviceBrandID: Dimension = "device_brand_id"
  static let interestCategory: Dimension = "interest_category"
  static let language: Dimension = "language"
  static let placement: Dimension = "placement"
  static let platform: Dimension = "platform"
  static let playableID: Dimension = "playable_id"
  static let provinceID: Dimension = "province_id"
  /// Ads of Upgraded Smart+ campaigns, whose creatives have an `ad_id` each (§3.4).
  static let adIDv2: Dimension = "ad_id_v2"

  /// Whether it groups the rows of an object further, by people, places and the like, and is neither an object's id nor
  /// a time. A row of an unknown group has spend too.
  var isBreakdown: Bool {
    switch DimensionFact.all[rawValue]?.kind {
    case "geo", "audience", "targeting", "search": true
    case nil, "id", "time": false
    // Pixels, videos, products.
    default: !rawValue.hasSuffix("_id")
    }
  }
}
