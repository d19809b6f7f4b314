import Connector
import JSON
import Synchronization

/// On which days the accounts had anything at all, by their own reports: asked for once for all streams of a sync, and
/// only where that can save requests.
///
/// A day without a row there may have rows elsewhere: conversions that count by their own time, and whatever TikTok
/// leaves out at the level of advertisers, where it is inferred only that deleted objects count (§3.1 of the fact
/// sheet). So it is for the user to ask for this. Nothing is told of the latest days, whose rows come in by and by, one
/// report before the other.
final class IdleDays: Sendable {
  private let client: APIClient
  private let log: any Log
  /// The last day that is told of.
  private let lastSettled: CalendarDay
  private let accounts = Mutex<[AdvertiserID: Demand]>([:])
  /// The days of periods that had anything; nil where TikTok does not tell.
  private let active = SingleFlight<Period, ActiveDays?>()

  /// What the streams want of an account, and what is known of it.
  private struct Demand {
    /// The days, from the first to the last that any of them wants.
    var start: CalendarDay
    var end: CalendarDay
    /// The requests that these days take.
    var requests = 0
    var isRefused = false

    /// The runs of days that a request tells of; nil where that many requests save none.
    var periodsWorthAsking: DateWindows? {
      let periods = DateWindows(from: start, through: end, daysPerWindow: report.maximumWindowDays)
      return requests > periods.count && !isRefused ? periods : nil
    }
  }

  /// A run of days of an account, by its place among those of ``Demand/periodsWorthAsking``.
  private struct Period: Hashable {
    let account: AdvertiserID
    let place: Int
  }

  /// The most detailed report that shows of every day whether there was anything: rows without a status filter, by
  /// which deleted objects count (§3.1 of the fact sheet).
  private static let report = Report(.basic, level: .advertiser, granularity: .day)

  /// What makes a day one with a row: what was delivered, and what came of it later, by either time.
  private static let metrics = [
    "spend", "impressions", "clicks", "conversion", "real_time_conversion", "result", "real_time_result",
  ]

  /// Days for which reports settle, after those that have ended everywhere.
  private static let daysToSettle = 2

  /// - Parameters:
  ///   - client: asks.
  ///   - today: which days are too young.
  ///   - log: is told when an account's days are not to be learnt.
  init(client: APIClient, today: Today, log: any Log) {
    self.client = client
    self.log = log
    lastSettled = today.lastClosed.advanced(by: -Self.daysToSettle)
  }

  /// Notes which windows a stream is about to ask for. To be told of all before the first is asked about.
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

  /// Whether the account is known to have had nothing on any of the days, which must be of those that were noted. Asks
  /// for what is not known yet.
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

  /// The days of a period that had anything; nil where TikTok does not tell.
  private func activeDays(
    of account: AdvertiserID, in period: DateWindow, at place: Int
  ) async throws -> ActiveDays? {
    try await active.value(of: Period(account: account, place: place)) {
      // What it refuses for one period it refuses for the others.
      guard accounts.withLock({ $0[account]?.isRefused == false }) else { return nil }
      return try await ask(account, in: period)
    }
  }

  private func ask(_ account: AdvertiserID, in period: DateWindow) async throws -> ActiveDays? {
    let request = Self.report.request(
      of: account, in: period, metrics: Self.metrics, includeDeleted: true, pageSize: 1000)
    do {
      // What takes too long is not asked for again: reports that are asked for every day are the other way.
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

/// Some of the days of a period, which has at most as many as the number has bits.
private struct ActiveDays: OptionSet {
  /// A bit for each day, the period's first the lowest.
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// All days of a window, which does not reach beyond the period that begins on `start`.
  init(all window: DateWindow, from start: CalendarDay) {
    let first = window.start.ordinal - start.ordinal
    rawValue = (first..<first + window.days).reduce(0) { $0 | 1 << UInt32($1) }
  }
}

extension Page {
  /// The days of which the report has a row.
  /// - Throws: `APIError`, also for anything but rows of the period's days on one page: others would be missed.
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
  /// Whether its rows are parts of an account's days: where the account's own report by the day has no row, there is
  /// none of this one.
  ///
  /// Reports of other types count other things. Audience reports by the hour are asked for to be refused.
  var isPartOfAccountDays: Bool {
    guard let report, !report.isRefusedByTheHour else { return false }
    switch (report.type, report.granularity) {
    case (.basic, .day), (.basic, .hour), (.audience, .day): return true
    default: return false
    }
  }
}

extension DateWindows {
  /// The place of the window that a day is in.
  fileprivate func place(of day: CalendarDay) -> Int { (day.ordinal - start.ordinal) / length }
}
