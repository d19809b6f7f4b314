/// Reports of performance by level and time, by country, and of what is advertised.
enum ReportStreams {
  static let rows: [StreamRow] = levels + countries + materials + reconciliations

  private static let levels: [StreamRow] = [
    StreamRow(.adsReports, .report(.basic, level: .ad), granularities: Granularity.allCases, isLegacy: true),
    StreamRow(
      .adGroupsReports, .report(.basic, level: .adGroup), granularities: Granularity.allCases, isLegacy: true),
    StreamRow(
      .campaignsReports, .report(.basic, level: .campaign), granularities: Granularity.allCases,
      isLegacy: true
    ),
    StreamRow(
      .advertisersReports, .report(.basic, level: .advertiser), granularities: Granularity.allCases,
      environments: [.production], isLegacy: true),
  ]

  private static let countries: [StreamRow] = [
    StreamRow(
      .adsReportsByCountry, .report(.basic, level: .ad, breakdown: [.countryCode]),
      granularities: [.day, .hour], environments: [.production]),
    StreamRow(
      .adGroupsReportsByCountry, .report(.basic, level: .adGroup, breakdown: [.countryCode]),
      granularities: [.day, .hour], environments: [.production]),
    StreamRow(
      .campaignsReportsByCountry, .report(.basic, level: .campaign, breakdown: [.countryCode]),
      granularities: [.day, .hour], environments: [.production]),
    StreamRow(
      .advertisersReportsByCountry, .report(.basic, level: .advertiser, breakdown: [.countryCode]),
      granularities: [.day, .hour], environments: [.production]),
  ]

  private static let materials: [StreamRow] = [
    // By playable and country alone, never by time (the type's page of dimensions, 1751617879104514).
    StreamRow(
      .playableMaterialReports, .report(.playable, breakdown: ["playable_id"]), granularities: [.lifetime],
      environments: [.production]),
    StreamRow(
      .playableMaterialReportsByCountry, .report(.playable, breakdown: ["playable_id", .countryCode]),
      granularities: [.lifetime], environments: [.production]),
    StreamRow(
      .gmvMaxProductCampaignReports, .report(.gmvMaxProduct, level: .campaign), granularities: [.day],
      environments: [.production]),
    StreamRow(
      .gmvMaxLiveCampaignReports, .report(.gmvMaxLive, level: .campaign), granularities: [.day],
      environments: [.production]),
  ]

  private static let reconciliations: [StreamRow] = [
    StreamRow(
      .spendReconciliationDaily, .reconciliation, key: ["advertiser_id", "stat_time_day"],
      cursor: "stat_time_day", environments: [.production])
  ]
}
