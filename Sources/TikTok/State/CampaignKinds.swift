import JSON

/// Which kinds of special campaigns an account has, as far as known. It is a member of an account's state, which other
/// connectors ignore.
struct CampaignKinds: Sendable, Equatable {
  /// The first day that had not ended everywhere when this was found out.
  let asOf: CalendarDay
  /// Whether there are campaigns of a kind; unknown kinds are missing.
  private(set) var found: [CampaignKind: Bool] = [:]

  init(asOf: CalendarDay) { self.asOf = asOf }

  /// Whether there are campaigns of the special kind; nil if unknown.
  func has(_ kind: CampaignKind) -> Bool? { found[kind] }

  mutating func set(_ kind: CampaignKind, _ isThere: Bool) { found[kind] = isThere }

  /// The same without some kinds.
  func without(_ others: Set<CampaignKind>) -> CampaignKinds {
    var kinds = self
    for kind in others { kinds.found[kind] = nil }
    return kinds
  }

  /// Adds the kinds that only the other value knows.
  mutating func merge(_ other: CampaignKinds) { found.merge(other.found) { own, _ in own } }
}

extension CampaignKinds {
  /// The name of the member within an account's state.
  static let member = "campaign_kinds"

  /// Reads the member; nil for anything else, which only means that TikTok is asked again.
  init?(_ json: JSON?) {
    guard let day = json?["as_of"]?.string.flatMap({ CalendarDay($0) }) else { return nil }
    self.init(asOf: day)
    for kind in CampaignKind.special { found[kind] = json?[kind.rawValue]?.bool }
  }

  var json: JSON {
    var member: JSONObject = ["as_of": .string("\(asOf)")]
    for kind in CampaignKind.special {
      if let isThere = found[kind] { member[kind.rawValue] = .bool(isThere) }
    }
    return .object(member)
  }
}
