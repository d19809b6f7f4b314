/// What a report's rows are about. The raw value is the API's `data_level` (§3.1 of the fact sheet).
enum DataLevel: String, Sendable, CaseIterable {
  case advertiser = "AUCTION_ADVERTISER"
  case campaign = "AUCTION_CAMPAIGN"
  case adGroup = "AUCTION_ADGROUP"
  case ad = "AUCTION_AD"

  /// The id dimension of the level.
  var idDimension: Dimension {
    switch self {
    case .advertiser: "advertiser_id"
    case .campaign: "campaign_id"
    case .adGroup: "adgroup_id"
    case .ad: "ad_id"
    }
  }

  /// The level of an id dimension; nil for other dimensions.
  init?(of dimension: Dimension) {
    switch dimension {
    case .adIDv2: self = .ad
    default:
      guard let level = DataLevel.allCases.first(where: { $0.idDimension == dimension }) else { return nil }
      self = level
    }
  }

  /// The filter field that includes deleted objects; nil for advertisers, where they are always included (§3.2).
  var statusFilter: String? {
    switch self {
    case .advertiser: nil
    case .campaign: "campaign_status"
    case .adGroup: "adgroup_status"
    case .ad: "ad_status"
    }
  }
}
