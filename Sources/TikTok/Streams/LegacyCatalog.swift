import Connector

/// The catalog of older Airbyte connectors, for configurations that name one granularity in `report_granularity`:
/// fewer families, whose reports have that granularity and no suffix in their names.
enum LegacyCatalog {
  /// The families, with the granularities at which they are offered. Objects are the same at all of them.
  ///
  /// TikTok has refused hourly audience reports since December 2022 (§3.4 of the fact sheet). They are here
  /// because older configurations name them.
  private static let families: [(file: SchemaFile, granularities: [Granularity])] = [
    (.advertisers, Granularity.allCases),
    (.campaigns, Granularity.allCases),
    (.adGroups, Granularity.allCases),
    (.ads, Granularity.allCases),
    (.adsReports, Granularity.allCases),
    (.adGroupsReports, Granularity.allCases),
    (.campaignsReports, Granularity.allCases),
    (.advertisersReports, Granularity.allCases),
    (.adsAudienceReports, [.day, .hour]),
    (.adGroupAudienceReports, [.day, .hour]),
    (.advertisersAudienceReports, Granularity.allCases),
    (.campaignsAudienceReportsByCountry, [.day, .hour]),
  ]

  /// The streams that the catalog of a granularity takes from some rows, in their order.
  static func streams(
    of rows: [StreamRow], by granularity: Granularity, layout: ReportLayout = .nested
  ) -> [Stream] {
    rows.filter { row in
      families.contains { $0.file.name == row.schemaFile.name && $0.granularities.contains(granularity) }
    }.map { $0.stream(named: .init($0.schemaFile.name), by: granularity, layout: layout) }
  }
}
