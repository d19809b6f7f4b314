/// What to filter a report by next, where all of a slice's objects at once are too many for TikTok: by campaign, by ad
/// group, by ad (§3.2, §3.3 of the fact sheet).
enum NextPart: Sendable, Equatable {
  /// Fewer of the same objects.
  case halves([ObjectFilter])
  /// The campaigns of the account.
  case campaigns
  /// What a single object consists of, by the level of its parts.
  case partsOf(ObjectFilter, DataLevel)

  /// nil where no filter makes parts of a slice, as by advertiser, where one row sums up everything.
  /// - Parameters:
  ///   - report: what the rows are of.
  ///   - objects: what the slice is filtered by already; nil for all of the account's objects.
  init?(of report: Report, objects: ObjectFilter?) {
    guard report.type.hasStatusFilter, let level = report.level, level != .advertiser else { return nil }
    guard let objects else {
      self = .campaigns
      return
    }
    if let halves = objects.halves {
      self = .halves(halves)
      return
    }
    switch objects.level {
    case .campaign where level != .campaign: self = .partsOf(objects, .adGroup)
    // Ads cannot be filtered by the ids that ad_id_v2 gives (§3.4).
    case .adGroup where level == .ad && !report.dimensions.contains("ad_id_v2"):
      self = .partsOf(objects, .ad)
    case .advertiser, .campaign, .adGroup, .ad: return nil
    }
  }
}

extension ObjectFilter {
  /// The filters that together ask a report for some objects. A filter takes the place of the user's of the same field,
  /// so it names only what that one lets through.
  static func parts(_ ids: [String], of level: DataLevel, for report: Report) -> [ObjectFilter] {
    let field = ObjectFilter(level: level, ids: []).field
    let filters = report.filters.filter { $0.field == field }
    let wanted = ids.filter { id in filters.allSatisfy { $0.admits(id) } }
    // At the level of ads, TikTok advises at most 30 campaigns (§3.3).
    let size = level == .campaign && report.level == .ad ? 30 : maximumIDs
    return wanted.chunks(of: size).map { ObjectFilter(level: level, ids: $0) }
  }
}
