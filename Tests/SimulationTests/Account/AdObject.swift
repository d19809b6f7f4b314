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
  }

  func exists(at moment: Int) -> Bool { createdAt <= moment }

  func isDeleted(at moment: Int) -> Bool { deletedAt.map { $0 <= moment } ?? false }

  func modified(at moment: Int) -> Int {
    let all = changes + (deletedAt.map { [$0] } ?? [])
    return all.filter { $0 <= moment }.max() ?? createdAt
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
    return members
  }
}
