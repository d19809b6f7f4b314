import TestSupport

/// An account with its objects and everything that they ever do, as a function of the time.
struct SimulatedAccount: Sendable {
  let id: String
  /// `timezone` of the account, and what it means.
  let zone: (name: String, hoursAheadOfUTC: Int)
  let createdAt: Int
  var objects: [ObjectLevel: [AdObject]] = [:]
  /// Campaigns of Upgraded Smart+.
  var smartPlusCampaigns: [AdObject] = []
  var shops: [Shop] = []
  /// The ids of portfolios of creatives, which never change.
  var portfolios: [String] = []
  private let seed: UInt64
  /// One ad is active on one of so many days.
  private let rarity: Int
  /// For how many days after a click conversions follow.
  let daysOfAttribution: Int
  /// What ads did, by id and day, where it does not follow from the seed.
  private var recorded: [String: [Day: DailyNumbers]]?

  private static let zones = [
    ("Etc/GMT+8", -8), ("UTC", 0), ("Asia/Tokyo", 9), ("Etc/GMT-14", 14), ("Etc/GMT+12", -12),
    ("America/Phoenix", -7), ("Asia/Singapore", 8), ("Etc/GMT+3", -3), ("Asia/Dubai", 4),
  ]

  /// An account whose ids follow from `number`.
  /// - Parameters:
  ///   - number: from 1.
  ///   - start: the first day that is read.
  ///   - now: the begin of the first sync. The objects live on for some weeks after it.
  ///   - daysOfAttribution: for how many days after a click conversions follow.
  ///   - random: decides everything else.
  init(_ number: Int, from start: Day, now: Int, daysOfAttribution: Int = 0, _ random: inout Seeded) {
    self.daysOfAttribution = daysOfAttribution
    id = "\(7_000_000_000_000_000_000 + number)"
    zone = random.one(of: Self.zones)
    seed = random.next()
    rarity = random.within(1...4)
    let beginning = (start.ordinal - random.magnitude(upTo: 400)) * 86_400
    createdAt = beginning
    let end = now + 20 * 86_400
    // Some accounts are busy while the first sync reads them.
    let isRestless = random.oneIn(4)
    func moment(_ range: ClosedRange<Int>, _ random: inout Seeded) -> Int {
      let busy = range.clamped(to: now...now + 60)
      return isRestless && busy.contains(now) && random.oneIn(2) ? random.within(busy) : random.within(range)
    }
    let hasUndatedAds = random.oneIn(4)
    var next = number * 1_000_000
    func object(
      _ level: ObjectLevel, in parent: AdObject?, _ type: CampaignType, _ random: inout Seeded
    ) -> AdObject {
      next += random.within(1...1_000)
      var ids = parent?.ids ?? [:]
      ids[level] = "\(1_700_000_000_000_000_000 + next)"
      let earliest = parent?.createdAt ?? beginning
      // Most exist before the first sync.
      let createdAt = moment(earliest...max(earliest, random.oneIn(4) ? end : now), &random)
      let life = createdAt...max(createdAt, end)
      // Half of the changes come between the syncs.
      let changing = life.clamped(to: now...end)
      var changes = (0..<random.below(4)).map { _ in
        moment(random.oneIn(2) && life.overlaps(changing) ? changing : life, &random)
      }
      let deletedAt = [parent?.deletedAt, random.oneIn(4) ? moment(life, &random) : nil]
        .compactMap(\.self).min().map { max($0, createdAt) }
      if let deletedAt { changes.removeAll { $0 > deletedAt } }
      return AdObject(
        level: level, ids: ids, type: type, createdAt: createdAt,
        isUndated: type == .promote || hasUndatedAds && level == .ad && random.oneIn(3),
        changes: changes.sorted(),
        deletedAt: deletedAt)
    }
    for _ in 0..<random.below(5) {
      let type: CampaignType = random.one(of: [.standard, .standard, .standard, .topView, .promote])
      let campaign = object(.campaign, in: nil, type, &random)
      objects[.campaign, default: []].append(campaign)
      for _ in 0..<random.below(4) {
        let adGroup = object(.adGroup, in: campaign, type, &random)
        objects[.adGroup, default: []].append(adGroup)
        for _ in 0..<random.below(5) {
          objects[.ad, default: []].append(
            object(.ad, in: adGroup, type, &random))
        }
      }
    }
    for _ in 0..<random.below(4) { smartPlusCampaigns.append(object(.campaign, in: nil, .standard, &random)) }
    // Some have so many shops that the rate of their reports counts.
    let shopCount = random.oneIn(8) ? 40 : random.oneIn(2) ? random.below(4) : 0
    for shop in 0..<shopCount {
      let isAvailable = !random.oneIn(4)
      let campaigns = (0..<(isAvailable ? random.below(4) : 0)).map { _ in
        object(.campaign, in: nil, .standard, &random)
      }
      shops.append(
        Shop(id: "\(7_490_000 + number * 100 + shop)", isAvailable: isAvailable, campaigns: campaigns))
    }
    let count = random.one(of: [0, 3, 99, 100, 101, 230])
    portfolios = (0..<count).map { "\(7_300_000 + number * 1_000 + $0)" }
  }

  /// An account that was recorded elsewhere, with its numbers at one moment.
  init(
    id: String, zone: (name: String, hoursAheadOfUTC: Int), createdAt: Int,
    objects: [ObjectLevel: [AdObject]],
    recorded: [String: [Day: DailyNumbers]]
  ) {
    self.id = id
    self.zone = zone
    self.createdAt = createdAt
    self.objects = objects
    self.recorded = recorded
    (seed, rarity, daysOfAttribution) = (0, 1, 0)
  }

  /// The day that it is for the account.
  func today(at moment: Int) -> Day { Day(of: moment, hoursAheadOfUTC: zone.hoursAheadOfUTC) }

  /// What an ad did on a day, as far as it is known at a moment; nil for nothing.
  /// - Parameters:
  ///   - ad: one of the account's.
  ///   - day: in the account's time zone.
  ///   - hour: one of the day's; nil for all.
  ///   - part: a part of the audience, and how many there are.
  ///   - moment: in seconds since 1970-01-01 00:00 UTC.
  /// - Returns: what has been counted so far.
  func numbers(
    of ad: AdObject, on day: Day, hour: Int? = nil, part: (number: Int, of: Int) = (0, 1), at moment: Int
  ) -> DailyNumbers? {
    if let recorded { return recorded[ad.id]?[day] }
    let first = today(at: ad.createdAt)
    let last = min(today(at: moment), today(at: ad.deletedAt ?? moment))
    guard ad.exists(at: moment), first <= day, day <= last else { return nil }
    var random = Seeded(seed ^ UInt64(truncatingIfNeeded: ad.id.hash64 &+ day.ordinal))
    guard random.oneIn(rarity) else { return nil }
    let clicks = random.below(100)
    var full = DailyNumbers(
      spend: random.within(1...99_999), impressions: clicks + random.within(1...100_000), clicks: clicks,
      conversions: random.below(20))
    var (seconds, length) = (moment + zone.hoursAheadOfUTC * 3_600 - day.ordinal * 86_400, 86_400)
    if let hour {
      seconds -= hour * 3_600
      length = 3_600
      guard seconds > 0 else { return nil }
      full = full.part(hour, of: 24)
    }
    if part.of > 1 { full = full.part(part.number, of: part.of) }
    // Promote and TopView do not show their windows, which are the default.
    let late = ad.type == .standard ? daysOfAttribution : min(daysOfAttribution, 7)
    return full.after(seconds, of: length, late: late * 86_400)
  }
}

extension String {
  /// The same number in every process, unlike `hashValue`.
  var hash64: Int {
    Int(
      truncatingIfNeeded: utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      })
  }
}
