import Connector
import JSON

/// A stream as users know it: one family of the table at one granularity.
struct Stream: Sendable, Equatable {
  let name: StreamName
  let schemaFile: SchemaFile
  let endpoint: Endpoint
  /// nil for streams that are no reports.
  let granularity: Granularity?
  /// Names at the record's top that identify it.
  let key: [String]
  /// The name at the record's top that orders changes.
  let cursor: String?
  /// Where a report's metrics stand in its records.
  let layout: ReportLayout
  let environments: Set<Environment>

  /// The report that the stream reads; nil for other streams.
  var report: Report? {
    guard case .report(let type, let level, let breakdown) = endpoint, let granularity else { return nil }
    return Report(type, level: level, granularity: granularity, breakdown: breakdown)
  }

  /// What the protocol's side learns of the stream.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  func description() throws(SourceFailure) -> StreamDescription {
    StreamDescription(
      name: name, schema: try schema(),
      syncModes: cursor == nil ? [.fullRefresh] : [.fullRefresh, .incremental],
      primaryKey: key.map { [$0] }, cursor: cursor.map { [$0] } ?? [], isResumable: cursor != nil)
  }

  /// The JSON Schema of a record.
  /// - Throws: `SourceFailure` of kind `system` for a damaged file.
  func schema() throws(SourceFailure) -> JSON { layout.schema(of: try nestedSchema()) }

  /// The names of the metrics that a report can be asked for, in the schema's order.
  /// - Throws: `SourceFailure` of kind `system` for a damaged file.
  func metrics() throws(SourceFailure) -> [String] {
    try nestedSchema()["properties"]?["metrics"]?["properties"]?.object?.names ?? []
  }

  /// The schema file's content, as far as it holds for the stream's granularity.
  private func nestedSchema() throws(SourceFailure) -> JSON {
    try schemaFile.schema().restricted(to: granularity)
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
}
