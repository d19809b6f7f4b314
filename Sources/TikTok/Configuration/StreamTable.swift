import Connector

/// Every family of streams that the connector offers.
enum StreamTable {
  static let rows: [StreamRow] = EntityStreams.rows + ReportStreams.rows + AudienceStreams.rows

  /// The names that streams of the table have in any configuration.
  static var names: Set<String> {
    Set(Granularity.allCases.flatMap { catalog(olderNames: $0) }.map(\.name.rawValue))
  }

  /// The streams that a configuration offers: those of the table in its order, then the user's own reports.
  static func streams(for configuration: Configuration) -> [Stream] {
    builtIn(for: configuration).map { stream in
      var stream = stream
      let names = configuration.extraMetrics.flatMap { $0.names(for: stream) }
      stream.metricSelection = configuration.metrics
      stream.extraMetrics = names.map(Metric.init(rawValue:))
      return stream
    } + configuration.customReports.map { $0.stream(configuration.reportLayout) }
  }

  /// The streams that are to be read, in the order of their requests. A request for a stream that the configuration does
  /// not offer is left out: the protocol's side has refused it by then.
  static func selection(
    of requests: [StreamRequest], for configuration: Configuration
  ) -> [(stream: Stream, request: StreamRequest)] {
    let streams = Dictionary(streams(for: configuration).map { ($0.name, $0) }) { first, _ in first }
    return requests.compactMap { request in
      streams[request.name].map { ($0.asking(forMetricsOf: request.schema), request) }
    }
  }

  /// The streams of the table that a configuration offers.
  static func builtIn(for configuration: Configuration) -> [Stream] {
    builtIn(
      for: configuration.credentials, olderNames: configuration.legacyGranularity, configuration.reportLayout)
  }

  /// The streams of the table that are offered with such credentials.
  static func builtIn(
    for credentials: Credentials, olderNames granularity: Granularity?, _ layout: ReportLayout
  ) -> [Stream] {
    catalog(olderNames: granularity, layout: layout).filter { stream in
      // A token alone cannot ask what it was granted (§2 of the fact sheet).
      if stream.endpoint == .grants, case .token = credentials { return false }
      return stream.environments.contains(credentials.environment)
    }
  }

  /// The streams of the table, in all environments.
  /// - Parameters:
  ///   - granularity: of the reports that are also offered under their older names, by the ``LegacyCatalog``; nil for
  ///     none of them.
  ///   - layout: of reports' records.
  /// - Returns: in the table's order, the older names last.
  static func catalog(olderNames granularity: Granularity? = nil, layout: ReportLayout = .nested) -> [Stream]
  {
    let older = granularity.map { LegacyCatalog.streams(of: rows, by: $0, layout: layout) }
    return rows.flatMap { $0.streams(layout: layout) } + (older ?? [])
  }
}
