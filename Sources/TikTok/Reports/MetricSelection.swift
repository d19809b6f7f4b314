/// Which of its metrics a built-in report offers. The raw value is the configuration's word.
enum MetricSelection: String, Sendable, CaseIterable {
  /// As many as one request can ask for: those of Airbyte's connector, and what is counted on websites, in apps and in
  /// shops (``MetricFact/isStandard``). A report that never has more offers them all.
  case standard
  /// All of its schema file.
  case all

  /// Whether a report with so many metrics offers the one of that name.
  func offers(_ name: String, of count: Int) -> Bool {
    self == .all || count <= Report.maximumMetrics || MetricFact.all[name]?.isStandard == true
  }
}
