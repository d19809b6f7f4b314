import JSON

/// Kinds of campaigns that TikTok keeps apart: reports and lists have the standard ones, and the others only if a
/// filter asks for them (TopView in the report's page, 1740302848100353; Promote, 1785880454546433).
enum CampaignKind: String, Sendable, CaseIterable {
  /// Those that need no filter: bought by auction, or by reach and frequency.
  case standard
  /// Ads that are bought as the first of a user's day. A list has them only in a request of their own.
  case topView = "top_view"
  /// Posts that are boosted in TikTok's app. Asynchronous reports have them without a filter.
  case promote

  /// The kinds that not every account has.
  static let special: [CampaignKind] = [.topView, .promote]

  /// For messages.
  var title: String {
    switch self {
    case .standard: "standard"
    case .topView: "TopView"
    case .promote: "Promote"
    }
  }

  /// The filter that makes a synchronous report have this kind only; nil for the kind that needs none.
  var reportFilter: ReportFilter? {
    switch self {
    case .standard: nil
    case .topView: ReportFilter("buying_type", in: [Self.buyingTypeOfTopView])
    case .promote: ReportFilter("campaign_system_origins", in: ["PROMOTE"])
    }
  }

  /// The `filtering` of a list of campaigns or their parts: objects of this kind that have a primary status.
  func listFilter(_ status: String) -> JSONObject {
    switch self {
    case .standard: ["primary_status": .string(status)]
    case .topView:
      ["primary_status": .string(status), "buying_types": [.string(Self.buyingTypeOfTopView)]]
    case .promote: ["primary_status": .string(status), "campaign_system_origins": ["PROMOTE"]]
    }
  }

  /// The API's word for TopView as a way to buy ads (§2 of the fact sheet).
  private static let buyingTypeOfTopView = "RESERVATION_TOP_VIEW"

  /// The most records of a list's page; nil where the endpoint's own limit applies.
  var listPageSize: Int? { self == .topView ? 100 : nil }
}

extension Report {
  /// The filter fields that select a kind.
  private static let kindFields = Set(CampaignKind.special.compactMap(\.reportFilter?.field))

  /// Whether rows of some kinds come only in answers of their own. By advertiser, one row sums up all kinds. A user's
  /// filter by kind is left as it is.
  private var keepsKindsApart: Bool {
    guard type == .basic || type == .audience, let level, level != .advertiser, !isRefusedHourly else {
      return false
    }
    return !filters.contains { Self.kindFields.contains($0.field) }
  }

  /// The kinds of campaigns that the report can have rows of.
  /// - Parameter includePromote: whether Promote is wanted.
  /// - Returns: in the order of their requests.
  func kinds(includePromote: Bool) -> [CampaignKind] {
    guard keepsKindsApart else { return [.standard] }
    return CampaignKind.allCases.filter { $0 != .promote || includePromote && objectionToPromote == nil }
  }

  /// Why TikTok does not return rows of Promote campaigns, as the end of a sentence; nil where it does, or where the
  /// report should not have them.
  var reasonWithoutPromote: String? { keepsKindsApart ? objectionToPromote : nil }

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

  /// The filter fields that work for Promote (1785880454546433).
  private static let filtersOfPromote: Set = [
    "campaign_ids", "adgroup_ids", "ad_ids", "campaign_status", "adgroup_status", "ad_status",
    "billing_event",
    "image_mode", "create_time",
  ]

  /// The metrics with these names that rows of a kind have. TikTok fills the others with meaningless zeros.
  func metrics(_ names: [String], of kind: CampaignKind) -> [Metric] {
    let metrics = names.map(Metric.init(rawValue:))
    guard kind == .promote else { return metrics }
    return metrics.filter { $0.fact?.promote.contains(type.rawValue) == true }
  }
}
