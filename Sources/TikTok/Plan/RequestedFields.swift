import Connector
import JSON

/// What a stream's requests name: the metrics of a report, or the fields of objects. What the user's catalog leaves
/// out is not requested.
struct RequestedFields: Sendable, Equatable {
  /// In the schema's order; nil if nothing is named, so that the API sends all it has.
  let names: [String]?

  /// - Parameters:
  ///   - stream: the row.
  ///   - fields: those of its records.
  ///   - selection: which of them the user wants.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  init(of stream: Stream, fields: [RecordField], selection: FieldSelection) throws(SourceFailure) {
    switch stream.endpoint {
    case .report(let report):
      let metrics = try stream.metrics()
      let wanted =
        switch stream.layout {
        // A metric that is also in the key would take the key's column.
        case .flat: metrics.filter { selection.includes($0) && !stream.key.contains($0) }
        case .nested:
          selection.includes("metrics") ? metrics.filter(selection.within("metrics").includes) : []
        }
      // TikTok makes no report without a metric, but the rows are wanted.
      names = wanted.isEmpty ? [report.type.simplestMetric.rawValue] : wanted
    case .accounts:
      let wanted = Self.names(of: fields, selection, and: AccountRequests.neededFields)
      names = AccountRequests.nameableFields.isSuperset(of: wanted ?? []) ? wanted : nil
    case .grants, .reconciliation: names = nil
    case .entity(let endpoint):
      guard endpoint.takesFields else {
        names = nil
        return
      }
      let (cursor, fallback) = (stream.cursor, stream.requirements.cursorFallback)
      names = Self.names(of: fields, selection, and: stream.key + [cursor, fallback].compactMap(\.self))
    }
  }

  private static func names(
    of fields: [RecordField], _ selection: FieldSelection, and indispensable: [String]
  ) -> [String]? {
    // As long as no field is left out, fields that TikTok adds are wanted, too.
    guard !selection.keepsUnknown else { return nil }
    return fields.map(\.name).filter { selection.includes($0) || indispensable.contains($0) }
  }

  /// What the requests of a stream name.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  init(of stream: Stream, for request: StreamRequest) throws(SourceFailure) {
    let fields = RecordField.fields(of: try stream.schema())
    try self.init(of: stream, fields: fields, selection: stream.selection(of: fields, in: request.schema))
  }

  /// The names without those that the API has refused.
  func names(without refused: Set<String>) -> [String]? { names?.filter { !refused.contains($0) } }
}

extension Stream {
  /// Which of the stream's fields a catalog's schema asks for.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  func selection(of fields: [RecordField], in schema: JSON?) throws(SourceFailure) -> FieldSelection {
    guard report != nil else { return FieldSelection(of: fields, in: schema) }
    // A metric at the top that is also in the key is chosen with the key.
    let metrics = try metrics().filter { !key.contains($0) }
    return FieldSelection(of: fields, in: layout.selection(in: schema, metrics: metrics))
  }

  /// What the stream needs of its records in addition to the selected fields.
  var requirements: RecordRequirements {
    var requirements = RecordRequirements(key: key, cursor: cursor)
    switch endpoint {
    case .accounts, .grants, .reconciliation: break
    case .entity(let endpoint):
      requirements.records = endpoint.records
      requirements.aliases = endpoint.aliases
      if case .newestFirst = endpoint.changes { requirements.isNewestFirst = true }
      // Some Smart+ ads have no modify_time (§2 of the fact sheet).
      requirements.cursorFallback = "create_time"
    case .report:
      requirements.dashIsNull = true
      // TikTok's name for it in some accounts (§3.4 of the fact sheet).
      if report?.dimensions.contains(.interestCategory) == true {
        requirements.aliases = ["dimensions.interest_category_v2": "interest_category"]
      }
      switch layout {
      case .nested: requirements.promoted = "dimensions"
      case .flat: requirements.flattened = ReportLayout.objects
      }
    }
    return requirements
  }
}
