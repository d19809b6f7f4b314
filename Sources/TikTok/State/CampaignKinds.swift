import JSON

/// Which kinds of special campaigns an account has, as far as it is known. It is a member of an account's state, which
/// other connectors pass over.
struct CampaignKinds: Sendable, Equatable {
  /// The day, of UTC, on which that was learnt.
  let asOf: CalendarDay
  /// By kind: whether there are any. What is not known is missing.
  private(set) var found: [CampaignKind: Bool] = [:]

  init(asOf: CalendarDay) { self.asOf = asOf }

  /// Whether there are campaigns of the special kind; nil where that is not known.
  func has(_ kind: CampaignKind) -> Bool? { found[kind] }

  mutating func set(_ kind: CampaignKind, _ isThere: Bool) { found[kind] = isThere }

  /// Without what is known of some kinds.
  func without(_ others: Set<CampaignKind>) -> CampaignKinds {
    var kinds = self
    for kind in others { kinds.found[kind] = nil }
    return kinds
  }

  /// Takes in what another source knows besides.
  mutating func merge(_ other: CampaignKinds) { found.merge(other.found) { own, _ in own } }
}

extension CampaignKinds {
  /// The name of the member within an account's state.
  static let member = "campaign_kinds"

  /// The member; nil for anything else than that, which is no more than a reason to ask again.
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
