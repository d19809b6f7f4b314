import JSON

/// Requests about accounts: their properties, and which of them the token was granted.
enum AccountRequests {
  /// The most accounts per request (§2 of the fact sheet).
  static let batchSize = 100

  /// The fields that the other streams need.
  static let neededFields = ["advertiser_id", "timezone", "currency", "create_time"]

  /// The fields that a request can name (§2 of the fact sheet). A request without names returns more.
  static let nameableFields: Set<String> = [
    "telephone_number", "contacter", "currency", "cellphone_number", "timezone", "advertiser_id", "role",
    "company", "status", "description", "rejection_reason", "address", "name", "language", "industry",
    "license_no", "email", "license_url", "country", "balance", "create_time", "display_timezone",
    "owner_bc_id",
  ]

  /// The request for the properties of some accounts.
  /// - Parameters:
  ///   - ids: at most ``batchSize``.
  ///   - fields: names of members; nil for all.
  /// - Returns: a request whose answer has no pages.
  static func request(for ids: [AdvertiserID], fields: [String]? = nil) -> APIRequest {
    var parameters: [APIRequest.Parameter] = [
      .init("advertiser_ids", .array(ids.map { .string($0.text) }))
    ]
    if let fields { parameters.append(.init("fields", .array(fields.map { .string($0) }))) }
    return APIRequest(Endpoint.accounts.path, parameters)
  }

  /// The request for the accounts that the token was granted; nil for credentials that cannot ask.
  static func request(forGrantsOf credentials: Credentials) -> APIRequest? {
    guard case .oauth(let appID, let secret, _) = credentials else { return nil }
    return APIRequest(Endpoint.grants.path, [.init("app_id", appID), .init("secret", secret)])
  }
}
