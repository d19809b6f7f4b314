import Connector
import HTTP

/// Who can mend what happened, and how.
extension UserMessage {
  /// `or` is a remedy for what is too large.
  static func judgement(of error: APIError, or: String = "") -> (SourceFailure.Kind, String) {
    switch error.cause {
    case .refused(let envelope):
      (error.kind.failure, remedy(envelope, error, or: or))
    case .status(let status, _):
      error.kind == .system
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
    case .unstable:
      (
        .transient,
        "records came and went whenever the list was read, so that some may be missing. Read it at a quieter "
          + "time, or with a larger `page_size`; the next sync reads it again."
      )
    case .usedUp(let quota): (.transient, remedy(quota, path: error.path))
    case .task(let id, let problem): (.transient, failedTask(id, problem))
    }
  }

  /// What users do about a refusal, with TikTok's own words.
  private static func remedy(_ envelope: Envelope, _ error: APIError, or: String) -> String {
    "\(advice(envelope, error, or: or)) TikTok says: \(envelope.message.wholeWords(upTo: 300))"
  }

  /// What users do about a refusal.
  static func advice(_ envelope: Envelope, _ error: APIError, or: String = "") -> String {
    if error.kind == .throttle, let period = ThrottlePeriod(said: envelope.message) {
      return remedy(period, of: error.isOfQuota ? " of `\(error.path)`" : "")
    }
    return ErrorCode.of(envelope).remedy?.replacing("{path}", with: error.path)
      ?? remedy(error.kind, path: error.path, or: or)
  }

  /// What users do about a kind of error, where the code says nothing more.
  private static func remedy(_ kind: APIError.Kind, path: String, or: String) -> String {
    switch kind {
    case .retry: "TikTok's servers failed again and again. Try again later."
    case .throttle:
      "TikTok holds the app's requests back and did not let go in time. Try again later; if other programs use the "
        + "same app, give each its share with `requests_per_second`."
    case .skip:
      "TikTok refuses access. Grant your app the ad account and the permission for `\(path)`, then authorize it "
        + "again."
    case .split where !path.contains("report/"):
      "TikTok finds the request too large. Set a smaller `page_size`, and please report this with the details."
    case .split:
      "even a single day is too large a report for TikTok. Select fewer metrics for this stream\(or)."
    case .configuration:
      "TikTok refuses the authorization. Authorize the app again and put the new token into "
        + "`credentials.access_token`."
    case .system: "TikTok does not accept the request. Please report this with the details."
    }
  }

  private static func remedy(_ quota: Quota, path: String) -> String {
    let rest =
      quota.period == .day
      ? "lets the app go on at 00:00 UTC" : "takes more as soon as the first are an hour old"
    return
      "TikTok takes \(quota) at `\(path)`, which are used up, and \(rest). Run the sync again then, which goes on from its "
      + "last states, or set `patience_minutes` so high that it waits."
  }

  private static func remedy(_ period: ThrottlePeriod, of endpoint: String) -> String {
    switch period {
    case .minute:
      "The app has sent too many requests per minute, and TikTok wants none for 5 minutes, which `patience_minutes` "
        + "does not allow. Try again then, or set it higher; programs that use the same app share its rate by "
        + "`requests_per_second`."
    case .day:
      "The app has used up its requests\(endpoint) for today, and TikTok lets it go on at 00:00 UTC. Run the sync again then, "
        + "which goes on from its last states, or set `patience_minutes` so high that it waits; a higher `api_level` "
        + "has more requests a day."
    }
  }
}

extension APIError.Kind {
  /// Who can mend it.
  var failure: SourceFailure.Kind {
    switch self {
    // Asked for once more in the same way it is too large again.
    case .configuration, .skip, .split: .configuration
    case .retry, .throttle: .transient
    case .system: .system
    }
  }
}

extension UserMessage {
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
        "the certificate of \(failure.host) is not trusted by \(authorities). Behind a proxy "
          + "that opens TLS, put its certificate into a file and name it in SSL_CERT_FILE."
      )
    case .certificateOfAnotherHost:
      (
        .configuration,
        "the certificate of \(failure.host) is another host's, so the token was not sent. Check "
          + "\(BaseURL.variable), the DNS and the proxy on the way."
      )
    case .authoritiesUnreadable(let authorities):
      (.configuration, "the certificates of \(authorities) cannot be read. Correct or unset the variable.")
    case .redirectRefused(let target, _):
      (
        .configuration,
        "\(failure.host) sends requests on to \(target). That is not followed, because the access token "
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
