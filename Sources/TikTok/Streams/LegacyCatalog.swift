import Connector

/// The older names of reports, for configurations whose `report_granularity` is a word. Airbyte's connector offered,
/// with that word, the reports of one granularity without a suffix, and today's connector ignores it. So the older names
/// are offered in addition to today's, and the configured catalog tells which of them a connection uses.
enum LegacyCatalog {
  /// The families that Airbyte's connector offers.
  private static let families: [SchemaFile] = [
    .adsReports, .adGroupsReports, .campaignsReports, .advertisersReports,
    .adsReportsByCountry, .adGroupsReportsByCountry,
    .adsAudienceReports, .adGroupAudienceReports, .campaignsAudienceReports, .advertisersAudienceReports,
    .adsAudienceReportsByCountry, .adGroupAudienceReportsByCountry, .campaignsAudienceReportsByCountry,
    .advertisersAudienceReportsByCountry,
    .adsAudienceReportsByPlatform, .adGroupAudienceReportsByPlatform, .campaignsAudienceReportsByPlatform,
    .advertisersAudienceReportsByPlatform,
    .adsAudienceReportsByProvince,
  ]

  /// TikTok has refused these by the hour since December 2022 (§3.4 of the fact sheet), so they have no other name.
  /// They are here because older catalogs name them.
  private static let refusedHourly: [SchemaFile] = [
    .adsAudienceReports, .adGroupAudienceReports, .advertisersAudienceReports,
  ]

  /// The reports of a granularity under their older names, in the order of the rows.
  static func streams(
    of rows: [StreamRow], by granularity: Granularity, layout: ReportLayout = .nested
  ) -> [Stream] {
    rows.filter { row in
      guard families.contains(where: { $0.name == row.schemaFile.name }) else { return false }
      return row.granularities.contains(granularity)
        || granularity == .hour && refusedHourly.contains { $0.name == row.schemaFile.name }
    }.map { $0.stream(named: .init($0.schemaFile.name), by: granularity, layout: layout) }
  }

  /// What the user is told of a granularity that the configuration names but some of the streams to read do not follow.
  /// - Parameter streams: those that are read.
  /// - Returns: a warning where one of them is a report under today's name, which has a granularity of its own.
  static func notices(on streams: [Stream]) -> [Notice] {
    let suffixes = Granularity.allCases.map(\.suffix)
    let other = streams.first { stream in
      guard stream.report != nil, case .file = stream.schemaSource else { return false }
      return suffixes.contains { stream.name.rawValue.hasSuffix($0) }
    }
    guard let example = other?.name else { return [] }
    let text =
      "The configuration's `report_granularity` has no effect on streams whose names end in "
      + "`_lifetime`, `_daily` or `_hourly`, such as `\(example)`: each has a granularity of its own. The word only chooses "
      + "that of reports under their older names, which have no such ending."
    return [Notice(.warning, text)]
  }
}
