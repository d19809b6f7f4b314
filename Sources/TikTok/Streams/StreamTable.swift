import Connector

/// Every family of streams that the connector offers.
enum StreamTable {
  static let rows: [StreamRow] = EntityStreams.rows + ReportStreams.rows + AudienceStreams.rows

  /// The streams that a configuration offers, in the table's order.
  static func streams(for configuration: Configuration) -> [Stream] {
    rows.flatMap { $0.streams(only: configuration.legacyGranularity, layout: configuration.reportLayout) }
      .filter { $0.environments.contains(configuration.credentials.environment) }
  }
}
