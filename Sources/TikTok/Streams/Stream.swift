import Connector
import JSON

/// A stream as users know it: one family of the table at one granularity, or a report of the user's own.
struct Stream: Sendable, Equatable {
  let name: StreamName
  let schemaSource: SchemaSource
  let endpoint: Endpoint
  /// The report that the stream reads; nil for other streams.
  let report: Report?
  /// Names at the record's top that identify it.
  let key: [String]
  /// The name at the record's top that orders changes.
  let cursor: String?
  /// Where a report's metrics stand in its records.
  let layout: ReportLayout
  let environments: Set<Environment>
  /// Metrics of a report that the user asks for besides those of the schema.
  var extraMetrics: [String] = []
  /// Days before the cursor that are read again; nil for as many as the configuration says.
  var lookback: Int?

  /// Whose report it is, where it is not of the ad accounts.
  var businessCenter: AdvertiserID?

  /// Where the schema comes from.
  enum SchemaSource: Sendable, Equatable {
    case file(SchemaFile)
    case document(JSON)
  }

  /// Of a report's rows, or of sums over them; nil for other streams.
  var granularity: Granularity? { endpoint == .reconciliation ? .day : report?.granularity }

  /// Whether it is a report of GMV Max, which is asked for shop by shop.
  var isOfShops: Bool { report?.type.promotion != nil }

  /// What its requests are about, besides an account and days.
  var subject: Subject? {
    switch endpoint {
    case .entity(let endpoint): endpoint.subject
    // One shop at a time (1824721673497601).
    case .report where isOfShops:
      .objects(.stores, parameter: "store_ids", perRequest: 1)
    case .accounts, .grants, .report, .reconciliation: nil
    }
  }

  /// Whether it is read in runs of days.
  var isWindowed: Bool {
    if case .objectsByDays = subject { return true }
    return report.map { !$0.hasLifetimeQuery } ?? (granularity != nil)
  }

  /// Whether its records tell which days they sum up: those that are not of one day or hour.
  var tellsItsDays: Bool {
    if case .objectsByDays = subject { return true }
    return granularity == .lifetime
  }

  /// What the protocol's side learns of the stream.
  var description: StreamDescription {
    StreamDescription(
      name: name, schema: schema,
      syncModes: cursor == nil ? [.fullRefresh] : [.fullRefresh, .incremental],
      primaryKey: key.map { [$0] }, cursor: cursor.map { [$0] } ?? [], isResumable: true)
  }

  /// The JSON Schema of a record.
  /// - Throws: `SourceFailure` of kind `system` for a damaged file.
  func schema() throws(SourceFailure) -> JSON { layout.schema(of: try nestedSchema()) }

  /// The names of the metrics that a report can be asked for, in the schema's order.
  /// - Throws: `SourceFailure` of kind `system` for a damaged file.
  func metrics() throws(SourceFailure) -> [String] {
    try nestedSchema()["properties"]?["metrics"]?["properties"]?.object?.names ?? []
  }

  /// The schema of the nested layout, as far as it holds for the stream's granularity.
  private func nestedSchema() throws(SourceFailure) -> JSON {
    switch schemaSource {
    case .file(let file):
      try file.schema().restricted(to: granularity).adding(metrics: extraMetrics)
    case .document(let schema): schema
    }
  }
}

extension JSON {
  /// The schema without the properties of other granularities: the keyword `granularities` of a property, which
  /// is the schema files' own, lists those that have it.
  fileprivate func restricted(to granularity: Granularity?) -> JSON {
    guard var schema = object, let properties = schema["properties"]?.object else { return self }
    var kept: JSONObject = [:]
    for property in properties.members {
      guard var member = property.value.restricted(to: granularity).object else { continue }
      if let words = member["granularities"]?.array {
        guard let granularity, words.contains(.string(granularity.rawValue)) else { continue }
        member["granularities"] = nil
      }
      kept[property.name] = .object(member)
    }
    schema["properties"] = .object(kept)
    return .object(schema)
  }

  /// A report's schema with further metrics behind its own.
  fileprivate func adding(metrics names: [String]) -> JSON {
    guard !names.isEmpty, var schema = object, var properties = schema["properties"]?.object,
      var metrics = properties["metrics"]?.object, var members = metrics["properties"]?.object
    else { return self }
    for name in names where members[name] == nil { members[name] = Metric(name).schema }
    metrics["properties"] = .object(members)
    properties["metrics"] = .object(metrics)
    schema["properties"] = .object(properties)
    return .object(schema)
  }
}
