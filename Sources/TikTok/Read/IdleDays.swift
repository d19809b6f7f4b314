import Connector
import JSON
import Synchronization

/// Looks up on which days accounts had any activity, by the accounts' own reports: once for all streams of a
/// sync, and only where that saves requests.
///
/// It is an option of the user's, because a day without a row in that report may have rows in others:
/// conversions that count by their own time, and whatever TikTok leaves out at the level of advertisers,
/// where it is only inferred that deleted objects count (§3.1 of the fact sheet). The latest days never count
/// as idle, because some reports have their rows earlier than others.
final class IdleDays: Sendable {
  private let client: APIClient
  private let log: any Log
  /// The last day that can be idle.
  private let lastSettled: CalendarDay
  private let accounts = Mutex<[AdvertiserID: Demand]>([:])
  /// The active days of each period; nil where TikTok does not say.
  private let active = SingleFlight<Period, ActiveDays?>()

  /// The days of an account that the streams are going to read.
  private struct Demand {
    /// From the first to the last day of any stream.
    var start: CalendarDay
    var end: CalendarDay
    /// How many requests these days take.
    var requests = 0
    var isRefused = false

    /// The periods to look up, one request each; nil where these requests would save none.
    var periodsWorthAsking: DateWindows? {
      let periods = DateWindows(from: start, through: end, daysPerWindow: report.maximumWindowDays)
      return requests > periods.count && !isRefused ? periods : nil
    }
  }

  /// A period of an account, by its place in ``Demand/periodsWorthAsking``.
  private struct Period: Hashable {
    let account: AdvertiserID
    let place: Int
  }

  /// The report that shows for each day whether there was anything. It has no status filter, so that deleted
  /// objects count (§3.1 of the fact sheet).
  private static let report = Report(.basic, level: .advertiser, granularity: .day)

  /// Metrics that make a day active: what was delivered, and the conversions that followed, counted by either
  /// time.
  private static let metrics: [Metric] = [
    "spend", "impressions", "clicks", "conversion", "real_time_conversion", "result", "real_time_result",
  ]

  /// How many days reports take to settle after a day has ended in all time zones.
  private static let daysToSettle = 2

  /// - Parameters:
  ///   - client: asks.
  ///   - today: decides which days have settled.
  ///   - log: is told when an account's days could not be looked up.
  init(client: APIClient, today: Today, log: any Log) {
    self.client = client
    self.log = log
    lastSettled = today.lastClosed.advanced(by: -Self.daysToSettle)
  }

  /// Notes which windows a stream is going to read. All windows must be noted before the first question about
  /// one.
  func note(_ windows: DateWindows, of account: AdvertiserID) {
    let settled = windows.prefix { $0.end <= lastSettled }
    guard let first = settled.first, let last = settled.last else { return }
    accounts.withLock { accounts in
      var demand = accounts[account] ?? Demand(start: first.start, end: last.end)
      demand.start = min(demand.start, first.start)
      demand.end = max(demand.end, last.end)
      demand.requests += settled.count
      accounts[account] = demand
    }
  }

  /// Whether the account had nothing on all days of a window that was noted before. Asks TikTok for what is
  /// not known yet.
  /// - Throws: `APIError` of the kinds that end a sync; `CancellationError`.
  func isIdle(_ account: AdvertiserID, in window: DateWindow) async throws -> Bool {
    guard let periods = accounts.withLock({ $0[account]?.periodsWorthAsking }),
      periods.start <= window.start, window.end <= periods.end
    else { return false }
    for place in periods.place(of: window.start)...periods.place(of: window.end) {
      let period = periods[place]
      guard let active = try await activeDays(of: account, in: period, at: place) else { return false }
      let wanted = DateWindow(start: max(window.start, period.start), end: min(window.end, period.end))
      guard active.isDisjoint(with: ActiveDays(all: wanted, from: period.start)) else { return false }
    }
    return true
  }

  /// The active days of a period; nil where TikTok does not say.
  private func activeDays(
    of account: AdvertiserID, in period: DateWindow, at place: Int
  ) async throws -> ActiveDays? {
    try await active.value(of: Period(account: account, place: place)) {
      // A refusal for one period holds for the others.
      guard accounts.withLock({ $0[account]?.isRefused == false }) else { return nil }
      return try await ask(account, in: period)
    }
  }

  private func ask(_ account: AdvertiserID, in period: DateWindow) async throws -> ActiveDays? {
    let request = Self.report.request(
      of: account, in: period, metrics: Self.metrics, includeDeleted: true, pageSize: 1000)
    do {
      // A request that takes too long is not repeated: reading all days is the alternative.
      return try await client.page(request.page(1), untilTimeout: true) { page in
        try page.activeDays(in: period)
      }
    } catch let error as APIError where !error.endsSync {
      let isNews = accounts.withLock { accounts in
        defer { accounts[account]?.isRefused = true }
        return !accounts.values.contains(where: \.isRefused)
      }
      log.log(isNews ? .warning : .info, UserMessage.activityUnknown(error, account))
      return nil
    }
  }
}

/// Some of the days of a period, one bit each.
private struct ActiveDays: OptionSet {
  /// The lowest bit is the period's first day.
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// All days of a window within the period that begins on `start`.
  init(all window: DateWindow, from start: CalendarDay) {
    let first = window.start.ordinal - start.ordinal
    rawValue = (first..<first + window.days).reduce(0) { $0 | 1 << UInt32($1) }
  }
}

extension Page {
  /// The days that the report has a row for.
  /// - Throws: `APIError`, also where rows are of other days or on further pages, which would be missed.
  fileprivate func activeDays(in period: DateWindow) throws(APIError) -> ActiveDays {
    let data = try document()
    guard let rows = data["list"]?.array, data["page_info"]?["total_page"]?.int ?? 2 <= 1 else {
      throw APIError(.page(.unexpectedShape("it is not all days on one page")), path: request.path)
    }
    if let counted = data["page_info"]?["total_number"]?.int, counted != rows.count {
      throw APIError(
        .page(.unexpectedShape("it lists \(rows.count) days, although \(counted) are counted")),
        path: request.path)
    }
    var days: ActiveDays = []
    for row in rows {
      guard let time = row["dimensions"]?["stat_time_day"]?.string.flatMap({ UTCTime($0) }),
        case let day = CalendarDay(time), period.start <= day, day <= period.end
      else { throw APIError(.page(.unexpectedShape("it has a row of another day")), path: request.path) }
      days.insert(ActiveDays(all: DateWindow(start: day, end: day), from: period.start))
    }
    return days
  }
}

extension Stream {
  /// Whether the stream has rows only on days on which the account's own daily report has one.
  ///
  /// Reports of other types count other things. Audience reports by the hour are always refused, and the user
  /// has to see that.
  var isPartOfAccountDays: Bool {
    guard let report, !report.isRefusedHourly else { return false }
    switch (report.type, report.granularity) {
    case (.basic, .day), (.basic, .hour), (.audience, .day): return true
    default: return false
    }
  }
}

extension DateWindows {
  /// The index of the window that has the day.
  fileprivate func place(of day: CalendarDay) -> Int { (day.ordinal - start.ordinal) / length }
}
