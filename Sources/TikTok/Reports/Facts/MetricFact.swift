import JSON

/// What is documented about a metric: its type, and which reports can have it (§3.5 of the fact sheet).
struct MetricFact: Sendable, Equatable {
  let name: String
  /// The type in JSON Schema.
  let type: String
  /// The report types whose lists of metrics have it. Only BASIC, AUDIENCE and BC have lists.
  let reports: Set<String>
  /// Those of them that have it for Promote campaigns (1785880454546433).
  let promote: Set<String>
  let levels: Set<DataLevel>
  /// Whether it describes an object instead of measuring it. The report then needs an id dimension.
  let isAttribute: Bool
  /// Whether it belongs to what reports offer by default (``MetricSelection``).
  let isStandard: Bool
  let rule: Rule?

  /// Restrictions that a few metrics have.
  enum Rule: String, Sendable {
    /// Only by day, without a breakdown.
    case daily
    /// Only with an id, alone or with the day.
    case alone
    /// Only with the dimension `image_id`.
    case image = "image_id"
    /// Not by country in audience reports.
    case noCountryInAudience = "no_country_in_audience"
    /// Not in any report of this connector.
    case elsewhere
  }

  /// All documented metrics, by name.
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
    isStandard = row["standard"] == true
    rule = row["rule"]?.string.flatMap(Rule.init)
  }
}

extension MetricFact {
  /// Why a report cannot have the metric, as the end of a sentence; nil where nothing is known against it.
  func objection(in report: Report) -> String? {
    let dimensions = report.dimensions
    let hasID = dimensions.contains { DataLevel(of: $0) != nil }
    let breakdown = dimensions.filter { DataLevel(of: $0) == nil && $0 != report.granularity.dimension }
    // The documents have no list for the other types.
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
