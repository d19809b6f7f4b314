/// What TikTok has refused a stream, which goes on without it.
struct Refusals: Sendable {
  var columns: Set<String> = []
  /// Kinds of campaigns whose records TikTok refuses an account.
  var kinds: [AdvertiserID: [CampaignKind: APIError]] = [:]
  /// Shops whose reports TikTok refuses an account, although its list calls them available.
  var shops: [AdvertiserID: [String: APIError]] = [:]
  /// Pairs of objective and goal without an answer, by their columns.
  var goals: Set<[String: String]> = []
  /// Whether campaigns of GMV Max must be requested by each of their statuses.
  var hasNoStatusAll = false
  var hasNoLifetime = false
  /// Whether lists are asked for in TikTok's own order, because it does not sort them by change, or because they change
  /// too often to be read by it.
  var hasNoOrder = false
  /// Partitions, or parts of them, of which even a single day is too large for a request.
  var onlyAsync: Set<Slice> = []
  /// Slices that take TikTok too long and cannot be split.
  var indivisible: Set<Slice> = []
  /// The longest run of days to ask for, of accounts for which longer runs have timed out.
  var quickDays: [AdvertiserID: Int] = [:]
}
