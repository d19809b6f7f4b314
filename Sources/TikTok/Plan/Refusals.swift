/// What TikTok turned out not to offer, which the stream goes on without.
struct Refusals: Sendable {
  var columns: Set<String> = []
  /// Kinds of campaigns that accounts' reports or lists are not to be had of.
  var kinds: [AdvertiserID: [CampaignKind: APIError]] = [:]
  /// Shops whose reports accounts do not get, although they are available.
  var shops: [AdvertiserID: [String: APIError]] = [:]
  /// Pairs of objective and goal, by their columns.
  var goals: Set<[String: String]> = []
  /// Whether campaigns of GMV Max have to be asked for by each of their statuses.
  var hasNoStatusAll = false
  var hasNoLifetime = false
  /// Partitions, or parts of them, of which even a single day is too large.
  var onlyByTask: Set<Slice> = []
  /// Slices that cannot be had in less, although they take long.
  var indivisible: Set<Slice> = []
  /// The most days of an account that TikTok has not been too slow for, of those that it has been.
  var quickDays: [AdvertiserID: Int] = [:]
}
