import Connector
import HTTP

/// What users are told: what happened, to which stream, account and days, and what to do about it.
enum UserMessage {
  /// An error of the API that ends a stream, or the whole sync. `couldTakeTasks`: whether a task, which the
  /// configuration does not allow, would be another way.
  static func failure(
    _ error: APIError, stream: StreamName, slice: Slice, couldTakeTasks: Bool = false
  ) -> SourceFailure {
    let remedy = Remedy(for: error, or: couldTakeTasks ? AsyncReportNotice.alternative : "")
    return SourceFailure(remedy.kind, "Stream `\(stream)` (\(slice)): \(remedy.text)", detail: "\(error)")
  }

  /// An error of the API that is no stream's: while the accounts are looked up, or in a check. `step` is what was
  /// being tried, as the beginning of a sentence.
  static func failure(_ error: APIError, while step: String) -> SourceFailure {
    let remedy = Remedy(for: error)
    return SourceFailure(remedy.kind, "\(step): \(remedy.text)", detail: "\(error)")
  }

  /// An account that a stream goes on without.
  static func skipped(_ error: APIError, stream: StreamName, slice: Slice) -> String {
    let subject = slice.account.map { "advertiser \($0.id) is" } ?? "\(slice) are"
    let text = "Stream `\(stream)`: \(subject) left out because TikTok refuses it: \(error)."
    guard case .refused(let envelope) = error.cause else { return text }
    return "\(text) \(Remedy.advice(envelope, error))"
  }

  /// A metric or field that TikTok no longer knows: the stream goes on without it.
  static func columnsDropped(_ names: Set<String>, _ error: APIError, stream: StreamName) -> String {
    "Stream `\(stream)`: TikTok refuses \(names.sorted().map { "`\($0)`" }.joined(separator: ", ")), which this read "
      + "goes on without (\(error)). Deselect what TikTok no longer offers."
  }

  /// An account whose idle days are not to be learnt.
  static func activityUnknown(_ error: APIError, _ account: AdvertiserID) -> String {
    "TikTok does not tell on which days advertiser \(account) was idle, so that its reports are asked for every day "
      + "(\(error))."
  }

  /// Whether an account has campaigns of a kind is not to be learnt.
  static func kindUnknown(_ kind: CampaignKind, _ error: APIError, _ account: AdvertiserID) -> String {
    "TikTok does not tell whether advertiser \(account) has \(kind.title) campaigns, so that it is asked for them with every "
      + "request (\(error))."
  }

  /// Campaigns of a kind that TikTok refuses to tell of: the others are read.
  static func kindRefused(_ kind: CampaignKind, _ error: APIError, stream: StreamName, slice: Slice) -> String
  {
    "Stream `\(stream)` (\(slice)): what belongs to \(kind.title) campaigns is missing, because TikTok refuses it: \(error). "
      + "Everything else is read."
  }

  /// A shop that reports of GMV Max go on without.
  static func shopRefused(
    _ error: APIError, stream: StreamName, _ shop: String, of account: AdvertiserID
  ) -> String {
    "Stream `\(stream)` (advertiser \(account), shop \(shop)): the shop's rows are missing, because TikTok refuses it: "
      + "\(error). Other shops are read, and the days count as read. Once the ad account may use the shop for GMV Max "
      + "(`is_gmv_max_available` in `gmv_max_stores`), refresh the stream to have its rows."
  }

  /// The word for all statuses of campaigns, which TikTok does not take.
  static func statusAllRefused(_ error: APIError, stream: StreamName) -> String {
    "Stream `\(stream)`: TikTok refuses the status STATUS_ALL, so that campaigns are asked for by each of their statuses "
      + "(\(error))."
  }

  /// Promote campaigns that a report cannot have.
  static func lackOfPromote(_ problem: String, stream: StreamName, _ account: AdvertiserID) -> String {
    "Stream `\(stream)`: advertiser \(account) has Promote campaigns, whose rows are missing because \(problem). Their spend is "
      + "in the daily reports of the level, and in the account's own."
  }

  /// An account that the answer to a request for it does not hold.
  static func accountMissing(_ id: AdvertiserID) -> String {
    "TikTok tells nothing of advertiser \(id): its rows carry no time zone or currency."
  }

  /// Accounts that TikTok refuses to describe.
  static func accountsUnknown(_ ids: [AdvertiserID], _ error: APIError) -> String {
    "TikTok refuses to tell of \(ids.count == 1 ? "advertiser \(ids[0])" : "\(ids.count) advertisers"): "
      + "\(error). Their rows carry no time zone or currency."
  }

  static func fieldsRefused(_ error: APIError) -> String {
    "TikTok refuses some of the fields that were asked of the ad accounts, so all are asked for: \(error)"
  }

  /// A lifetime that TikTok does not sum up in one row.
  static func lifetimeRefused(_ error: APIError, stream: Stream) -> String {
    let key = stream.key.contains(DateRangeField.start) ? "" : ", which its key does not tell apart"
    return
      "Stream `\(stream.name)`: TikTok refuses the lifetime as a whole (\(error)). Accounts older than a year have "
      + "a row for every 365 days, from `start_date` to `end_date`\(key)."
  }

  /// An account that is too large to be asked about at once.
  static func inParts(_ error: APIError, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): the account is too large for one request and is read by its campaigns (\(error))."
  }

  /// Records that TikTok does not give.
  static func outOfReach(_ count: Int, _ reach: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): of \(count) records TikTok gives the first \(reach) only."
  }

  /// A list of which TikTok counts other records than come, however often it is asked.
  static func countMismatch(_ difference: PaginationCheck.Difference, stream: StreamName, slice: Slice)
    -> String
  {
    "Stream `\(stream)` (\(slice)): TikTok counts \(difference.counted) records and lists \(difference.listed), each of "
      + "the \(PaginationCheck.agreeingReads) times that it was asked. What it lists has been read; if records are missing in "
      + "your destination, compare with TikTok Ads Manager."
  }

  /// The same of a list that objects are looked up in.
  static func countMismatch(_ difference: PaginationCheck.Difference, _ request: APIRequest) -> String {
    "TikTok counts \(difference.counted) objects of advertiser \(request["advertiser_id"] ?? "") by `\(request.path)` and "
      + "lists \(difference.listed), each of the \(PaginationCheck.agreeingReads) times that it was asked. Streams that go by "
      + "this list read what it lists."
  }

  /// Rows that only some of several requests for their metrics know.
  static func incompleteRows(_ count: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): the metrics were read in several requests, and there are rows that are in the answers "
      + "to some of them only, each of the \(PaginationCheck.agreeingReads) times that they were asked: \(count). These rows lack "
      + "the metrics of the others."
  }

  static func hourlyAudience(_ error: APIError, stream: StreamName) -> SourceFailure {
    SourceFailure(
      .configuration,
      "Stream `\(stream)`: TikTok has refused audience reports by the hour since December 2022. Take "
        + "`report_granularity` out of the configuration and read the stream whose name ends in `_daily`, or "
        + "deselect this one.",
      detail: "\(error)")
  }

  static func refusedEverywhere(_ error: APIError, stream: StreamName) -> SourceFailure {
    let remedy = Remedy(for: error)
    return SourceFailure(
      remedy.kind, "Stream `\(stream)`: no ad account can be read. \(remedy.text)", detail: "\(error)")
  }

  static func noAdvertiser(excluded: Int) -> SourceFailure {
    SourceFailure(
      .configuration,
      excluded > 0
        ? "`exclude_advertiser_ids` leaves no ad account to read. Take ids out of it."
        : "The access token is valid, but no ad account is granted to it. Authorize the app again as a user "
          + "who has access to ad accounts, and tick the accounts in TikTok's dialog.")
  }

  /// Accounts that a token may not read which cannot list those that it may.
  static func refused(_ ids: [AdvertiserID], field: String) -> SourceFailure {
    SourceFailure(
      .configuration,
      "The access token may not read advertiser \(listed(ids)). Authorize the app for "
        + "it in TikTok's dialog, or correct `\(field)`.")
  }

  static func notGranted(_ missing: [AdvertiserID], granted: [AdvertiserID]) -> SourceFailure {
    SourceFailure(
      .configuration,
      "The access token may not read advertiser \(listed(missing)). Authorize the app "
        + "for it in TikTok's dialog, or correct `advertiser_ids`. It may read \(listed(granted)).")
  }

  /// As many accounts as a reader takes in, and how many there are besides.
  private static func listed(_ ids: [AdvertiserID]) -> String {
    let first = ids.prefix(5).map(\.text).joined(separator: ", ")
    return ids.count > 5 ? "\(first) and \(ids.count - 5) more" : first
  }

  static func unknownFields(_ names: [String], stream: StreamName) -> String {
    "Stream `\(stream)`: TikTok sends fields that the schema does not name: "
      + names.map { "`\($0.clipped)`" }.joined(separator: ", ")
      + ". They are in the records; destinations with typed columns drop them."
  }

  static func misfit(_ misfit: PageSummary.Misfit, stream: StreamName) -> String {
    "Stream `\(stream)`: `\(misfit.field)` holds \(misfit.example), which is not of the type in its schema. "
      + "Such values become null; the records say so in their `meta`."
  }

  static func state(_ error: Bookmark.StateError, stream: StreamName) -> SourceFailure {
    SourceFailure(
      .configuration,
      "The state of stream `\(stream)` cannot be used: \(error.problem). Hand in a state that an earlier sync of "
        + "this stream emitted, or reset the stream.")
  }
}
