import JSON

/// What a read needs to know of an ad account.
struct Account: Sendable, Hashable {
  let id: AdvertiserID
  /// As the API names it, e.g. `Etc/GMT+8`, which is eight hours behind UTC.
  var timezone: String?
  /// ISO 4217.
  var currency: String?
  /// When the account was made, in seconds since 1970-01-01 UTC: it has no rows before.
  var createdAt: Int?

  init(id: AdvertiserID, timezone: String? = nil, currency: String? = nil, createdAt: Int? = nil) {
    self.id = id
    self.timezone = timezone
    self.currency = currency
    self.createdAt = createdAt
  }

  /// Reads an element of `advertiser/info/`'s list; nil without an id.
  init?(_ info: JSON) {
    guard let id = AdvertiserID(info["advertiser_id"]?.idText ?? "") else { return nil }
    self.id = id
    timezone = info["timezone"]?.string
    currency = info["currency"]?.string
    let time = info["create_time"]?.int ?? info["create_time"]?.string.flatMap { Int($0) }
    // Anything else is not a time in seconds, and would hide the account's rows.
    createdAt = time.flatMap { Self.plausibleTimes.contains($0) ? $0 : nil }
  }

  /// 1970…2099.
  private static let plausibleTimes = 0..<4_102_444_800
}
