import JSON

/// Kinds of campaigns that TikTok keeps apart: reports and lists have the standard ones, and of the others only what a
/// filter asks for (TopView in the report's page, 1740302848100353; Promote, 1785880454546433).
enum CampaignKind: String, Sendable, CaseIterable {
  /// All that needs no filter: by auction, and by reach and frequency.
  case standard
  /// The first ad of a user's day, bought as such. In a list it must be asked for alone.
  case topView = "top_view"
  /// Posts boosted in TikTok's app. Asynchronous reports have them without being asked.
  case promote

  /// Those that not every account has.
  static let special: [CampaignKind] = [.topView, .promote]

  /// For messages.
  var title: String {
    switch self {
    case .standard: "standard"
    case .topView: "TopView"
    case .promote: "Promote"
    }
  }

  /// What brings the kind into a synchronous report, and nothing else with it; nil where that takes no filter.
  var reportFilter: ReportFilter? {
    switch self {
    case .standard: nil
    case .topView: ReportFilter("buying_type", in: [Self.buyingTypeOfTopView])
    case .promote: ReportFilter("campaign_system_origins", in: ["PROMOTE"])
    }
  }

  /// The same for a list of campaigns or their parts: its `filtering`, which lets objects of a primary status through.
  func listFilter(_ status: String) -> JSONObject {
    switch self {
    case .standard: ["primary_status": .string(status)]
    case .topView:
      ["primary_status": .string(status), "buying_types": [.string(Self.buyingTypeOfTopView)]]
    case .promote: ["primary_status": .string(status), "campaign_system_origins": ["PROMOTE"]]
    }
  }

  /// TopView's word among the ways in which ads are bought (§2 of the fact sheet).
  private static let buyingTypeOfTopView = "RESERVATION_TOP_VIEW"

  /// The most records of a list's page; nil for as many as the endpoint allows.
  var listPageSize: Int? { self == .topView ? 100 : nil }
}

extension Report {
  /// The fields of filters that choose between kinds.
  private static let kindFields = Set(CampaignKind.special.compactMap(\.reportFilter?.field))

  /// Whether rows of some kinds come only in answers of their own. Of an account as a whole they are in the one row, and
  /// who filters by kind decides alone.
  private var keepsKindsApart: Bool {
    guard type == .basic || type == .audience, let level, level != .advertiser, !isRefusedByTheHour else {
      return false
    }
    return !filters.contains { Self.kindFields.contains($0.field) }
  }

  /// The kinds of campaigns that the report can have rows of.
  /// - Parameter includePromote: whether Promote is wanted.
  /// - Returns: in the order in which they are to be asked for.
  func kinds(includePromote: Bool) -> [CampaignKind] {
    guard keepsKindsApart else { return [.standard] }
    return CampaignKind.allCases.filter { $0 != .promote || includePromote && objectionToPromote == nil }
  }

  /// Why rows of Promote campaigns, which the report should have, are not to be had, as the end of a sentence; nil where
  /// they are, or belong to no such report.
  var lackOfPromote: String? { keepsKindsApart ? objectionToPromote : nil }

  private var objectionToPromote: String? {
    let missing = dimensions.filter {
      DimensionFact.all[$0.rawValue]?.promote.contains(type.rawValue) != true
    }
    if !missing.isEmpty {
      return "TikTok has no \(missing.map(\.rawValue).quoted) of them in reports of type \(type.rawValue)"
    }
    let others = filters.map(\.field).filter { !Self.filtersOfPromote.contains($0) }
    return others.isEmpty ? nil : "TikTok does not filter them by \(others.quoted)"
  }

  /// The filters that go with Promote (1785880454546433).
  private static let filtersOfPromote: Set = [
    "campaign_ids", "adgroup_ids", "ad_ids", "campaign_status", "adgroup_status", "ad_status",
    "billing_event",
    "image_mode", "create_time",
  ]

  /// Those of some metrics that rows of the kind have. TikTok fills the others with zeros that mean nothing.
  func metrics(_ names: [String], of kind: CampaignKind) -> [String] {
    guard kind == .promote else { return names }
    return names.filter { MetricFact.all[$0]?.promote.contains(type.rawValue) == true }
  }
}
