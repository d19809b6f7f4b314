/// How a stream's records are asked for: the few kinds of endpoints that the API has.
enum Endpoint: Sendable, Hashable {
  /// `advertiser/info/`, for many accounts at once.
  case accounts
  /// A paged list of one account's objects.
  case entity(EntityEndpoint)
  /// `report/integrated/get/`, one account and run of days at a time; the report but for its granularity.
  case report(ReportType, level: DataLevel, breakdown: [Dimension] = [])
}

/// A paged list of an account's objects (§2 of the fact sheet).
struct EntityEndpoint: Sendable, Hashable {
  /// Relative to the base URL, with the slash behind it.
  let path: String
  /// The array within `data` that holds the records.
  let records: String
  let maximumPageSize: Int
  /// How the objects that changed since a cursor are told apart.
  let changes: ChangeFilter
  /// Whether the objects are campaigns or parts of them: those have a status, by which deleted ones are let in,
  /// and a buying type.
  let isOfCampaigns: Bool

  init(
    _ path: String, records: String = "list", maximumPageSize: Int = 1000,
    changes: ChangeFilter = .atClient, isOfCampaigns: Bool = true
  ) {
    self.path = path
    self.records = records
    self.maximumPageSize = maximumPageSize
    self.changes = changes
    self.isOfCampaigns = isOfCampaigns
  }
}

/// Where older objects are left out.
enum ChangeFilter: Sendable, Hashable {
  /// The API has no filter: everything is read, and what is older than the cursor is not handed on.
  case atClient
  /// `filtering.modified_after`.
  case modifiedAfter
}

/// How ads are bought. The raw value is the API's (§2 of the fact sheet).
enum BuyingType: String, Sendable, CaseIterable {
  case auction = "AUCTION"
  case reachAndFrequency = "RESERVATION_RF"
  /// Left out unless it is asked for, and then it must be asked for alone, a hundred ad groups at a time.
  case topView = "RESERVATION_TOP_VIEW"

  static let topViewPageSize = 100
}
