import Connector
import JSON

/// Reads the filters of a report that a user defines.
struct CustomReportFilterReader {
  /// Reads the report.
  let reader: ConfigurationReader
  let type: ReportType
  /// nil for reports of types that have no data levels.
  let level: DataLevel?

  /// The filters that the user has set; empty for none.
  /// - Throws: `SourceFailure` for what TikTok is documented to refuse (§3.1, §3.2 of the fact sheet).
  func filters() throws(SourceFailure) -> [ReportFilter] {
    let field = reader.value("filters") == nil ? "filtering" : "filters"
    guard field == "filtering" || reader.value("filtering") == nil else {
      throw reader.failure(
        "filtering", "is another name of `filters`, which is also there. Keep one of them.")
    }
    guard let value = reader.value(field) else { return [] }
    guard let elements = value.array else {
      throw reader.failure(field, "must be a list of filters, but is \(value.kind).")
    }
    var filters: [ReportFilter] = []
    for (index, element) in elements.enumerated() {
      let filter = try ConfigurationReader(element, path: "\(reader.fullName(field))[\(index)]")
      filters.append(try read(filter))
    }
    return filters
  }

  private static let fields = FieldNames(
    ["field_name", "filter_type", "filter_value"],
    otherNames: [
      "field": "field_name", "name": "field_name", "type": "filter_type", "operator": "filter_type",
      "value": "filter_value", "values": "filter_value",
    ])

  private func read(_ filter: ConfigurationReader) throws(SourceFailure) -> ReportFilter {
    try filter.requireKnown(Self.fields)
    let field = try filter.required(
      "field_name", try filter.text("field_name"),
      remedy: "It says what to filter by, such as `campaign_ids`.")
    let type = try filter.choice("filter_type", of: FilterType.self) ?? .isIn
    try check(field, filter)
    let value = try filter.required(
      "filter_value", filter.value("filter_value"),
      remedy: type.takesSeveral ? "Write a list of values." : "Write one value.")
    let values = try Self.values(of: value, filter)
    guard type.takesSeveral else {
      guard values.count == 1 else {
        throw filter.failure(
          "filter_value", "must be one value with `\(type.rawValue)`, but there are \(values.count).")
      }
      return ReportFilter(field, type, value: values[0])
    }
    guard type != .between || values.count == 2 else {
      throw filter.failure(
        "filter_value", "must be two values with `BETWEEN`, but there are \(values.count).")
    }
    let isOfIDs =
      DataLevel.allCases.contains { "\($0.idDimension.rawValue)s" == field } || field == "ad_ids_v2"
    guard !isOfIDs || values.count <= ObjectFilter.maximumIDs else {
      throw filter.failure(
        "filter_value",
        "holds \(values.count) ids, but TikTok takes 100. Split them into several reports.")
    }
    return ReportFilter(field, type, value: JSON.array(values.map { .string($0) }).text)
  }

  /// - Throws: `SourceFailure` for a status of another level than the report's.
  private func check(
    _ field: String, _ filter: ConfigurationReader
  ) throws(SourceFailure) {
    let statuses = DataLevel.allCases.compactMap(\.statusFilter)
    guard statuses.contains(field), type.hasStatusFilter, field != level?.statusFilter else { return }
    let remedy = level?.statusFilter.map { "Write `\($0)`." } ?? "Leave it out: nothing is hidden there."
    throw filter.failure(
      "field_name", "is `\(field)`, which is not the status of `\(level?.rawValue ?? "")`. \(remedy)")
  }

  /// The values, as texts: a list, its JSON as text (as TikTok takes it), or one value.
  private static func values(of value: JSON, _ filter: ConfigurationReader) throws(SourceFailure) -> [String]
  {
    let parsed = value.string.flatMap { text in
      text.trimmed.hasPrefix("[") ? try? JSON(parsing: text) : nil
    }
    var values: [String] = []
    for element in parsed?.array ?? value.array ?? [value] {
      guard let text = element.idText else {
        throw filter.failure("filter_value", "must hold texts or numbers, but holds \(element.kind).")
      }
      values.append(text)
    }
    guard !values.isEmpty else { throw filter.failure("filter_value", "is empty. Write at least one value.") }
    return values
  }
}
