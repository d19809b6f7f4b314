import Connector
import HTTP

/// Who can fix a failure, and how.
struct Remedy {
  let kind: SourceFailure.Kind
  /// What happened and what to do about it, as sentences.
  let text: String

  private init(_ kind: SourceFailure.Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// - Parameters:
  ///   - error: what happened.
  ///   - alternative: ends the sentence about a report that is too large with another way out, such as
  ///     ``AsyncReportNotice/alternative``; empty for none.
  init(for error: APIError, or alternative: String = "") {
    switch error.cause {
    case .refused(let envelope):
      self.init(error.kind.failure, Self.advice(envelope, error, or: alternative) + Self.words(of: error))
    case .status(let status, _) where error.kind == .system:
      self.init(
        .system,
        "an answer has HTTP status \(status), which the API itself never sends. Check the proxies in between, and "
          + "the variable \(BaseURL.variable) if it is set.")
    case .status(let status, _):
      self.init(
        .transient, "TikTok's servers answered with HTTP status \(status) again and again. Try again later.")
    case .transport(let failure): self.init(for: failure)
    case .page(.malformed):
      self.init(.transient, "TikTok's answer was cut off or is not JSON, again and again. Try again later.")
    case .page:
      self.init(
        .system,
        "TikTok's answer does not have the documented shape. None of it was used. Please report this with the "
          + "details.")
    case .truncated:
      self.init(
        .system,
        "the account has more ads than TikTok reports at a time (20,000), and rows of the older ones are "
          + "missing. Read a stream of a higher level for this account, such as its campaigns' reports\(alternative)."
      )
    case .unstable:
      self.init(
        .transient,
        "the list kept changing while it was read, so some records may be missing. Read it at a quieter time, "
          + "or with a larger `page_size`; the next sync reads it again.")
    case .usedUp(let quota): self.init(.transient, Self.advice(quota, path: error.path))
    case .task(let id, let problem): self.init(.transient, AsyncReportNotice.failed(id, problem))
    }
  }

  /// What TikTok says in a refusal, as a further sentence; empty for other errors.
  static func words(of error: APIError) -> String {
    error.envelope.map { " TikTok says: \($0.message.wholeWords(upTo: 300))" } ?? ""
  }

  /// What a user can do about accounts that are gone. `field` names them in the configuration.
  static func goneAccounts(_ accounts: String, field: String = "advertiser_ids") -> String {
    "Advertiser \(accounts) does not exist any more, says TikTok. Take it out of `\(field)`, leave it out with "
      + "`exclude_advertiser_ids`, or authorize the app again."
  }

  /// What a user can do about a refusal.
  static func advice(_ envelope: Envelope, _ error: APIError, or alternative: String = "") -> String {
    if error.kind == .throttle, let period = ThrottlePeriod(said: envelope.message) {
      return advice(period, of: error.isOfQuota ? " of `\(error.path)`" : "")
    }
    if envelope.isOfGoneAccount {
      return goneAccounts(envelope.accountNamed ?? "that the message names")
    }
    return ErrorCode.of(envelope).remedy?.replacing("{path}", with: error.path)
      ?? advice(error.kind, path: error.path, or: alternative)
  }

  /// The same by the kind of error, for codes without a remedy of their own.
  private static func advice(_ kind: APIError.Kind, path: String, or alternative: String) -> String {
    switch kind {
    case .retry: "TikTok's servers failed again and again. Try again later."
    case .throttle:
      "TikTok throttles the app's requests and did not stop in time. Try again later; if other programs use the same "
        + "app, give each its share with `requests_per_second`."
    case .skip:
      "TikTok refuses access. Grant your app the ad account and the permission for `\(path)`, then authorize it "
        + "again."
    case .split where !path.contains("report/"):
      "TikTok finds the request too large. Set a smaller `page_size`, and please report this with the details."
    case .split:
      "even a single day is too large a report for TikTok. Select fewer metrics for this stream\(alternative)."
    case .configuration:
      "TikTok refuses the authorization. Authorize the app again and put the new token into "
        + "`credentials.access_token`."
    case .system: "TikTok does not accept the request. Please report this with the details."
    }
  }

  private static func advice(_ quota: Quota, path: String) -> String {
    let end = quota.period == .day ? "00:00 UTC" : "the first of them is an hour old"
    return
      "TikTok takes \(quota) at `\(path)`, which are used up until \(end). Run the sync again then, and it continues from "
      + "its last states, or set `patience_minutes` high enough for it to wait."
  }

  private static func advice(_ period: ThrottlePeriod, of endpoint: String) -> String {
    switch period {
    case .minute:
      "The app has sent too many requests per minute, and TikTok wants none for 5 minutes, longer than "
        + "`patience_minutes` allows. Try again later, or set it higher; if other programs use the same app, give each its "
        + "share with `requests_per_second`."
    case .day:
      "The app has used up its requests\(endpoint) until 00:00 UTC. Run the sync again then, and it "
        + "continues from its last states, or set `patience_minutes` high enough for it to wait; a higher `api_level` has "
        + "more requests a day."
    }
  }
}

extension APIError.Kind {
  /// Who can fix it.
  var failure: SourceFailure.Kind {
    switch self {
    // The same request would be too large again.
    case .configuration, .skip, .split: .configuration
    case .retry, .throttle: .transient
    case .system: .system
    }
  }
}

extension Remedy {
  private init(for failure: HTTPError) {
    switch failure.kind {
    case .unresolvableHost:
      self.init(
        .transient,
        "the name \(failure.host) cannot be resolved. Check the network and DNS of the machine or "
          + "container that the connector runs in.")
    case .unreachable, .connectTimeout:
      self.init(
        .transient,
        "\(failure.host) cannot be reached. Check that the machine may open connections to it "
          + "(firewall, proxy variables https_proxy and no_proxy).")
    case .proxyFailed:
      self.init(
        .transient,
        "the proxy did not connect to \(failure.host). Check the variables https_proxy and "
          + "no_proxy.")
    case .certificateRefused(let authorities):
      self.init(
        .configuration,
        "the certificate of \(failure.host) is not trusted by \(authorities). Behind a proxy "
          + "that decrypts TLS, put its certificate into a file and name it in SSL_CERT_FILE.")
    case .certificateOfAnotherHost:
      self.init(
        .configuration,
        "the certificate of \(failure.host) is another host's, so the token was not sent. Check "
          + "\(BaseURL.variable), the DNS and the proxy.")
    case .authoritiesUnreadable(let authorities):
      self.init(
        .configuration, "the certificates of \(authorities) cannot be read. Correct or unset the variable.")
    case .redirectRefused(let target, _):
      self.init(
        .configuration,
        "\(failure.host) redirects requests to \(target). The redirect is not followed, because the "
          + "access token would be sent there. Check \(BaseURL.variable) and the proxy.")
    case .tooLarge(let limit):
      self.init(
        .system,
        "an answer of \(failure.host) is larger than \(limit / 1_048_576) MB. Set a smaller `page_size`.")
    case .invalidRequest:
      self.init(.system, "the request could not be sent. Please report this with the details.")
    case .cancelled, .other:
      self.init(.system, "the request to \(failure.host) failed. Please report this with the details.")
    case .stalled, .timedOut:
      self.init(
        .transient,
        "\(failure.host) accepts connections but does not answer in time. Try again later, and check the proxy or "
          + "firewall on the way.")
    case .handshakeFailed, .connectionLost, .badContentEncoding, .malformedResponse:
      self.init(.transient, "the connection to \(failure.host) failed again and again. Try again later.")
    }
  }
}
