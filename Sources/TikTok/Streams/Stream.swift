import Connector
import JSON

/// A stream as users know it: one family of the table at one granularity, or a report of the user's own.
struct Stream: Sendable, Equatable {
  let name: StreamName
  let schemaSource: SchemaSource
  let endpoint: Endpoint
  /// Names at the record's top that identify it.
  let key: [String]
  /// The name at the record's top that orders changes.
  let cursor: String?
  /// Where a report's metrics stand in its records.
  let layout: ReportLayout
  let environments: Set<Environment>
  /// Which of its schema file's metrics a report offers.
  var metricSelection = MetricSelection.standard
  /// Further metrics of a report that the user wants.
  var extraMetrics: [Metric] = []
  /// Days before the cursor that are read again; nil for as many as the configuration says.
  var lookback: Int?
  /// The Business Center that the report is about; nil where it is about ad accounts.
  var businessCenter: AdvertiserID?

  /// Where the schema comes from.
  enum SchemaSource: Sendable, Equatable {
    case file(SchemaFile)
    case document(JSON)
  }

  /// The report that the stream reads; nil for other streams.
  var report: Report? { if case .report(let report) = endpoint { report } else { nil } }

  /// The granularity of a report's rows, or of sums over them; nil for other streams.
  var granularity: Granularity? { endpoint == .reconciliation ? .day : report?.granularity }

  /// Whether it is a report of GMV Max, which is requested shop by shop.
  var isOfShops: Bool { report?.type.promotion != nil }

  /// The objects that its requests are about; nil where they are about whole accounts.
  var parents: ParentObjects? {
    switch endpoint {
    case .entity(let endpoint): endpoint.parents
    case .report where isOfShops: .stores
    case .accounts, .grants, .report, .reconciliation: nil
    }
  }

  /// Whether its days grow for as long as ad groups attribute conversions. By the hour that would take a request for
  /// each day, so hourly reports have the daily ones for late conversions.
  var growsByAttribution: Bool {
    guard let report, lookback == nil, report.granularity == .day else { return false }
    return report.type == .basic || report.type == .audience
  }

  /// Whether it is read in runs of days.
  var isWindowed: Bool {
    if case .objectsByDays = parents { return true }
    return report.map { !$0.hasLifetimeQuery } ?? (granularity != nil)
  }

  /// Whether a record sums up several days, and has the fields of ``DateRangeField`` for them.
  var hasDateRange: Bool {
    if case .objectsByDays = parents { return true }
    return granularity == .lifetime
  }

  /// What the stream looks like to the protocol.
  var description: StreamDescription {
    StreamDescription(
      name: name, schema: schema,
      syncModes: cursor == nil ? [.fullRefresh] : [.fullRefresh, .incremental],
      primaryKey: key.map { [$0] }, cursor: cursor.map { [$0] } ?? [], isResumable: true)
  }

  /// The JSON Schema of a record.
  /// - Throws: `SourceFailure` of kind `system` for a damaged file.
  func schema() throws(SourceFailure) -> JSON { layout.schema(of: try nestedSchema()) }

  /// The metrics that can be requested of a report, in the schema's order; none for other streams.
  /// - Throws: `SourceFailure` of kind `system` for a damaged file.
  func metrics() throws(SourceFailure) -> [String] {
    try nestedSchema()["properties"]?["metrics"]?["properties"]?.object?.names ?? []
  }

  /// The schema of the nested layout, without what belongs to other granularities.
  private func nestedSchema() throws(SourceFailure) -> JSON {
    switch schemaSource {
    case .file(let file):
      try file.schema().restricted(to: granularity).adding(metrics: extraMetrics, to: metricSelection)
    case .document(let schema): schema
    }
  }

  /// The same stream, which also asks for the metrics that its schema in the user's catalog names: columns that somebody
  /// has do not vanish because they are not standard.
  func asking(forMetricsOf schema: JSON?) -> Stream {
    guard let report, case .file(let file) = schemaSource, let schema, let own = try? file.schema() else {
      return self
    }
    let properties = own["properties"]
    // What is a column beside the metrics, too, is not meant as one.
    let others = Set(
      (properties?.object?.names ?? []) + (properties?["dimensions"]?["properties"]?.object?.names ?? []))
    let named = ReportLayout.namedMetrics(in: schema).filter { name in
      !others.contains(name) && MetricFact.all[name].map { $0.objection(in: report) == nil } ?? false
    }
    var stream = self
    stream.extraMetrics += named.map(Metric.init(rawValue:)).filter { !extraMetrics.contains($0) }
    return stream
  }
}

extension Stream {
  /// A report. Key and cursor follow from it.
  /// - Parameters:
  ///   - name: the stream's.
  ///   - schemaSource: of the nested layout.
  ///   - report: what is requested.
  ///   - layout: of the records.
  ///   - environments: where TikTok has the report.
  init(
    name: StreamName, schemaSource: SchemaSource, report: Report, layout: ReportLayout,
    environments: Set<Environment>
  ) {
    self.init(
      name: name, schemaSource: schemaSource, endpoint: .report(report), key: report.key,
      cursor: report.granularity.dimension?.rawValue, layout: layout, environments: environments)
  }
}

extension JSON {
  /// The schema without the properties of other granularities. Schema files list the granularities of a property in
  /// a keyword of their own, `granularities`.
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

  /// A report's schema with a selection of its metrics and those that are added, which come last if it does not have
  /// them.
  fileprivate func adding(metrics added: [Metric], to selection: MetricSelection) -> JSON {
    guard var schema = object, var properties = schema["properties"]?.object,
      var metrics = properties["metrics"]?.object, let own = metrics["properties"]?.object?.members
    else { return self }
    let names = Set(added.map(\.rawValue))
    var members = JSONObject(
      own.filter { names.contains($0.name) || selection.offers($0.name, of: own.count) })
    for metric in added where members[metric.rawValue] == nil { members[metric.rawValue] = metric.schema }
    metrics["properties"] = .object(members)
    properties["metrics"] = .object(metrics)
    schema["properties"] = .object(properties)
    return .object(schema)
  }
}
