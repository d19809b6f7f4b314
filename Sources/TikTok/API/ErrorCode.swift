/// A code of the API, what it means for the read, and what the user can do (§4 of the fact sheet).
struct ErrorCode: Sendable {
  let codes: ClosedRange<Int>
  /// Words that the message must contain too, in lower case, because some codes have several meanings.
  let words: [String]
  let kind: APIError.Kind
  /// What to do about this code; nil where the remedy of its kind is enough.
  let remedy: String?

  private init(
    _ codes: ClosedRange<Int>, saying words: [String] = [], _ kind: APIError.Kind, _ remedy: String? = nil
  ) {
    self.codes = codes
    self.words = words
    self.kind = kind
    self.remedy = remedy
  }

  private init(
    _ code: Int, saying words: [String] = [], _ kind: APIError.Kind, _ remedy: String? = nil
  ) {
    self.init(code...code, saying: words, kind, remedy)
  }

  /// The codes with a meaning of their own; the first match counts. `{path}` in a remedy stands for the endpoint. Codes
  /// of requests that change data are missing, because none are sent.
  static let table: [ErrorCode] = [
    // Only the text says that the token belongs to another app, and the codes for it differ.
    ErrorCode(Int.min...Int.max, saying: ["app_id", "inconsistent"], .configuration, otherApp),
    ErrorCode(
      -1, saying: ["banned country"], .configuration, networkRefused),
    ErrorCode(40000, saying: ["app", "token"], .configuration, otherApp),
    ErrorCode(40001, saying: ["permission to operate", "advertiser"], .skip, accountRefused),
    ErrorCode(40001, .skip),
    ErrorCode(
      40007, .skip,
      "TikTok does not know what was requested from `{path}`. If this persists, deselect the stream, or leave the account "
        + "out with `exclude_advertiser_ids`."),
    ErrorCode(40008, .skip, notInSandbox),
    ErrorCode(40009, .skip, notInSandbox),
    ErrorCode(
      40010, .configuration,
      "The address does not belong to this version of TikTok's API. Unset or correct \(BaseURL.variable)."),
    ErrorCode(40011, .split),
    ErrorCode(
      40013, .configuration,
      "There is no such sandbox account. Copy `advertiser_id` and the token from the sandbox in the developer portal."
    ),
    ErrorCode(40014, .skip, notInSandbox),
    ErrorCode(40016, .throttle),
    ErrorCode(40050, .retry),
    ErrorCode(40053, .skip, "TikTok does not know one of the requested videos."),
    ErrorCode(40067, .split),
    ErrorCode(40100, .throttle),
    ErrorCode(
      40101, .configuration,
      "TikTok refuses the app id or the secret. Copy `app_id` and `secret` from your app's page in the developer "
        + "portal."),
    ErrorCode(40102...40105, .configuration, tokenRefused),
    ErrorCode(
      40106, .skip,
      "The user who authorized the app no longer has access to the ad account. Have a user with access authorize "
        + "the app, or leave the account out with `exclude_advertiser_ids`."),
    ErrorCode(40107, .configuration, tokenRefused),
    ErrorCode(40109, .system),
    ErrorCode(
      40113, .configuration,
      "The app is blocked or unknown, or the token belongs to another app. Look at the app's page in the developer portal, "
        + "and put a token of this app into `credentials.access_token`."),
    ErrorCode(
      40117, .skip, "Your app may not use `{path}` in this way. Ask TikTok for it, or deselect the stream."),
    ErrorCode(
      40118, .skip,
      "TikTok offers `{path}`, or a part of it, only to apps and ad accounts on its allowlist. Ask your TikTok "
        + "representative for it, or deselect the stream."),
    ErrorCode(
      40119, .skip,
      "The app's developer and the ad account belong to different companies. Leave the account out with "
        + "`exclude_advertiser_ids`, or use an app of the account's company."),
    ErrorCode(
      40121...40122, .skip,
      "`{path}` is for creators of certain regions, and the ad account is not one of them. Deselect the stream."
    ),
    ErrorCode(
      40124, .configuration,
      "The developer's profile is not filled in or not approved. Complete it in the developer portal."),
    ErrorCode(
      40125, .skip,
      "Your app lacks the permission for `{path}`. Add it in the developer portal and authorize the app again, or "
        + "deselect the stream."),
    ErrorCode(40132...40133, .throttle),
    ErrorCode(40108...40199, .configuration),
    ErrorCode(40200...40202, .retry),
    ErrorCode(40300...40399, .skip, accountRefused),
    ErrorCode(40700, .retry),
    ErrorCode(40901...40903, .retry),
    ErrorCode(40913, .retry),
    ErrorCode(41000, .configuration, networkRefused),
    ErrorCode(41001, .skip, "TikTok has shut down `{path}`. Deselect the stream if this persists."),
    ErrorCode(50000...59999, .retry),
    ErrorCode(
      60001, .retry, "TikTok's service is closed for maintenance. Try again later."),
  ]

  private static let otherApp =
    "The access token belongs to another app. Use the `app_id` and `secret` of the app that the token was made for."
  private static let tokenRefused =
    "TikTok refuses the access token: it is wrong, expired or revoked. Authorize the app again and put the new token "
    + "into `credentials.access_token`."
  private static let networkRefused =
    "TikTok refuses requests from the country of this network. Run the connector in another country, or through a "
    + "proxy (variable https_proxy) in one."
  private static let accountRefused =
    "The ad account is deleted, or not granted to the app. Grant it and authorize the app again, or leave it out with "
    + "`exclude_advertiser_ids`."
  private static let notInSandbox =
    "The sandbox has no `{path}`. Deselect the stream, or use credentials of production."

  /// An account that does not exist any more, with whatever code.
  static let goneAccount = ErrorCode(0...0, .skip)

  /// All other codes: a request that TikTok does not accept.
  static let other = ErrorCode(0...0, .system)

  /// The row that matches an answer.
  static func of(_ envelope: Envelope) -> ErrorCode {
    let said = envelope.message.lowercased()
    let row =
      table.first { row in
        row.codes.contains(envelope.code) && row.words.allSatisfy { said.contains($0) }
      } ?? other
    return [.skip, .system].contains(row.kind) && envelope.isOfGoneAccount ? goneAccount : row
  }

  /// The service is closed for a while (§4).
  static let maintenance = 60001
}

extension ErrorCode: Equatable {}
