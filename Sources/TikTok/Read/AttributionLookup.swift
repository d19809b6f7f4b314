import Connector
import JSON

/// Looks up for how many days accounts' ad groups attribute conversions, once for all streams of a sync.
final class AttributionLookup: Sendable {
  private let objects: ObjectLookup
  private let log: any Log
  private let answers = SingleFlight<AdvertiserID, Int?>()

  /// - Parameters:
  ///   - objects: asks for the ad groups.
  ///   - log: is told what could not be looked up.
  init(objects: ObjectLookup, log: any Log) {
    self.objects = objects
    self.log = log
  }

  /// The longest window of an account's ad groups in days, deleted ones included; nil where TikTok does not say. It is at
  /// least ``leastDays``.
  /// - Throws: `APIError` of the kinds that end a sync; `CancellationError`.
  func longestWindow(of account: AdvertiserID) async throws -> Int? {
    try await answers.value(of: account) {
      do {
        return try await objects.adGroups(of: account, fields: Self.fields).map(Self.window).max()
          .map { max($0, Self.leastDays) } ?? Self.leastDays
      } catch let error as APIError where !error.endsSync {
        log.log(.info, UserMessage.attributionUnknown(error, account))
        return nil
      }
    }
  }

  /// What ad groups have that name no window, and those of Promote and TopView, which do not show theirs.
  private static let leastDays = 7

  private static let windows = [
    "click_attribution_window", "view_attribution_window", "engaged_view_attribution_window",
  ]
  private static let fields = ["adgroup_id", "promotion_type"] + windows

  /// The longest window of an ad group, as far as it says.
  private static func window(of adGroup: JSON) -> Int {
    let own = windows.compactMap { adGroup[$0]?.string }.map { days[$0] ?? AttributionLookback.supposedDays }
    let isSaid = adGroup[windows[0]]?.string.map { $0 != "UNSET" } ?? false
    let unsaid = isSaid ? 0 : defaultDays[adGroup["promotion_type"]?.string ?? ""] ?? 0
    return max(own.max() ?? 0, unsaid)
  }

  /// The values of the pages about ad groups and Smart+ (1739314558673922).
  private static let days = [
    "UNSET": 0, "OFF": 0, "ONE_DAY": 1, "SEVEN_DAYS": 7, "FOURTEEN_DAYS": 14, "TWENTY_EIGHT_DAYS": 28,
    "THIRTY_DAYS": 30,
    "THIRTY_TWO_DAYS": 32, "ONE_HUNDRED_EIGHTY_DAYS": 180,
  ]

  /// The click windows of Minis that name none, by the type of promotion.
  private static let defaultDays = ["MINI_GAME": 30, "MINI_APP": 180, "MINI_SERIES": 180]
}
