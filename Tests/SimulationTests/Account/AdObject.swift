import JSON

/// A campaign, an ad group or an ad, with its whole life.
struct AdObject: Sendable {
  let level: ObjectLevel
  /// The ids of its campaign, its ad group and itself, as far down as its level.
  let ids: [ObjectLevel: String]
  let type: CampaignType
  let createdAt: Int
  /// Whether it does not say when it changed, as all of Promote (1785880454546433) and some ads do (§2).
  var isUndated = false
  /// When it changes, in order.
  var changes: [Int] = []
  /// When it is deleted, perhaps with its parent.
  var deletedAt: Int?

  var id: String { ids[level] ?? "" }

  /// The fields that can be asked for, as far as the model has them.
  static func fields(of level: ObjectLevel) -> [String] {
    let levels = ObjectLevel.allCases.prefix { $0 != level } + [level]
    return levels.map(\.id)
      + ["advertiser_id", level.rawValue + "_name", "operation_status", "create_time", "modify_time"]
      + (level == .adGroup ? ["promotion_type"] + attributionWindows : [])
  }

  private static let attributionWindows = [
    "click_attribution_window", "view_attribution_window", "engaged_view_attribution_window",
  ]

  /// The words for attribution windows (1739314558673922).
  private static let words = [
    0: "OFF", 1: "ONE_DAY", 7: "SEVEN_DAYS", 14: "FOURTEEN_DAYS", 28: "TWENTY_EIGHT_DAYS",
  ]

  func exists(at moment: Int) -> Bool { createdAt <= moment }

  func isDeleted(at moment: Int) -> Bool { deletedAt.map { $0 <= moment } ?? false }

  func modified(at moment: Int) -> Int {
    let all = changes + (deletedAt.map { [$0] } ?? [])
    return all.filter { $0 <= moment }.max() ?? createdAt
  }

  /// The windows of an ad group, the longest of which is the account's. Seven days of clicks are meant where nothing is
  /// said.
  private func attribution(in account: SimulatedAccount) -> JSONObject {
    let days = account.daysOfAttribution
    var members: JSONObject = ["promotion_type": "WEBSITE"]
    guard days != 7 || !id.hasSuffix("1") else { return members }
    // Views are counted for a week at most.
    let byView = days <= 7 && id.hasSuffix("2")
    let names = Self.attributionWindows
    members[names[0]] = .string(byView ? "OFF" : Self.words[days] ?? "TWENTY_EIGHT_DAYS")
    members[names[1]] = .string(byView ? Self.words[days] ?? "OFF" : "OFF")
    members[names[2]] = .null
    return members
  }

  /// The object as lists show it.
  func members(of account: SimulatedAccount, at moment: Int) -> JSONObject {
    var members: JSONObject = ["advertiser_id": .string(account.id)]
    for level in ObjectLevel.allCases {
      if let id = ids[level] { members[level.id] = .string(id) }
    }
    members[level.rawValue + "_name"] = .string("\(level.rawValue) \(id) v\(modified(at: moment))")
    members["operation_status"] = isDeleted(at: moment) ? "DISABLE" : "ENABLE"
    members["create_time"] = .string(Day.time(createdAt))
    if !isUndated { members["modify_time"] = .string(Day.time(modified(at: moment))) }
    if level == .adGroup, type == .standard {
      for member in attribution(in: account).members { members[member.name] = member.value }
    }
    return members
  }
}
