import JSON

/// A small TikTok: it knows the truth of its accounts, and answers and refuses as its documents say.
struct SimulatedTikTok: Sendable {
  static let token = "c4nary0123456789abcdef0123456789abcdef01"
  static let secret = "s3cret9876543210fedcba9876543210fedcba98"
  static let app = "6900000000000000001"

  let accounts: [SimulatedAccount]
  /// The time of all answers, in seconds since 1970-01-01 00:00 UTC.
  var moment: Int
  var limit = ObjectLimit.none
  /// Whether the whole life of an account comes in one row; Airbyte has found it refused (§3.1).
  var acceptsLifetimeByAdvertiser = true
  /// Whether reports of shops take STATUS_ALL, which the SDK does not have (§11.1).
  var acceptsAllStatusesOfShops = true
  /// Whether lists of portfolios say how many there are.
  var countsPortfolios = true
  /// Fields of lists and metrics of reports that TikTok documents but does not take.
  var refusedColumns: Set<String> = []
  /// Metrics beside those that the model counts.
  var furtherMetrics: Set<String> = []

  /// The same some time later.
  func later(by duration: Duration) -> SimulatedTikTok {
    var tikTok = self
    tikTok.moment += Int(duration / .seconds(1))
    return tikTok
  }

  func answer(_ query: Query) -> Answer {
    do throws(Refusal) {
      try checkToken(query)
      guard query.path == "report/integrated/get/" else {
        return Answer(envelope: Envelope.data(try data(query)))
      }
      let (data, isTruncated) = try report(query, of: account(query))
      return Answer(envelope: Envelope.data(data), isTruncated: isTruncated)
    } catch {
      return Answer(envelope: Envelope.refusal(error))
    }
  }

  private func checkToken(_ query: Query) throws(Refusal) {
    guard let token = query.token else { throw Refusal(40_104, "Access token is null") }
    guard token == Self.token else { throw Refusal(40_105, "Access token is incorrect or has been revoked.") }
  }

  private func data(_ query: Query) throws(Refusal) -> JSON {
    switch query.path {
    case "oauth2/advertiser/get/": return try grants(query)
    case "advertiser/info/": return try details(query)
    case "smart_plus/campaign/get/": return try smartPlusCampaigns(query, of: account(query))
    case "creative/portfolio/list/": return try portfolios(query, of: account(query))
    case "gmv_max/store/list/": return shops(of: try account(query))
    case "gmv_max/report/get/": return try shopReport(query, of: account(query))
    default:
      guard let level = ObjectLevel.allCases.first(where: { $0.path == query.path }) else {
        throw Refusal(40_001, "The app does not grant you /\(query.path):GET permission")
      }
      return try list(level, query, of: account(query))
    }
  }

  private func account(_ query: Query) throws(Refusal) -> SimulatedAccount {
    try account(query["advertiser_id"] ?? "")
  }

  private func account(_ id: String) throws(Refusal) -> SimulatedAccount {
    guard let account = accounts.first(where: { $0.id == id }) else {
      throw Refusal(40_001, "No permission to operate advertiser \(id).")
    }
    return account
  }

  private func grants(_ query: Query) throws(Refusal) -> JSON {
    guard query["app_id"] == Self.app, query["secret"] == Self.secret else {
      throw Refusal(40_101, "The app id and the secret do not match.")
    }
    return [
      "list": .array(
        accounts.map { ["advertiser_id": .string($0.id), "advertiser_name": .string("A \($0.id)")] })
    ]
  }

  private func details(_ query: Query) throws(Refusal) -> JSON {
    let ids = try query.list("advertiser_ids") ?? []
    guard (1...100).contains(ids.count) else {
      throw Refusal(40_002, "advertiser_ids: Length must be 1 to 100.")
    }
    let fields = try query.fields(of: [
      "advertiser_id", "name", "timezone", "currency", "create_time", "status",
    ])
    var list: [JSON] = []
    for id in ids {
      let account = try account(id)
      let members: JSONObject = [
        "advertiser_id": .string(id), "name": .string("A \(id)"), "timezone": .string(account.zone.name),
        "currency": "EUR", "create_time": .int(account.createdAt), "status": "STATUS_ENABLE",
      ]
      list.append(.object(members.only(fields)))
    }
    return ["list": .array(list)]
  }
}

extension JSONObject {
  /// The members with these names; all if there are none.
  func only(_ names: [String]?) -> JSONObject {
    guard let names else { return self }
    return JSONObject(members.filter { names.contains($0.name) })
  }
}
