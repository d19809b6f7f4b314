import Connector
import JSON

/// Reads the reports that users define, from the configuration's field `custom_reports`.
struct CustomReportReader {
  private(set) var reports: [CustomReport] = []
  private(set) var notices: [Notice] = []

  private static let field = "custom_reports"

  /// - Parameters:
  ///   - reader: of the configuration's top.
  ///   - taken: names that other streams have.
  /// - Throws: `SourceFailure` of kind `configuration` that names the report, the part and the remedy.
  init(_ reader: ConfigurationReader, taken: Set<String>) throws(SourceFailure) {
    guard let value = reader.value(Self.field) else { return }
    let elements = value.array ?? value.string.map { $0.lines.map { .string($0) } }
    guard let elements else {
      throw reader.failure(Self.field, "must be a list of reports, but is \(value.kind).")
    }
    var taken = taken
    for (index, element) in elements.enumerated() {
      let path = "\(Self.field)[\(index)]"
      let report = try read(element, at: path)
      guard taken.insert(report.name).inserted else {
        throw SourceFailure(
          .configuration,
          "`\(path).name` is `\(report.name)`, which is the name of another stream. Choose another name"
            + (element.string == nil ? "." : " and write it before the text: \"my_report=custom:…\"."))
      }
      reports.append(report)
    }
  }

  private mutating func read(_ element: JSON, at path: String) throws(SourceFailure) -> CustomReport {
    var document = element
    if let text = element.string {
      document = .object(try CustomReportText.fields(of: text, at: path))
    } else if element.object != nil {
      let outer = try ConfigurationReader(element, path: path)
      if let text = try outer.text("definition") {
        var fields = try CustomReportText.fields(of: text, at: "\(path).definition")
        for name in outer.object.names where name != "definition" {
          if let value = outer.value(name) { fields[name] = value }
        }
        document = .object(fields)
      }
    }
    let reader = try ConfigurationReader(document, path: path)
    try reader.requireKnown(Self.fields)
    return try report(reader)
  }

  private static let fields = FieldNames(
    [
      "name", "report_type", "data_level", "dimensions", "metrics", "filters", "filtering", "lookback",
      "query_lifetime", "bc_id", "definition",
    ],
    otherNames: [
      "attribution_window": "lookback", "level": "data_level", "type": "report_type", "filter": "filters",
    ])

  private mutating func report(_ reader: ConfigurationReader) throws(SourceFailure) -> CustomReport {
    let name = try Self.name(reader)
    let dimensions = try reader.names("dimensions", remedy: "Name at least one, such as `campaign_id`.")
    let metrics = try reader.names("metrics", remedy: "Name at least one, such as `spend`.")
    let type = try Self.type(reader, dimensions)
    let rules = CustomReportRules(reader: reader, name: name, type: type)
    let level = try rules.level(of: dimensions)
    let lifetime = try reader.boolean("query_lifetime") ?? false
    try rules.check(dimensions, isLifetime: lifetime)
    let filters = try CustomReportFilterReader(reader: reader, type: type, level: level).filters()
    let report = Report(
      ofUser: type, level: level, dimensions: dimensions.map(Dimension.init(rawValue:)), filters: filters,
      isLifetime: lifetime)
    try rules.check(metrics, of: report)
    notices += rules.notices(on: dimensions, metrics, of: report)
    return CustomReport(
      name: name, report: report, metrics: metrics, lookback: try reader.integer("lookback", in: 0...364),
      businessCenter: try rules.businessCenter())
  }

  private static func name(_ reader: ConfigurationReader) throws(SourceFailure) -> String {
    let name = try reader.required(
      "name", try reader.text("name"), remedy: "It is the name of the stream and of its table.")
    let isSound = name.utf8.allSatisfy {
      ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == ASCII.underscore
    }
    guard isSound, name.count <= 100, name.first?.isNumber == false else {
      throw reader.failure(
        "name",
        "must consist of letters, digits and underscores and begin with a letter, such as "
          + "`spend_by_language`, but is \(JSON.string(name).shown).")
    }
    return name
  }

  /// BASIC unless a dimension belongs only to another type.
  private static func type(
    _ reader: ConfigurationReader, _ dimensions: [String]
  ) throws(SourceFailure) -> ReportType {
    if let value = reader.value("report_type") {
      let word = value.string?.trimmed.uppercased()
      if let type = ReportType.integrated.first(where: { $0.rawValue == word }) { return type }
      let choices = ReportType.integrated.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw reader.failure("report_type", "must be one of \(choices), but is \(value.shown).")
    }
    for dimension in dimensions {
      guard let reports = DimensionFact.all[dimension]?.reports, reports.count == 1,
        let type = ReportType.integrated.first(where: { reports.contains($0.rawValue) })
      else { continue }
      return type
    }
    return .basic
  }
}

extension String {
  /// Its lines that are not blank, however they end.
  fileprivate var lines: [String] {
    split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
  }
}
