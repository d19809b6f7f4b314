/// Reports of type BASIC: performance by level and time.
enum ReportStreams {
  static let rows: [StreamRow] = [
    StreamRow(.adsReports, .report(.basic, level: .ad), granularities: Granularity.allCases),
    StreamRow(.adGroupsReports, .report(.basic, level: .adGroup), granularities: Granularity.allCases),
    StreamRow(.campaignsReports, .report(.basic, level: .campaign), granularities: Granularity.allCases),
    StreamRow(
      .advertisersReports, .report(.basic, level: .advertiser), granularities: Granularity.allCases,
      environments: [.production]),
  ]
}
