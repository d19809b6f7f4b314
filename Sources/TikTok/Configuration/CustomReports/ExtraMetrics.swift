import Connector
import JSON

/// Metrics that the user adds to built-in reports: the configuration's field `extra_metrics`.
struct ExtraMetrics: Sendable, Equatable {
  /// A stream, or a family of streams without the suffix of their granularity; nil for all reports that can have
  /// the metrics.
  let stream: String?
  let metrics: [String]

  /// The metrics that are added to a stream.
  func names(for stream: Stream) -> [String] {
    metrics.filter { isOf(stream, $0) }
  }

  /// Whether a metric, if it is one of ``metrics``, is added to a stream.
  fileprivate func isOf(_ stream: Stream, _ metric: String) -> Bool {
    guard let report = stream.report else { return false }
    // The metrics of the other types are not documented, so they are added only to streams that are named.
    let isOfAll = self.stream == nil && (report.type == .basic || report.type == .audience)
    guard isOfAll || self.stream == stream.name.rawValue || self.stream == stream.family else { return false }
    return MetricFact.all[metric]?.objection(in: report) == nil
  }
}

extension Stream {
  /// The name without the suffix of its granularity.
  fileprivate var family: String {
    if case .file(let file) = schemaSource { file.name } else { name.rawValue }
  }
}

/// Reads `extra_metrics`.
struct ExtraMetricsReader {
  private(set) var all: [ExtraMetrics] = []
  private(set) var notices: [Notice] = []

  private static let field = "extra_metrics"
  private static let fields = FieldNames(["stream", "metrics"])

  /// - Parameters:
  ///   - reader: of the configuration's top.
  ///   - streams: those of the table that the configuration offers.
  /// - Throws: `SourceFailure` of kind `configuration`.
  init(_ reader: ConfigurationReader, streams: [Stream]) throws(SourceFailure) {
    guard let value = reader.value(Self.field), value.array?.isEmpty != true else { return }
    let reports = streams.filter { $0.report != nil }
    if value.object != nil {
      // {"ads_reports": ["…"]}
      let inner = try ConfigurationReader(value, path: Self.field)
      for name in inner.object.names { try add(name, inner, name, reports) }
      return
    }
    let isOfNames = value.string != nil || value.array?.allSatisfy { $0.string != nil } == true
    if isOfNames {
      try add(nil, reader, Self.field, reports)
      return
    }
    guard let elements = value.array else {
      throw reader.failure(
        Self.field, "must be a list of metrics, or of streams with their metrics, but is \(value.kind).")
    }
    for (index, element) in elements.enumerated() {
      let inner = try ConfigurationReader(element, path: "\(Self.field)[\(index)]")
      try inner.requireKnown(Self.fields)
      try add(try inner.text("stream"), inner, "metrics", reports)
    }
  }

  private mutating func add(
    _ stream: String?, _ reader: ConfigurationReader, _ field: String, _ reports: [Stream]
  ) throws(SourceFailure) {
    let metrics = try reader.names(field, remedy: "Name at least one, such as `complete_payment_roas`.")
    let extra = ExtraMetrics(stream: stream, metrics: metrics)
    let known = Set(reports.flatMap { [$0.name.rawValue, $0.family] })
    if let stream, !known.contains(stream) {
      throw reader.failure(
        field == "metrics" ? "stream" : field,
        "names the stream `\(stream.clipped)`, which is no report of this configuration."
          + suggestion(for: stream, among: known.sorted()))
    }
    notices += metrics.filter { MetricFact.all[$0] == nil }.warnings { metric in
      "`\(reader.fullName(field))` holds the metric `\(metric.clipped)`, which this version does not know. It is "
        + "requested from TikTok anyway." + suggestion(for: metric, among: MetricFact.all.keys.sorted())
    }
    for metric in metrics {
      guard let fact = MetricFact.all[metric] else { continue }
      guard !reports.contains(where: { extra.isOf($0, metric) }) else { continue }
      let objection = reports.first { stream == nil || [$0.name.rawValue, $0.family].contains(stream) }?
        .report.flatMap(fact.objection)
      throw reader.failure(
        field,
        "holds `\(metric)`, which \(objection ?? "no report of this configuration can have"). Take it out.")
    }
    all.append(extra)
  }
}
