/// Reports of type AUDIENCE: performance by who saw the ads, at all four levels. TikTok has one breakdown at a time,
/// except for gender with age (§3.4 of the fact sheet).
enum AudienceStreams {
  static let rows: [StreamRow] =
    agesAndGenders + countries + platforms + provinces + languages + placements + devices + interests

  private static let agesAndGenders: [StreamRow] = [
    .audience(.adsAudienceReports, .ad, by: .gender, .age),
    .audience(.adGroupAudienceReports, .adGroup, by: .gender, .age),
    .audience(.campaignsAudienceReports, .campaign, by: .gender, .age),
    .audience(.advertisersAudienceReports, .advertiser, by: .gender, .age, granularities: [.lifetime, .day]),
  ]

  private static let countries: [StreamRow] = [
    .audience(.adsAudienceReportsByCountry, .ad, by: .countryCode),
    .audience(.adGroupAudienceReportsByCountry, .adGroup, by: .countryCode),
    .audience(.campaignsAudienceReportsByCountry, .campaign, by: .countryCode, granularities: [.day, .hour]),
    .audience(.advertisersAudienceReportsByCountry, .advertiser, by: .countryCode),
  ]

  private static let platforms: [StreamRow] = [
    .audience(.adsAudienceReportsByPlatform, .ad, by: .platform),
    .audience(.adGroupAudienceReportsByPlatform, .adGroup, by: .platform),
    .audience(.campaignsAudienceReportsByPlatform, .campaign, by: .platform),
    .audience(.advertisersAudienceReportsByPlatform, .advertiser, by: .platform),
  ]

  private static let provinces: [StreamRow] = [
    .audience(.adsAudienceReportsByProvince, .ad, by: .provinceID),
    .audience(.adGroupAudienceReportsByProvince, .adGroup, by: .provinceID),
    .audience(.campaignsAudienceReportsByProvince, .campaign, by: .provinceID),
    .audience(.advertisersAudienceReportsByProvince, .advertiser, by: .provinceID),
  ]

  private static let languages: [StreamRow] = [
    .audience(.adsAudienceReportsByLanguage, .ad, by: .language),
    .audience(.adGroupAudienceReportsByLanguage, .adGroup, by: .language),
    .audience(.campaignsAudienceReportsByLanguage, .campaign, by: .language),
    .audience(.advertisersAudienceReportsByLanguage, .advertiser, by: .language),
  ]

  private static let placements: [StreamRow] = [
    .audience(.adsAudienceReportsByPlacement, .ad, by: .placement),
    .audience(.adGroupAudienceReportsByPlacement, .adGroup, by: .placement),
    .audience(.campaignsAudienceReportsByPlacement, .campaign, by: .placement),
    .audience(.advertisersAudienceReportsByPlacement, .advertiser, by: .placement),
  ]

  private static let devices: [StreamRow] = [
    .audience(.adsAudienceReportsByDevice, .ad, by: .deviceBrandID),
    .audience(.adGroupAudienceReportsByDevice, .adGroup, by: .deviceBrandID),
    .audience(.campaignsAudienceReportsByDevice, .campaign, by: .deviceBrandID),
    .audience(.advertisersAudienceReportsByDevice, .advertiser, by: .deviceBrandID),
  ]

  private static let interests: [StreamRow] = [
    .audience(.adsAudienceReportsByInterest, .ad, by: .interestCategory),
    .audience(.adGroupAudienceReportsByInterest, .adGroup, by: .interestCategory),
    .audience(.campaignsAudienceReportsByInterest, .campaign, by: .interestCategory),
    .audience(.advertisersAudienceReportsByInterest, .advertiser, by: .interestCategory),
  ]
}
