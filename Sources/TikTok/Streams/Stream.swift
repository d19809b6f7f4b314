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
  let environments: Set<Environment>

  /// The report that the stream reads; nil for other streams.
  var report: Report? {
    guard case .report(let type, let level, let breakdown) = endpoint, let granularity else { return nil }
    return Report(type: type, level: level, granularity: granularity, breakdown: breakdown)
  }

  /// What the protocol's side learns of the stream.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  func description() throws(SourceFailure) -> StreamDescription {
    StreamDescription(
      name: name, schema: try schema(),
      syncModes: cursor == nil ? [.fullRefresh] : [.fullRefresh, .incremental],
      primaryKey: key.map { [$0] }, cursor: cursor.map { [$0] } ?? [], isResumable: cursor != nil)
  }

  /// The JSON Schema of a record: the family's, less the times of other granularities.
  /// - Throws: `SourceFailure` of kind `system` for a damaged file.
  func schema() throws(SourceFailure) -> JSON {
    var schema = try schemaFile.schema()
    for other in Granularity.allCases where other != granularity {
      guard let time = other.dimension?.rawValue else { continue }
      schema = schema.removingProperty(time)
      if let dimensions = schema["properties"]?["dimensions"] {
        schema = schema.settingProperty("dimensions", to: dimensions.removingProperty(time))
      }
    }
    return schema
  }
}

/// A row of the table: a family of streams. A new stream is one row and the schema file of the family's name.
struct StreamRow: Sendable {
  let schemaFile: SchemaFile
  let endpoint: Endpoint
  /// The granularities of a report; empty for other streams.
  let granularities: [Granularity]
  let environments: Set<Environment>
  private let entityKey: [String]
  private let entityCursor: String?

  init(
    _ schemaFile: SchemaFile, _ endpoint: Endpoint, key: [String] = [], cursor: String? = nil,
    granularities: [Granularity] = [], environments: Set<Environment> = Set(Environment.allCases)
  ) {
    self.schemaFile = schemaFile
    self.endpoint = endpoint
    self.granularities = granularities
    self.environments = environments
    entityKey = key
    entityCursor = cursor
  }

  /// The family's streams: of all granularities, with suffixes, or those of the one granularity of an older
  /// configuration, without.
  func streams(only: Granularity?) -> [Stream] {
    guard case .report(let type, let level, let breakdown) = endpoint else {
      return [stream(suffix: "", granularity: nil, key: entityKey, cursor: entityCursor)]
    }
    return granularities.filter { only == nil || $0 == only }.map { granularity in
      let report = Report(type: type, level: level, granularity: granularity, breakdown: breakdown)
      return stream(
        suffix: only == nil ? granularity.suffix : "", granularity: granularity,
        key: report.dimensions.map(\.rawValue), cursor: granularity.dimension?.rawValue)
    }
  }

  private func stream(suffix: String, granularity: Granularity?, key: [String], cursor: String?) -> Stream {
    Stream(
      name: StreamName(schemaFile.name + suffix), schemaFile: schemaFile, endpoint: endpoint,
      granularity: granularity, key: key, cursor: cursor, environments: environments)
  }
}

extension JSON {
  fileprivate func removingProperty(_ name: String) -> JSON {
    guard var object, var properties = object["properties"]?.object else { return self }
    properties[name] = nil
    object["properties"] = .object(properties)
    return .object(object)
  }

  fileprivate func settingProperty(_ name: String, to value: JSON) -> JSON {
    guard var object, var properties = object["properties"]?.object else { return self }
    properties[name] = value
    object["properties"] = .object(properties)
    return .object(object)
  }
}
