import JSON

extension Scenario {
  /// The names of the configuration's members that it can be without.
  var optionNames: [String] {
    (configuration.object?.names ?? []).filter { $0 != "credentials" && $0 != "start_date" }.map {
      "option-\($0)"
    }
  }

  /// The names of what is peculiar to its streams.
  var peculiarityNames: [String] {
    streams.filter { isRefreshed($0) && $0.cursorField != nil }.map { "refresh-\($0.name)" }
      + streams.filter(\.isWide).map { "wide-\($0.name)" }
  }

  func without(_ omissions: Omissions) -> Scenario {
    guard omissions != .none else { return self }
    var smaller = self
    smaller.streams.removeAll { omissions.has("stream-\($0.name)") }
    for place in smaller.streams.indices where omissions.has("wide-\(smaller.streams[place].name)") {
      smaller.streams[place].isWide = false
    }
    smaller.refreshed = refreshed.filter { !omissions.has("refresh-\($0)") }
    let days = omissions.number(after: "days-") ?? 0
    smaller.startDay = startDay.advanced(by: days)
    var document = configuration.object ?? [:]
    if days > 0 { document["start_date"] = .string(smaller.startDay.text) }
    smaller.configuration = .object(
      JSONObject(document.members.filter { !omissions.has("option-\($0.name)") }))
    if omissions.has("option-include_deleted") { smaller.includeDeleted = nil }
    if omissions.has("option-include_promote") { smaller.includePromote = true }
    if omissions.has("option-attribution_window") { smaller.attributionWindow = nil }
    return smaller
  }
}

extension SimulatedAccount {
  /// Without some objects and all that is below them.
  func without(_ omissions: Omissions, _ number: Int) -> SimulatedAccount {
    guard omissions != .none else { return self }
    func left<Object>(of objects: [Object], _ kind: String) -> [Object] {
      objects.enumerated().filter { !omissions.has("\(kind)-\(number).\($0.offset + 1)") }.map(\.element)
    }
    var smaller = self
    smaller.shops = left(of: shops, "shop")
    smaller.smartPlusCampaigns = left(of: smartPlusCampaigns, "smartplus")
    if omissions.has("portfolios-\(number)") { smaller.portfolios = [] }
    for level in ObjectLevel.allCases {
      let ids = Set(left(of: objects[level] ?? [], level.rawValue).map(\.id))
      for below in ObjectLevel.allCases {
        smaller.objects[below]?.removeAll { object in object.ids[level].map { !ids.contains($0) } ?? false }
      }
    }
    return smaller
  }
}
