import Connector
import JSON

/// A report that the user has defined. It becomes a stream.
struct CustomReport: Sendable, Equatable {
  let name: String
  let report: Report
  /// In the order of the columns.
  let metrics: [String]
  /// Days before the cursor that are read again; nil for as many as the configuration says.
  let lookback: Int?
  /// The Business Center that the report is about; nil for a report about ad accounts.
  let businessCenter: AdvertiserID?

  /// The stream.
  func stream(_ layout: ReportLayout) -> Stream {
    var stream = Stream(
      name: .init(name), schemaSource: .document(schema), report: report, layout: layout,
      environments: Set(Environment.allCases))
    stream.lookback = lookback
    stream.businessCenter = businessCenter
    return stream
  }

  /// The JSON Schema of a record in the nested layout.
  private var schema: JSON {
    var columns: JSONObject = [:]
    for dimension in report.dimensions { columns[dimension.rawValue] = dimension.schema }
    columns[report.type.accountField] = ["type": "string"]
    if report.granularity == .lifetime {
      for name in [DateRangeField.start, DateRangeField.end] {
        columns[name] = ["type": "string", "format": "date"]
      }
    }
    if businessCenter == nil {
      columns["timezone"] = ["type": ["null", "string"]]
      columns["currency"] = ["type": ["null", "string"]]
    }
    columns["dimensions"] = Self.object(report.dimensions.map { ($0.rawValue, $0.schema) })
    columns["metrics"] = Self.object(metrics.map { ($0, Metric(rawValue: $0).schema) })
    return [
      "$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
      "description": .string("A report of type \(report.type.rawValue) that the configuration defines."),
      "additionalProperties": true, "properties": .object(columns),
    ]
  }

  private static func object(_ members: [(String, JSON)]) -> JSON {
    [
      "type": "object", "additionalProperties": true,
      "properties": .object(JSONObject(members.map { .init($0.0, $0.1) })),
    ]
  }
}

extension Dimension {
  /// The schema of its values, which are parts of a key.
  fileprivate var schema: JSON {
    switch self {
    case .statTimeDay, .statTimeHour:
      ["type": "string", "format": "date-time", "airbyte_type": "timestamp_without_timezone"]
    default: ["type": .string(DimensionFact.all[rawValue]?.type ?? "string")]
    }
  }
}
