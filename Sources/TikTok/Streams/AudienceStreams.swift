/// Reports of type AUDIENCE: performance by who saw the ads, at all four levels. One breakdown at a time, but for
/// gender with age (§3.4 of the fact sheet).
///
/// TikTok has refused them by the hour since December 2022 (§3.4): those streams are there for older configurations
/// alone, which name them.
enum AudienceStreams {
  static let rows: [StreamRow] =
    agesAndGenders + countries + platforms + provinces + languages + placements + devices + interests

  private static let agesAndGenders: [StreamRow] = [
    StreamRow(
      .adsAudienceReports, .report(.audience, level: .ad, breakdown: ["gender", "age"]),
      granularities: [.day], legacyGranularities: [.hour], isLegacy: true),
    StreamRow(
      .adGroupAudienceReports, .report(.audience, level: .adGroup, breakdown: ["gender", "age"]),
      granularities: [.day], legacyGranularities: [.hour], isLegacy: true),
    StreamRow(
      .campaignsAudienceReports, .report(.audience, level: .campaign, breakdown: ["gender", "age"]),
      granularities: [.day]),
    StreamRow(
      .advertisersAudienceReports, .report(.audience, level: .advertiser, breakdown: ["gender", "age"]),
      granularities: [.lifetime, .day], legacyGranularities: [.hour], environments: [.production],
      isLegacy: true),
  ]

  private static let countries: [StreamRow] = [
    StreamRow(
      .adsAudienceReportsByCountry, .report(.audience, level: .ad, breakdown: [.countryCode]),
      granularities: [.day]),
    StreamRow(
      .adGroupAudienceReportsByCountry, .report(.audience, level: .adGroup, breakdown: [.countryCode]),
      granularities: [.day]),
    StreamRow(
      .campaignsAudienceReportsByCountry, .report(.audience, level: .campaign, breakdown: [.countryCode]),
      granularities: [.day, .hour], isLegacy: true),
    StreamRow(
      .advertisersAudienceReportsByCountry, .report(.audience, level: .advertiser, breakdown: [.countryCode]),
      granularities: [.day], environments: [.production]),
  ]

  private static let platforms: [StreamRow] = [
    StreamRow(
      .adsAudienceReportsByPlatform, .report(.audience, level: .ad, breakdown: ["platform"]),
      granularities: [.day]),
    StreamRow(
      .adGroupAudienceReportsByPlatform, .report(.audience, level: .adGroup, breakdown: ["platform"]),
      granularities: [.day]),
    StreamRow(
      .campaignsAudienceReportsByPlatform, .report(.audience, level: .campaign, breakdown: ["platform"]),
      granularities: [.day]),
    StreamRow(
      .advertisersAudienceReportsByPlatform, .report(.audience, level: .advertiser, breakdown: ["platform"]),
      granularities: [.day], environments: [.production]),
  ]

  private static let provinces: [StreamRow] = [
    StreamRow(
      .adsAudienceReportsByProvince, .report(.audience, level: .ad, breakdown: ["province_id"]),
      granularities: [.day]),
    StreamRow(
      .adGroupAudienceReportsByProvince, .report(.audience, level: .adGroup, breakdown: ["province_id"]),
      granularities: [.day]),
    StreamRow(
      .campaignsAudienceReportsByProvince, .report(.audience, level: .campaign, breakdown: ["province_id"]),
      granularities: [.day]),
    StreamRow(
      .advertisersAudienceReportsByProvince,
      .report(.audience, level: .advertiser, breakdown: ["province_id"]),
      granularities: [.day], environments: [.production]),
  ]

  private static let languages: [StreamRow] = [
    StreamRow(
      .adsAudienceReportsByLanguage, .report(.audience, level: .ad, breakdown: ["language"]),
      granularities: [.day]),
    StreamRow(
      .adGroupAudienceReportsByLanguage, .report(.audience, level: .adGroup, breakdown: ["language"]),
      granularities: [.day]),
    StreamRow(
      .campaignsAudienceReportsByLanguage, .report(.audience, level: .campaign, breakdown: ["language"]),
      granularities: [.day]),
    StreamRow(
      .advertisersAudienceReportsByLanguage, .report(.audience, level: .advertiser, breakdown: ["language"]),
      granularities: [.day], environments: [.production]),
  ]

  private static let placements: [StreamRow] = [
    StreamRow(
      .adsAudienceReportsByPlacement, .report(.audience, level: .ad, breakdown: ["placement"]),
      granularities: [.day]),
    StreamRow(
      .adGroupAudienceReportsByPlacement, .report(.audience, level: .adGroup, breakdown: ["placement"]),
      granularities: [.day]),
    StreamRow(
      .campaignsAudienceReportsByPlacement, .report(.audience, level: .campaign, breakdown: ["placement"]),
      granularities: [.day]),
    StreamRow(
      .advertisersAudienceReportsByPlacement,
      .report(.audience, level: .advertiser, breakdown: ["placement"]),
      granularities: [.day], environments: [.production]),
  ]

  private static let devices: [StreamRow] = [
    StreamRow(
      .adsAudienceReportsByDevice, .report(.audience, level: .ad, breakdown: ["device_brand_id"]),
      granularities: [.day]),
    StreamRow(
      .adGroupAudienceReportsByDevice, .report(.audience, level: .adGroup, breakdown: ["device_brand_id"]),
      granularities: [.day]),
    StreamRow(
      .campaignsAudienceReportsByDevice, .report(.audience, level: .campaign, breakdown: ["device_brand_id"]),
      granularities: [.day]),
    StreamRow(
      .advertisersAudienceReportsByDevice,
      .report(.audience, level: .advertiser, breakdown: ["device_brand_id"]),
      granularities: [.day], environments: [.production]),
  ]

  private static let interests: [StreamRow] = [
    StreamRow(
      .adsAudienceReportsByInterest, .report(.audience, level: .ad, breakdown: ["interest_category"]),
      granularities: [.day]),
    StreamRow(
      .adGroupAudienceReportsByInterest,
      .report(.audience, level: .adGroup, breakdown: ["interest_category"]),
      granularities: [.day]),
    StreamRow(
      .campaignsAudienceReportsByInterest,
      .report(.audience, level: .campaign, breakdown: ["interest_category"]),
      granularities: [.day]),
    StreamRow(
      .advertisersAudienceReportsByInterest,
      .report(.audience, level: .advertiser, breakdown: ["interest_category"]),
      granularities: [.day], environments: [.production]),
  ]
}
