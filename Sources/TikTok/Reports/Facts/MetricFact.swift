import JSON

/// What is documented of a metric: its type, and where it may be asked for (§3.5 of the fact sheet).
struct MetricFact: Sendable, Equatable {
  let name: String
  /// The word of JSON Schema.
  let type: String
  /// Those of which it is documented: only BASIC, AUDIENCE and BC have lists.
  let reports: Set<String>
  /// Those of them in which Promote campaigns have it (1785880454546433).
  let promote: Set<String>
  let levels: Set<DataLevel>
  /// Whether it describes the object instead of measuring it: then the report needs an id among its dimensions.
  let isAttribute: Bool
  let rule: Rule?

  /// Restrictions that a few metrics have.
  enum Rule: String, Sendable {
    /// By day alone, without a breakdown.
    case daily
    /// With an id and, at most, the day.
    case alone
    /// With the dimension `image_id` alone.
    case image = "image_id"
    /// In audience reports, not by country.
    case noCountryInAudience = "no_country_in_audience"
    /// Of a report that is not offered here.
    case elsewhere
  }

  /// All that are documented, by name.
  static let all: [String: MetricFact] = {
    let facts = FactFile.metrics.rows.compactMap(MetricFact.init)
    return Dictionary(facts.map { ($0.name, $0) }) { first, _ in first }
  }()

  private init?(_ row: JSON) {
    guard let name = row["name"]?.string, let type = row["type"]?.string else { return nil }
    self.name = name
    self.type = type
    reports = Set((row["reports"]?.array ?? []).compactMap(\.string))
    promote = Set((row["promote"]?.array ?? []).compactMap(\.string))
    let levels = row["levels"]?.array?.compactMap {
      $0.string.flatMap { DataLevel(rawValue: "AUCTION_" + $0) }
    }
    self.levels = Set(levels ?? DataLevel.allCases)
    isAttribute = row["kind"] == "attribute"
    rule = row["rule"]?.string.flatMap(Rule.init)
  }
}

extension MetricFact {
  /// Why a report cannot have the metric, as the end of a sentence; nil where nothing speaks against it.
  func objection(in report: Report) -> String? {
    let dimensions = report.dimensions
    let hasID = dimensions.contains { DataLevel(of: $0) != nil }
    let breakdown = dimensions.filter { DataLevel(of: $0) == nil && $0 != report.granularity.dimension }
    // Of the other types the documents at hand have no list.
    if report.type == .basic || report.type == .audience {
      if !reports.contains(report.type.rawValue) {
        return "belongs to reports of type \(reports.sorted().joined(separator: " and "))"
      }
      if let level = report.level, !levels.contains(level) {
        let names = DataLevel.allCases.filter(levels.contains).map { "`\($0.rawValue)`" }
        return "exists only at the level \(names.joined(separator: " or "))"
      }
      if isAttribute, !hasID { return "describes an object, for which the report needs an id dimension" }
    }
    switch rule {
    case .daily where report.granularity != .day || !breakdown.isEmpty:
      return "exists only by `stat_time_day`, without a breakdown"
    case .alone where !hasID || !breakdown.isEmpty || report.granularity == .hour:
      return "exists only with one id dimension, alone or with `stat_time_day`"
    case .image where !dimensions.contains("image_id"):
      return "exists only with the dimension `image_id`"
    case .noCountryInAudience where report.type == .audience && dimensions.contains(.countryCode):
      return "does not exist by country in reports of type AUDIENCE"
    case .elsewhere: return "belongs to another endpoint's reports"
    case .daily, .alone, .image, .noCountryInAudience, nil: return nil
    }
  }
}
