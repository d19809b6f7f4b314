import Connector
import HTTP

/// What users are told: what happened, to which stream, account and days, and what to do about it.
enum Explanation {
  /// An error of the API that ends a stream, or the whole sync. `couldTakeTasks`: whether a task, which the
  /// configuration does not allow, would be another way.
  static func failure(
    _ error: APIError, stream: StreamName, slice: Slice, couldTakeTasks: Bool = false
  ) -> SourceFailure {
    let (kind, remedy) = judgement(of: error, or: couldTakeTasks ? takeTasks : "")
    return SourceFailure(kind, "Stream `\(stream)` (\(slice)): \(remedy)", detail: "\(error)")
  }

  /// An error of the API that is no stream's: while the accounts are looked up, or in a check. `step` is what was
  /// being tried, as the beginning of a sentence.
  static func failure(_ error: APIError, while step: String) -> SourceFailure {
    let (kind, remedy) = judgement(of: error)
    return SourceFailure(kind, "\(step): \(remedy)", detail: "\(error)")
  }

  static func skipped(_ error: APIError, stream: StreamName, slice: Slice) -> String {
    let subject = slice.account.map { "advertiser \($0.id) is" } ?? "\(slice) are"
    return "Stream `\(stream)`: \(subject) left out, for TikTok refuses it: \(error). Grant your app the "
      + "account and the permission for this endpoint, or leave the account out with `exclude_advertiser_ids`."
  }

  /// A metric or field that TikTok no longer knows: the stream goes on without it.
  static func columnsDropped(_ names: Set<String>, _ error: APIError, stream: StreamName) -> String {
    "Stream `\(stream)`: TikTok refuses \(names.sorted().map { "`\($0)`" }.joined(separator: ", ")), which this read "
      + "goes on without (\(error)). Deselect what TikTok no longer offers."
  }

  static func fieldsRefused(_ error: APIError) -> String {
    "TikTok refuses some of the fields that were asked of the ad accounts, so all are asked for: \(error)"
  }

  /// A lifetime that TikTok does not sum up in one row.
  static func lifetimeRefused(_ error: APIError, stream: Stream) -> String {
    let key = stream.key.contains(WindowColumn.start) ? "" : ", which its key does not tell apart"
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

  /// Rows of which one of several requests knew nothing, for they came into being in between.
  static func incompleteRows(_ count: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): rows changed while their metrics were read in several requests, and \(count) of "
      + "them lack some metrics. The next sync that covers these days completes them."
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
    SourceFailure(
      .configuration,
      "Stream `\(stream)`: TikTok refuses every ad account. Your app lacks the permission for `\(error.path)`, "
        + "or the accounts are not granted to it. Add the permission in the developer portal and authorize "
        + "the app again, or deselect the stream.",
      detail: "\(error)")
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
      "The access token may not read advertiser \(ids.map(\.text).joined(separator: ", ")). Authorize the app for "
        + "it in TikTok's dialog, or mend `\(field)`.")
  }

  static func notGranted(_ missing: [AdvertiserID], granted: [AdvertiserID]) -> SourceFailure {
    let known = granted.prefix(5).map(\.text).joined(separator: ", ")
    return SourceFailure(
      .configuration,
      "The access token may not read advertiser \(missing.map(\.text).joined(separator: ", ")). Authorize the app "
        + "for it in TikTok's dialog, or mend `advertiser_ids`. It may read "
        + "\(known)\(granted.count > 5 ? " and \(granted.count - 5) more" : "").")
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

  /// Who can mend it, and how; `or` is a remedy for what is too large.
  private static func judgement(of error: APIError, or: String = "") -> (SourceFailure.Kind, String) {
    switch error.cause {
    case .refused(let envelope): judgement(of: envelope, error, or: or)
    case .status(let status, _):
      error.kind == .fail
        ? (
          .system,
          "HTTP status \(status) came back, which the API itself never answers with. Check the proxies on the "
            + "way, and the variable \(BaseURL.variable) if it is set."
        )
        : (
          .transient, "TikTok's servers answered with HTTP status \(status) again and again. Try again later."
        )
    case .transport(let failure): judgement(of: failure)
    case .page(.malformed):
      (.transient, "TikTok's answer was cut off or is not JSON, again and again. Try again later.")
    case .page:
      (
        .system,
        "TikTok's answer does not have the shape that its documentation promises. Nothing of it was taken; "
          + "please report this with the details."
      )
    case .truncated:
      (
        .system,
        "the account has more ads than TikTok reports at a time (20,000), and rows of the older ones are "
          + "missing. Read a stream of a higher level for this account, such as its campaigns' reports\(or)."
      )
    case .task(let id, let problem): (.transient, failedTask(id, problem))
    }
  }

  private static func judgement(
    of envelope: Envelope, _ error: APIError, or: String
  ) -> (SourceFailure.Kind, String) {
    let said = "TikTok says: \(envelope.message.wholeWords(upTo: 300))"
    switch (error.kind, envelope.code) {
    case (_, 40101):
      return (
        .configuration,
        "TikTok refuses the app id or the secret. Copy `app_id` and `secret` from your app's page in "
          + "the developer portal. \(said)"
      )
    case (_, 40000) where error.kind == .configuration:
      return (
        .configuration,
        "The access token belongs to another app. Use the `app_id` and `secret` of the app that the "
          + "token was made for. \(said)"
      )
    case (_, 40104), (_, 40105), (_, 40102), (_, 40103):
      return (
        .configuration,
        "TikTok refuses the access token: it is wrong, expired or revoked. Authorize the app again "
          + "and put the new token into `credentials.access_token`. \(said)"
      )
    case (.configuration, _):
      return (
        .configuration,
        "TikTok refuses the authorization. Authorize the app again and put the new token into "
          + "`credentials.access_token`. \(said)"
      )
    case (.skip, _):
      return (
        .configuration,
        "TikTok refuses access. Grant your app the ad account and the permission for `\(error.path)`, "
          + "then authorize it again. \(said)"
      )
    case (.throttle, _):
      return (
        .transient,
        "TikTok holds the app's requests back and did not let go in time. Try again later; if other "
          + "programs use the same app, give each its share with `requests_per_second`. \(said)"
      )
    case (.retry, _):
      return (.transient, "TikTok's servers failed again and again. Try again later. \(said)")
    case (.split, _):
      return (
        .transient,
        "even a single day is too large a report for TikTok. Select fewer metrics for this stream\(or). "
          + said
      )
    case (.fail, _):
      return (.system, "TikTok does not accept the request. Please report this with the details. \(said)")
    }
  }
}

extension Explanation {
  private static func judgement(of failure: HTTPError) -> (SourceFailure.Kind, String) {
    switch failure.kind {
    case .unresolvableHost:
      (
        .transient,
        "the name \(failure.host) cannot be resolved. Check the network and DNS of the machine or "
          + "container that the connector runs in."
      )
    case .unreachable, .connectTimeout:
      (
        .transient,
        "\(failure.host) cannot be reached. Check that the machine may open connections to it "
          + "(firewall, proxy variables https_proxy and no_proxy)."
      )
    case .proxyFailed:
      (
        .transient,
        "the proxy on the way to \(failure.host) did not help. Check the variables https_proxy and "
          + "no_proxy."
      )
    case .certificateRefused(let authorities):
      (
        .configuration,
        "the certificate of \(failure.host) is not vouched for by \(authorities). Behind a proxy "
          + "that opens TLS, put its certificate into a file and name it in SSL_CERT_FILE."
      )
    case .certificateOfAnotherHost:
      (
        .configuration,
        "the certificate of \(failure.host) is another host's, so the token was not sent. Check "
          + "\(BaseURL.variable), the DNS and the proxy on the way."
      )
    case .authoritiesUnreadable(let authorities):
      (.configuration, "the certificates of \(authorities) cannot be read. Mend or unset the variable.")
    case .redirectRefused(let target, _):
      (
        .configuration,
        "\(failure.host) sends requests on to \(target). That is not followed, for the access token "
          + "would go along. Check \(BaseURL.variable) and the proxy."
      )
    case .tooLarge(let limit):
      (
        .system,
        "an answer of \(failure.host) is larger than \(limit / 1_048_576) MB. Set a smaller `page_size`."
      )
    case .invalidRequest: (.system, "the request could not be sent. Please report this with the details.")
    case .cancelled, .other:
      (.system, "the request to \(failure.host) failed. Please report this with the details.")
    case .stalled, .timedOut:
      (
        .transient,
        "\(failure.host) accepts connections but does not answer in time. Try again later, and check the proxy or "
          + "firewall on the way."
      )
    case .handshakeFailed, .connectionLost, .badContentEncoding, .malformedResponse:
      (.transient, "the connection to \(failure.host) failed again and again. Try again later.")
    }
  }
}
