import Connector

/// A row of the table: a family of streams. A new stream is one row and the schema file of the family's name.
struct StreamRow: Sendable {
  /// Describes the streams' records. Its name is the family's.
  let schemaFile: SchemaFile
  private let content: Content
  /// Where TikTok has the streams.
  private(set) var environments: Set<Environment> = Set(Environment.allCases)

  private enum Content {
    /// One stream.
    case objects(Endpoint, key: [String], cursor: String?)
    /// A stream for each of the granularities.
    case report(ReportType, DataLevel?, [Dimension], [Granularity])
  }

  /// A family of one stream.
  /// - Parameters:
  ///   - schemaFile: of the family's name.
  ///   - endpoint: what is requested.
  ///   - key: names at a record's top that identify it.
  ///   - cursor: the name at a record's top that orders changes; nil for none.
  init(_ schemaFile: SchemaFile, _ endpoint: Endpoint, key: [String], cursor: String? = nil) {
    self.schemaFile = schemaFile
    content = .objects(endpoint, key: key, cursor: cursor)
  }

  /// A family with a stream for each granularity of a report, whose name ends in the granularity's suffix.
  /// - Parameters:
  ///   - schemaFile: of the family's name.
  ///   - type: the kind of report.
  ///   - level: nil for types that have none.
  ///   - breakdown: the dimensions other than id and time.
  ///   - granularities: at least one.
  init(
    _ schemaFile: SchemaFile, _ type: ReportType, _ level: DataLevel? = nil, by breakdown: [Dimension] = [],
    granularities: [Granularity]
  ) {
    self.schemaFile = schemaFile
    content = .report(type, level, breakdown, granularities)
    // By advertiser the sandbox has no reports (§1.1 of the fact sheet).
    let isInSandbox = type == .audience || type == .basic && breakdown.isEmpty
    if level == .advertiser || !isInSandbox { environments = [.production] }
  }

  /// The same row, for streams that the sandbox does not have.
  var inProduction: StreamRow {
    var row = self
    row.environments = [.production]
    return row
  }

  /// Those of a report's streams; none for other families.
  var granularities: [Granularity] {
    if case .report(_, _, _, let granularities) = content { granularities } else { [] }
  }

  /// The family's streams.
  func streams(layout: ReportLayout = .nested) -> [Stream] {
    guard case .report(_, _, _, let granularities) = content else {
      return [stream(named: .init(schemaFile.name), by: .lifetime)]
    }
    return granularities.map {
      stream(named: .init(schemaFile.name + $0.suffix), by: $0, layout: layout)
    }
  }

  /// One stream of the family.
  /// - Parameters:
  ///   - name: the stream's.
  ///   - granularity: of a report, whether or not it is one of the row's. It has no meaning for other streams.
  ///   - layout: of a report's records.
  /// - Returns: a stream that the catalog of the row need not have.
  func stream(
    named name: StreamName, by granularity: Granularity, layout: ReportLayout = .nested
  ) -> Stream {
    switch content {
    case .objects(let endpoint, let key, let cursor):
      Stream(
        name: name, schemaSource: .file(schemaFile), endpoint: endpoint, key: key, cursor: cursor,
        layout: .nested, environments: environments)
    case .report(let type, let level, let breakdown, _):
      Stream(
        name: name, schemaSource: .file(schemaFile),
        report: Report(type, level: level, granularity: granularity, breakdown: breakdown), layout: layout,
        environments: environments)
    }
  }
}

extension [StreamRow] {
  /// The same rows, for streams that the sandbox does not have.
  var inProduction: [StreamRow] { map(\.inProduction) }
}
