/// Reports of type AUDIENCE: performance by who saw the ads.
///
/// TikTok has refused them by the hour since December 2022 (§3.4 of the fact sheet): those streams are there for
/// older configurations alone, which name them.
enum AudienceStreams {
  static let rows: [StreamRow] = [
    StreamRow(
      .advertisersAudienceReports, .report(.audience, level: .advertiser, breakdown: ["gender", "age"]),
      granularities: [.lifetime, .day], olderGranularities: [.hour], environments: [.production]),
    StreamRow(
      .adGroupAudienceReports, .report(.audience, level: .adGroup, breakdown: ["gender", "age"]),
      granularities: [.day], olderGranularities: [.hour]),
    StreamRow(
      .adsAudienceReports, .report(.audience, level: .ad, breakdown: ["gender", "age"]),
      granularities: [.day], olderGranularities: [.hour]),
    StreamRow(
      .campaignsAudienceReportsByCountry,
      .report(.audience, level: .campaign, breakdown: [.countryCode]), granularities: [.day, .hour]),
  ]
}
