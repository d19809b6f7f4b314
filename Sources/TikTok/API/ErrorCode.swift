/// A code of the API, what follows from it, and what its user can do (§4 of the fact sheet).
struct ErrorCode: Sendable {
  let codes: ClosedRange<Int>
  /// Words that the message holds besides, in lower case: some codes have several meanings.
  let words: [String]
  let kind: APIError.Kind
  /// Of this code in particular; the kind's otherwise.
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

  /// The codes that mean something of their own; the first that fits counts.
  static let table: [ErrorCode] = [
    // A token of another app is told apart by the text alone.
    ErrorCode(
      40000, saying: ["app", "token"], .configuration,
      "The access token belongs to another app. Use the `app_id` and `secret` of the app that the token was made for."
    ),
    ErrorCode(40001, .skip),
    ErrorCode(40007, .skip),
    ErrorCode(40067, .split),
    ErrorCode(40100, .throttle),
    ErrorCode(
      40101, .configuration,
      "TikTok refuses the app id or the secret. Copy `app_id` and `secret` from your app's page in the developer "
        + "portal."),
    ErrorCode(
      40102...40105, .configuration,
      "TikTok refuses the access token: it is wrong, expired or revoked. Authorize the app again and put the new "
        + "token into `credentials.access_token`."),
    ErrorCode(40133, .throttle),
    ErrorCode(40106...40199, .configuration),
    ErrorCode(40200...40202, .retry),
    ErrorCode(40300...40399, .skip),
    ErrorCode(40700, .retry),
    ErrorCode(50000...59999, .retry),
    ErrorCode(
      60001, .retry, "TikTok's service is closed for maintenance. Try again later."),
  ]

  /// What everything else is: a request that TikTok does not accept.
  static let other = ErrorCode(0...0, .system)

  /// The row that an answer is of.
  static func of(_ envelope: Envelope) -> ErrorCode {
    let said = envelope.message.lowercased()
    return table.first { row in
      row.codes.contains(envelope.code) && row.words.allSatisfy { said.contains($0) }
    } ?? other
  }

  /// The service is closed for a while (§4).
  static let maintenance = 60001
}

extension ErrorCode: Equatable {}
