import Connector

/// A row of the table: a family of streams. A new stream is one row and the schema file of the family's name.
struct StreamRow: Sendable {
  let schemaFile: SchemaFile
  let endpoint: Endpoint
  /// The granularities of a report; empty for other streams.
  let granularities: [Granularity]
  /// Further ones that only an older configuration can ask for.
  let legacyGranularities: [Granularity]
  let environments: Set<Environment>
  /// Whether an older configuration's catalog, which is of one granularity, has the family.
  let isLegacy: Bool
  private let entityKey: [String]
  private let entityCursor: String?

  init(
    _ schemaFile: SchemaFile, _ endpoint: Endpoint, key: [String] = [], cursor: String? = nil,
    granularities: [Granularity] = [], legacyGranularities: [Granularity] = [],
    environments: Set<Environment> = Set(Environment.allCases), isLegacy: Bool = false
  ) {
    self.schemaFile = schemaFile
    self.endpoint = endpoint
    self.granularities = granularities
    self.legacyGranularities = legacyGranularities
    self.environments = environments
    self.isLegacy = isLegacy
    entityKey = key
    entityCursor = cursor
  }

  /// The family's streams: of all granularities, with suffixes, or those of the one granularity of an older
  /// configuration, without.
  func streams(only: Granularity?, layout: ReportLayout = .nested) -> [Stream] {
    guard isLegacy || only == nil else { return [] }
    guard case .report(let type, let level, let breakdown) = endpoint else {
      return [
        Stream(
          name: .init(schemaFile.name), schemaSource: .file(schemaFile), endpoint: endpoint, report: nil,
          key: entityKey, cursor: entityCursor, layout: .nested, environments: environments)
      ]
    }
    let chosen = only.map { [$0].filter((granularities + legacyGranularities).contains) } ?? granularities
    return chosen.map { granularity in
      let report = Report(type, level: level, granularity: granularity, breakdown: breakdown)
      return Stream(
        name: .init(schemaFile.name + (only == nil ? granularity.suffix : "")),
        schemaSource: .file(schemaFile), endpoint: endpoint, report: report, key: report.key,
        cursor: granularity.dimension?.rawValue, layout: layout, environments: environments)
    }
  }
}
