import JSON

/// What is documented about a dimension (§3.4 of the fact sheet).
struct DimensionFact: Sendable, Equatable {
  let name: String
  /// `id`, `time`, `geo`, `audience`, `asset`, `search` …
  let kind: String
  /// The type in JSON Schema.
  let type: String
  /// The report types that have it.
  let reports: Set<String>
  /// Those of them that have it for Promote campaigns (1785880454546433).
  let promote: Set<String>

  /// All documented dimensions, by name.
  static let all: [String: DimensionFact] = {
    let facts = FactFile.dimensions.rows.compactMap(DimensionFact.init)
    return Dictionary(facts.map { ($0.name, $0) }) { first, _ in first }
  }()

  private init?(_ row: JSON) {
    guard let name = row["name"]?.string, let kind = row["kind"]?.string, let type = row["type"]?.string
    else { return nil }
    self.name = name
    self.kind = kind
    self.type = type
    reports = Set((row["reports"]?.array ?? []).compactMap(\.string))
    promote = Set((row["promote"]?.array ?? []).compactMap(\.string))
  }
}
