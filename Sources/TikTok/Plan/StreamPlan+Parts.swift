extension StreamPlan {
  /// What to filter by next, where all of a slice's objects at once are too many for TikTok.
  enum NextPart: Sendable, Equatable {
    /// Fewer of the same objects.
    case halves([ObjectFilter])
    /// The campaigns of the account.
    case campaigns
    /// What a single object consists of, by the level of its parts.
    case partsOf(ObjectFilter, DataLevel)
  }

  /// Whether a row that was handed on is known by its key when it comes again.
  var tellsRowsApart: Bool { stream.report != nil }

  /// Whether a slice's rows are those of its days, so that fewer days have the same rows, only fewer.
  func comesByDays(_ slice: Slice) -> Bool {
    switch stream.granularity {
    case .day, .hour: (slice.window?.days ?? 1) > 1
    case .lifetime, nil: false
    }
  }

  /// Whether a slice can be read in parts.
  func comesInParts(_ slice: Slice) -> Bool { nextPart(of: slice) != nil }

  /// How a slice can be read in parts: by campaign, by ad group, by ad (§3.2, §3.3 of the fact sheet). nil where no
  /// filter makes parts of it, as by advertiser, where one row sums up everything.
  func nextPart(of slice: Slice) -> NextPart? {
    guard let report = stream.report, report.type.hasStatusFilter, let level = report.level,
      level != .advertiser
    else { return nil }
    guard let objects = slice.objects else { return .campaigns }
    if let halves = objects.halves { return .halves(halves) }
    switch objects.level {
    case .campaign where level != .campaign: return .partsOf(objects, .adGroup)
    // Ads cannot be filtered by the ids that ad_id_v2 tells (§3.4).
    case .adGroup where level == .ad && !report.dimensions.contains("ad_id_v2"): return .partsOf(objects, .ad)
    case .advertiser, .campaign, .adGroup, .ad: return nil
    }
  }

  /// The parts that some objects make. A part's filter takes the place of the user's of the same field, so it names
  /// only what that one lets through.
  func parts(_ ids: [String], of level: DataLevel) -> [ObjectFilter] {
    let field = ObjectFilter(level: level, ids: []).field
    let filters = (stream.report?.filters ?? []).filter { $0.field == field }
    let wanted = ids.filter { id in filters.allSatisfy { $0.admits(id) } }
    return wanted.chunks(of: partSize(of: level)).map { ObjectFilter(level: level, ids: $0) }
  }

  /// How many objects to filter by at a time. At the level of ads, TikTok advises at most 30 campaigns (§3.3).
  private func partSize(of level: DataLevel) -> Int {
    level == .campaign && stream.report?.level == .ad ? 30 : ObjectFilter.maximumIDs
  }
}
