import Connector
import HTTP

/// Messages for users: what happened, to which stream, account and days, and what to do about it.
enum UserMessage {
  /// An error of the API that ends a stream, or the whole sync. `couldTakeTasks`: whether an asynchronous task would
  /// help, which the configuration does not allow.
  static func failure(
    _ error: APIError, stream: StreamName, slice: Slice, couldTakeTasks: Bool = false
  ) -> SourceFailure {
    let remedy = Remedy(for: error, or: couldTakeTasks ? AsyncReportNotice.alternative : "")
    return SourceFailure(remedy.kind, "Stream `\(stream)` (\(slice)): \(remedy.text)", detail: "\(error)")
  }

  /// An error of the API outside a stream: while accounts are looked up, or in a check. `step` begins the message and
  /// says what was being done.
  static func failure(_ error: APIError, while step: String) -> SourceFailure {
    let remedy = Remedy(for: error)
    return SourceFailure(remedy.kind, "\(step): \(remedy.text)", detail: "\(error)")
  }

  /// An account that a stream skips.
  static func skipped(_ error: APIError, stream: StreamName, slice: Slice) -> String {
    let subject = slice.account.map { "advertiser \($0.id) is" } ?? "\(slice) are"
    let text = "Stream `\(stream)`: \(subject) left out because TikTok refuses it: \(error)."
    guard case .refused(let envelope) = error.cause else { return text }
    return "\(text) \(Remedy.advice(envelope, error))"
  }

  /// A metric or field that TikTok no longer knows: the stream is read without it.
  static func columnsDropped(_ names: Set<String>, _ error: APIError, stream: StreamName) -> String {
    "Stream `\(stream)`: TikTok refuses \(names.sorted().map { "`\($0)`" }.joined(separator: ", ")), so the stream "
      + "is read without them (\(error)). Deselect what TikTok no longer offers."
  }

  /// An account whose idle days cannot be found.
  static func activityUnknown(_ error: APIError, _ account: AdvertiserID) -> String {
    "The idle days of advertiser \(account) cannot be found, so its reports are requested for every day (\(error))."
  }

  /// An account whose attribution windows cannot be found.
  static func attributionUnknown(_ error: APIError, _ account: AdvertiserID) -> String {
    "The attribution windows of advertiser \(account) cannot be found, so its daily reports are read again for "
      + "\(AttributionLookback.supposedDays) days (\(error))."
  }

  /// An account of which it is unknown whether it has campaigns of a kind.
  static func kindUnknown(_ kind: CampaignKind, _ error: APIError, _ account: AdvertiserID) -> String {
    "It cannot be found out whether advertiser \(account) has \(kind.title) campaigns, so every request asks for them "
      + "(\(error))."
  }

  /// Campaigns of a kind that TikTok refuses; the others are read.
  static func kindRefused(_ kind: CampaignKind, _ error: APIError, stream: StreamName, slice: Slice) -> String
  {
    "Stream `\(stream)` (\(slice)): records of \(kind.title) campaigns are missing because TikTok refuses them: \(error). "
      + "All others are read."
  }

  /// A shop that reports of GMV Max skip.
  static func shopRefused(
    _ error: APIError, stream: StreamName, _ shop: String, of account: AdvertiserID
  ) -> String {
    "Stream `\(stream)` (advertiser \(account), shop \(shop)): the shop's rows are missing because TikTok refuses the "
      + "shop: \(error). Other shops are read, and the days count as read. Once the ad account may use the shop for GMV Max "
      + "(`is_gmv_max_available` in `gmv_max_stores`), refresh the stream to get its rows."
  }

  /// The filter for all statuses of campaigns, where TikTok refuses it.
  static func statusAllRefused(_ error: APIError, stream: StreamName) -> String {
    "Stream `\(stream)`: TikTok refuses the status STATUS_ALL, so campaigns are requested once for each status (\(error))."
  }

  /// Promote campaigns that a report cannot have.
  static func reasonWithoutPromote(_ problem: String, stream: StreamName, _ account: AdvertiserID) -> String {
    "Stream `\(stream)`: advertiser \(account) has Promote campaigns, whose rows are missing because \(problem). Their spend is "
      + "in the daily reports of the same level and in the account's reports."
  }

  /// An account that is missing in the answer to a request for it.
  static func accountMissing(_ id: AdvertiserID) -> String {
    "TikTok returns no data about advertiser \(id): its rows have no time zone or currency."
  }

  /// Accounts whose data TikTok refuses.
  static func accountsUnknown(_ ids: [AdvertiserID], _ error: APIError) -> String {
    "TikTok refuses the data of \(ids.count == 1 ? "advertiser \(ids[0])" : "\(ids.count) advertisers"): \(error). "
      + "Their rows have no time zone or currency."
  }

  static func fieldsRefused(_ error: APIError) -> String {
    "TikTok refuses some of the requested fields of the ad accounts, so all fields are requested: \(error)"
  }

  /// A lifetime that TikTok does not return as one row.
  static func lifetimeRefused(_ error: APIError, stream: Stream) -> String {
    let key = stream.key.contains(DateRangeField.start) ? "" : ", and these rows have the same key"
    return
      "Stream `\(stream.name)`: TikTok refuses one row for the whole lifetime (\(error)). Accounts older than a year have "
      + "a row for every 365 days, from `start_date` to `end_date`\(key)."
  }

  /// An account that is too large for one request.
  static func inParts(_ error: APIError, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): the account is too large for one request and is read by its campaigns (\(error))."
  }

  static func hourlyAudience(_ error: APIError, stream: StreamName) -> SourceFailure {
    SourceFailure(
      .configuration,
      "Stream `\(stream)`: TikTok has refused audience reports by the hour since December 2022. Remove "
        + "`report_granularity` from the configuration and read the stream whose name ends in `_daily`, or "
        + "deselect this one.\(Remedy.words(of: error))",
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
        ? "`exclude_advertiser_ids` leaves no ad account to read. Remove ids from it."
        : "The access token is valid, but no ad account is granted to it. Authorize the app again as a user "
          + "who has access to ad accounts, and tick the accounts in TikTok's dialog.")
  }

  /// Advertisers whose data TikTok refuses. `error` is why it refuses the first of them.
  static func refused(_ ids: [AdvertiserID], _ error: APIError, field: String) -> SourceFailure {
    let advice =
      error.envelope?.isOfGoneAccount == true
      ? Remedy.goneAccounts(listed(ids), field: field)
      : "The access token may not read advertiser \(listed(ids)). Authorize the app for it in TikTok's dialog, or correct "
        + "`\(field)`."
    return SourceFailure(.configuration, advice + Remedy.words(of: error), detail: "\(error)")
  }

  /// The list of the token's accounts, where the configuration names those to read.
  static func grantsRefused(_ error: APIError) -> String {
    "TikTok refuses to list the ad accounts of the access token. Reads of named accounts do not need the list, but the "
      + "stream `advertiser_ids` does. \(Remedy(for: error).text)"
  }

  /// Streams that a check has found unreadable.
  /// - Parameters:
  ///   - streams: those that the refused endpoint is needed for.
  ///   - account: that was asked about.
  ///   - error: what TikTok has answered.
  /// - Returns: a sentence for the log.
  static func unreadable(_ streams: [StreamName], of account: AdvertiserID, _ error: APIError) -> String {
    "Advertiser \(account): \(listed(streams)) cannot be read. \(Remedy(for: error).text)"
  }

  /// Streams that a check has not come to.
  static func untried(_ streams: [StreamName], within limit: Duration) -> String {
    "The check does not know whether \(listed(streams)) can be read: TikTok has not answered within "
      + "\(limit.components.seconds) seconds."
  }

  /// The first few streams, and how many more there are.
  private static func listed(_ streams: [StreamName]) -> String {
    let names = streams.prefix(3).map { "`\($0)`" }
    let more = streams.count > 3 ? ["\(streams.count - 3) more"] : []
    let parts = names + more
    guard parts.count > 1, let last = parts.last else { return names.joined() }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  static func notGranted(_ missing: [AdvertiserID], granted: [AdvertiserID]) -> SourceFailure {
    SourceFailure(
      .configuration,
      "The access token may not read advertiser \(listed(missing)). Authorize the app "
        + "for it in TikTok's dialog, or correct `advertiser_ids`. It may read \(listed(granted)).")
  }

  /// The first few accounts, and how many more there are.
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
    switch misfit.change {
    case .nulled:
      "Stream `\(stream)`: `\(misfit.field)` holds \(misfit.example), which is not of the type in its schema. "
        + "Such values become null; the records say so in their `meta`."
    case .truncated:
      "Stream `\(stream)`: `\(misfit.field)` holds half of a character (\(misfit.example)), which destinations refuse. "
        + "Such halves become U+FFFD; the records say so in their `meta`."
    }
  }

  /// Says what becomes of fields for which the catalog declares other types.
  /// - Parameter plans: those of the streams that are read.
  /// - Returns: nil if there are none.
  static func declaredTypes(in plans: [StreamPlan]) -> Notice? {
    let fields = plans.flatMap { plan in plan.records.declaredFields.map { (plan.stream.name, $0) } }
    guard let (stream, field) = fields.first else { return nil }
    let others = fields.count > 1 ? ", and other types for \(fields.count - 1) more fields" : ""
    return Notice(
      .info,
      "The catalog declares `\(field.path)` of \(stream) as \(field.type.rawValue)\(others). Records follow the catalog "
        + "wherever a value loses nothing by that. Refresh the source's schema for the types of this version."
    )
  }

  /// A state whose first days are later than the configuration's.
  static func startMovedBack(from first: CalendarDay, to start: CalendarDay, stream: StreamName) -> String {
    "Stream `\(stream)`: the start date is \(start) by now, but the state begins at \(first). The days before are not "
      + "read, because an incremental read goes on from its state. To read them, reset the stream's state or refresh the "
      + "stream."
  }

  static func state(_ error: Bookmark.StateError, stream: StreamName) -> SourceFailure {
    SourceFailure(
      .configuration,
      "The state of stream `\(stream)` cannot be used: \(error.problem). Use a state that an earlier sync of "
        + "this stream emitted, or reset the stream.")
  }
}
