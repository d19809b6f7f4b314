import Connector
import JSON

/// The user's settings, validated.
package struct Configuration: Sendable, Equatable {
  let credentials: Credentials
  let baseURL: BaseURL
  /// The accounts to read; nil for all that the token can access.
  let advertisers: [AdvertiserID]?
  let excludedAdvertisers: Set<AdvertiserID>
  /// First and last day of reports, both included. Without an end, reports are read up to today.
  let startDate: CalendarDay
  let endDate: CalendarDay?
  /// Days before the cursor that are read again, because TikTok attributes conversions to earlier days (§6); nil for as
  /// many as each account's ad groups attribute.
  let attributionWindow: Int?
  /// nil: reports count deleted objects, and entity streams leave them out.
  let includeDeleted: Bool?
  /// Whether campaigns that were boosted in TikTok's app are read, with their parts and reports.
  let includePromote: Bool
  /// Days per daily request.
  let reportWindowDays: Int
  /// The granularity of the reports that are also offered under their older names, without a suffix; nil for none.
  let legacyGranularity: Granularity?
  /// Whether reports that are too large for a request are made as asynchronous tasks.
  let asyncReports: Bool
  /// Whether reports skip the days on which the account's own daily report has no row.
  let skipsIdleDays: Bool
  /// Which metrics the built-in reports offer.
  let metrics: MetricSelection
  /// Where metrics are in the records of a report.
  let reportLayout: ReportLayout
  let apiLevel: APILevel
  /// Overrides the level's rate, for example because several processes share one app.
  let requestsPerSecond: Double?
  /// The most requests in flight; nil for as many as the full rate needs.
  let concurrency: Int?
  /// How long a request waits in total, in minutes, for TikTok to stop throttling or for the network to come back.
  let patienceMinutes: Int
  /// Records per page where an endpoint allows that many; nil for the most it allows.
  let pageSize: Int?
  /// The user's own reports.
  let customReports: [CustomReport]
  /// Metrics that the user adds to built-in reports.
  let extraMetrics: [ExtraMetrics]
  /// What the user should know about the document, although it is valid.
  let notices: [Notice]

  /// 2016-09-01, as in Airbyte's connector.
  static let defaultStartDate = CalendarDay(ordinal: 17045)

  /// Reads a configuration document.
  /// - Parameters:
  ///   - document: the user's file.
  ///   - variables: the process's environment, for `${TIKTOK_…}` and ``BaseURL/variable``.
  ///   - now: seconds since 1970, against which dates are checked.
  /// - Throws: `SourceFailure` of kind `configuration` that names the field, its problem and the remedy.
  init(_ document: JSON, variables: [String: String], now: Int) throws(SourceFailure) {
    let reader = try ConfigurationReader(try document.resolvingReferences(in: variables))
    try Self.requireUnwrapped(reader)
    let notices = try Self.notices(on: reader)
    credentials = try Credentials(reader)
    baseURL = try BaseURL(of: credentials.environment, variables: variables)
    excludedAdvertisers = Set(try reader.advertiserIDs("exclude_advertiser_ids") ?? [])
    advertisers = try Self.advertisers(reader, credentials)
    (startDate, endDate) = try Self.dates(reader, now: now)
    attributionWindow = try reader.integer("attribution_window", in: 0...364)
    includeDeleted = try reader.boolean("include_deleted")
    includePromote = try reader.boolean("include_promote") ?? true
    (legacyGranularity, reportWindowDays) = try Self.granularity(reader)
    asyncReports = try reader.boolean("async_reports") ?? false
    skipsIdleDays = try reader.boolean("skip_idle_days") ?? false
    metrics = try reader.choice("metrics", of: MetricSelection.self) ?? .standard
    reportLayout = try reader.choice("report_layout", of: ReportLayout.self) ?? .nested
    apiLevel = try reader.choice("api_level", of: APILevel.self) ?? .basic
    requestsPerSecond = try reader.decimal("requests_per_second", above: 0, upTo: 1000)
    concurrency = try reader.integer("concurrency", in: 1...64)
    patienceMinutes = try reader.integer("patience_minutes", in: 1...1500) ?? 30
    pageSize = try reader.integer("page_size", in: 1...1000)
    let custom = try CustomReportReader(reader, taken: StreamTable.names)
    customReports = custom.reports
    let streams = StreamTable.builtIn(for: credentials, olderNames: legacyGranularity, reportLayout)
    let extra = try ExtraMetricsReader(reader, streams: streams)
    extraMetrics = extra.all
    self.notices = notices + custom.notices + extra.notices
  }

  /// The accounts that the document names. Those at its top take precedence over those of the credentials.
  private static func advertisers(
    _ reader: ConfigurationReader, _ credentials: Credentials
  ) throws(SourceFailure) -> [AdvertiserID]? {
    let chosen = try reader.advertiserIDs("advertiser_ids")
    let inner = try reader.child("credentials")
    let several = try inner?.advertiserIDs("advertiser_ids")
    // Airbyte's connector reads the account of the oldest shape, too.
    let older = inner == nil ? try Credentials.environment(of: reader) : nil
    let single = try (inner ?? older)?.advertiserID("advertiser_id")
    let named = chosen ?? several ?? single.map { [$0] }
    switch credentials {
    case .sandbox(_, let advertiser): return [advertiser]
    case .oauth: return named
    case .token:
      return try (inner ?? reader).required(
        "advertiser_ids", named,
        remedy: "A token alone cannot list its ad accounts: name them here, or give `app_id` and `secret` "
          + "with `auth_type` `oauth2.0`.")
    }
  }

  private static func dates(
    _ reader: ConfigurationReader, now: Int
  ) throws(SourceFailure) -> (CalendarDay, CalendarDay?) {
    let today = Today(seconds: now)
    let period = try reader.integer("default_period", in: 1...3650)
    let beginning = period.map { today.lastBegun.advanced(by: 1 - $0) } ?? defaultStartDate
    let start = try reader.day("start_date") ?? beginning
    let end = try reader.day("end_date")
    guard start <= today.lastBegun else {
      throw reader.failure(
        "start_date", "is \(start), which is in the future. Choose a day up to \(today.lastBegun).")
    }
    if let end, start > end {
      let problem =
        if reader.value("start_date") != nil {
          "before `start_date` (\(start)). Swap the two, or leave `end_date` out."
        } else if period != nil {
          "before the days of `default_period` begin (\(start)). Choose a later day, or a longer period."
        } else {
          "before any reports (\(start)). Choose a later day, or leave `end_date` out."
        }
      throw reader.failure("end_date", "is \(end), \(problem)")
    }
    return (start, end)
  }

  /// `report_granularity` used to be a word, and is a number of days in Airbyte's 5.1 (§8 of the fact sheet).
  private static func granularity(
    _ reader: ConfigurationReader
  ) throws(SourceFailure) -> (Granularity?, days: Int) {
    let days = try reader.integer("report_window_days", in: 1...30)
    guard let value = reader.value("report_granularity") else { return (nil, days ?? 30) }
    if let granularity = value.string.flatMap({ Granularity(rawValue: $0.trimmed.uppercased()) }) {
      return (granularity, days ?? 30)
    }
    guard let olderDays = try? reader.integer("report_granularity", in: 1...30) else {
      throw reader.failure(
        "report_granularity",
        "must be `LIFETIME`, `DAY` or `HOUR`, or a number of days from 1 to 30, but is \(value.shown). Leave it "
          + "out to get the streams of all granularities.")
    }
    return (nil, days ?? olderDays)
  }
}
