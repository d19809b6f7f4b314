/// Reports of performance by level and time, by country, and of what is advertised.
enum ReportStreams {
  static let rows: [StreamRow] = levels + countries + materials + shops + reconciliations.inProduction

  private static let levels: [StreamRow] = [
    .report(.adsReports, .ad),
    .report(.adGroupsReports, .adGroup),
    .report(.campaignsReports, .campaign),
    .report(.advertisersReports, .advertiser),
  ]

  private static let countries: [StreamRow] = [
    .report(.adsReportsByCountry, .ad, by: .countryCode),
    .report(.adGroupsReportsByCountry, .adGroup, by: .countryCode),
    .report(.campaignsReportsByCountry, .campaign, by: .countryCode),
    .report(.advertisersReportsByCountry, .advertiser, by: .countryCode),
  ]

  private static let materials: [StreamRow] = [
    .playable(.playableMaterialReports),
    .playable(.playableMaterialReportsByCountry, by: .countryCode),
  ]

  private static let shops: [StreamRow] = [
    .gmvMax(.gmvMaxProductCampaignReports, .gmvMaxProduct),
    .gmvMax(.gmvMaxLiveCampaignReports, .gmvMaxLive),
  ]

  private static let reconciliations: [StreamRow] = [
    .reconciliation(.spendReconciliationDaily)
  ]
}
