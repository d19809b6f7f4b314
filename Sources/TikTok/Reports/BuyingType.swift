/// How ads are bought. The raw value is the API's (§2 of the fact sheet).
enum BuyingType: String, Sendable, CaseIterable {
  case auction = "AUCTION"
  case reachAndFrequency = "RESERVATION_RF"
  /// Left out unless it is asked for, and then it must be asked for alone, a hundred ad groups at a time.
  case topView = "RESERVATION_TOP_VIEW"

  static let topViewPageSize = 100
}
