import JSON

/// How accounts are asked for: what is known of them, and which of them the token was granted.
enum AccountRequests {
  /// The most accounts that one request may ask for (§2 of the fact sheet).
  static let batchSize = 100

  /// What the other streams need to know of an account.
  static let neededFields = ["advertiser_id", "timezone", "currency", "create_time"]

  /// What can be asked for by name (§2 of the fact sheet). More comes along when nothing is named.
  static let nameableFields: Set<String> = [
    "telephone_number", "contacter", "currency", "cellphone_number", "timezone", "advertiser_id", "role",
    "company", "status", "description", "rejection_reason", "address", "name", "language", "industry",
    "license_no", "email", "license_url", "country", "balance", "create_time", "display_timezone",
    "owner_bc_id",
  ]

  /// Asks for what is known of the accounts.
  /// - Parameters:
  ///   - ids: at most ``batchSize``.
  ///   - fields: names of members; nil for all that there are.
  /// - Returns: a request whose answer is not paged.
  static func request(for ids: [AdvertiserID], fields: [String]? = nil) -> APIRequest {
    var parameters: [APIRequest.Parameter] = [
      .init("advertiser_ids", .array(ids.map { .string($0.text) }))
    ]
    if let fields { parameters.append(.init("fields", .array(fields.map { .string($0) }))) }
    return APIRequest(Endpoint.accounts.path, parameters)
  }

  /// Asks what the token was granted; nil for credentials that cannot ask.
  static func request(forGrantsOf credentials: Credentials) -> APIRequest? {
    guard case .oauth(let appID, let secret, _) = credentials else { return nil }
    return APIRequest(Endpoint.grants.path, [.init("app_id", appID), .init("secret", secret)])
  }
}
