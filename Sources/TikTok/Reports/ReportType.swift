/// The kinds of reports. The raw value is the API's `report_type` (§3.1 of the fact sheet), except for GMV Max, whose
/// reports have an endpoint of their own.
enum ReportType: String, Sendable, CaseIterable {
  case basic = "BASIC"
  case audience = "AUDIENCE"
  case playable = "PLAYABLE_MATERIAL"
  case catalog = "CATALOG"
  /// Of a Business Center instead of an ad account.
  case businessCenter = "BC"
  case shop = "TT_SHOP"
  case gmvMaxProduct = "GMV_MAX_PRODUCT"
  case gmvMaxLive = "GMV_MAX_LIVE"

  /// The types of `report/integrated/get/`, which users can define reports of.
  static let integrated: [ReportType] = [.basic, .audience, .playable, .catalog, .businessCenter, .shop]

  /// Whether the request names a data level.
  var hasDataLevel: Bool {
    switch self {
    case .basic, .audience, .catalog, .shop: true
    case .playable, .businessCenter, .gmvMaxProduct, .gmvMaxLive: false
    }
  }

  /// Whether rows of deleted objects are left out unless a status filter asks for them (§3.2).
  var hasStatusFilter: Bool { self == .basic || self == .audience || self == .catalog }

  /// Whether there are asynchronous reports of the type, too (§3.7).
  var hasAsyncReports: Bool { self == .basic || self == .audience || self == .catalog }

  /// Whether TikTok can sum up an object's whole life in one row (§3.1).
  var hasLifetimeQuery: Bool { self == .basic || self == .playable }

  /// The `gmv_max_promotion_types` of GMV Max reports (the endpoint's page, 1824721673497601).
  var promotion: String? {
    switch self {
    case .gmvMaxProduct: "PRODUCT"
    case .gmvMaxLive: "LIVE"
    case .basic, .audience, .playable, .catalog, .businessCenter, .shop: nil
    }
  }

  /// Requested when the user wants rows without any metric, because a request must name one.
  var simplestMetric: Metric { promotion == nil ? "spend" : "cost" }

  /// The field of a row with the id of its account or Business Center.
  var accountField: String { self == .businessCenter ? "bc_id" : "advertiser_id" }

  /// The most days that a request may span (§3.3).
  func maximumWindowDays(_ granularity: Granularity) -> Int {
    self == .businessCenter ? 365 : granularity.maximumWindowDays
  }
}
