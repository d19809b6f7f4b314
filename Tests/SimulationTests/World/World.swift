import JSON
import TestSupport

@testable import Airbyte

/// Everything that a seed decides: accounts, what is read of them, and all that goes wrong.
///
/// Each part has numbers of its own, so that the others stay as they are when one is left out.
struct World {
  let seed: Int
  let omissions: Omissions
  let scenario: Scenario
  let tikTok: SimulatedTikTok
  private let folder: TemporaryFolder
  private let strength: Int
  private let syncs: Int
  /// The accounts before something is taken away from them, with their numbers.
  private let accounts: [(number: Int, account: SimulatedAccount)]

  /// Whether nothing goes wrong.
  var isCalm: Bool { strength == 0 }

  /// From this attempt on the sky is clear.
  static let lastStorm = 8

  init(seed: Int, without omissions: Omissions = .none) throws {
    self.seed = seed
    self.omissions = omissions
    var random = Seeded(seed, "world")
    // 2026-11-03 and some time.
    let now = 1_793_664_000 + random.below(86_400)
    let startDay = Day(of: now, hoursAheadOfUTC: 0).advanced(by: -random.magnitude(upTo: 70))
    let count = random.within(1...3)
    strength = random.one(of: [0, 20, 100, 300])
    syncs = random.within(1...3)
    random = Seeded(seed, "scenario")
    let whole = Scenario(from: startDay, now: now, &random)
    scenario = whole.without(omissions)
    random = Seeded(seed, "attribution")
    // A cursor's day has ended, so that the first of the days before it which are not read again ended a day longer ago
    // than the window is long. Later conversions than these would not be read.
    let longest = random.one(of: [0, 1, 7, 7, 14, 28, 28])
    let daysOfAttribution = scenario.attributionWindow.map { min(longest, $0 + 1) } ?? longest
    accounts = (1...count).filter { !omissions.has("account-\($0)") }.map { number in
      var random = Seeded(seed, "account-\(number)")
      let account = SimulatedAccount(
        number, from: startDay, now: now, daysOfAttribution: daysOfAttribution, &random)
      return (number, account)
    }
    random = Seeded(seed, "limit")
    let limit =
      random.oneIn(3) && !omissions.has("limit")
      ? ObjectLimit(count: random.within(1...8), excess: random.one(of: [.truncated, .refused])) : .none
    random = Seeded(seed, "TikTok")
    tikTok = SimulatedTikTok(
      accounts: accounts.map { $0.account.without(omissions, $0.number) }, moment: now, limit: limit,
      acceptsLifetimeByAdvertiser: random.oneIn(2), acceptsAllStatusesOfShops: random.oneIn(2),
      countsPortfolios: random.oneIn(2),
      refusedColumns: omissions.has("refused-columns")
        ? []
        : random.one(of: [[], [], ["conversion"], ["create_time"], ["clicks", "operation_status"]]),
      furtherMetrics: Set(whole.streams.flatMap(\.furtherMetrics)))
    folder = try TemporaryFolder()
  }

  /// Lives through some syncs, each with runs until one ends well, as an orchestrator tries again, and checks the laws
  /// and `law` after each run.
  func play(also law: Chronicle.Law? = nil) throws -> Chronicle {
    var chronicle = Chronicle(of: self, also: law)
    let configuration = try folder.file("config.json", scenario.configuration.text)
    var moment = tikTok.moment
    for sync in 1...syncs {
      let catalog = try folder.file("catalog.json", scenario.catalog(ofSync: sync - 1).text)
      var random = Seeded(seed, "states-\(sync)")
      if !omissions.has("sync-\(sync)") { chronicle.begin(at: moment, &random) }
      for attempt in 0...Self.lastStorm where !omissions.has("sync-\(sync)") {
        let name = "\(sync).\(attempt + 1)"
        if omissions.has("run-\(name)") { continue }
        var tikTok = tikTok
        tikTok.moment = moment
        var arguments = ["read", "--config", configuration, "--catalog", catalog]
        if let states = chronicle.states {
          arguments += ["--state", try folder.file("state.json", states.text)]
        }
        let run = SimulatedProcess(
          random: Seeded(seed, "order-\(name)"), tikTok: tikTok, weather: weather(of: name, attempt),
          fatality: fatality(of: name, attempt), arguments: arguments
        ).run()
        chronicle.add(run, name, of: tikTok)
        var random = Seeded(seed, "pause-\(name)")
        moment += Int(run.duration / .seconds(1)) + 1 + random.magnitude(upTo: 100_000)
        if run.exit == .success || !chronicle.violations.isEmpty { break }
      }
      guard chronicle.violations.isEmpty else { break }
      random = Seeded(seed, "pause-\(sync)")
      moment += random.magnitude(upTo: 3 * 86_400)
    }
    return chronicle
  }

  /// The names of the accounts that it has.
  var accountNames: [String] { accounts.map { "account-\($0.number)" } }

  /// The names of the objects at a level that it has, which those that are taken away do not change.
  func objectNames(_ level: ObjectLevel) -> [String] {
    names(level.rawValue) { ($0.objects[level] ?? []).map(\.id) }
  }

  /// The names of all else that accounts have.
  var assetNames: [String] {
    names("shop") { $0.shops.map(\.id) } + names("smartplus") { $0.smartPlusCampaigns.map(\.id) }
      + zip(accounts, tikTok.accounts).filter { !$1.portfolios.isEmpty }.map { "portfolios-\($0.0.number)" }
  }

  private func names(_ kind: String, _ ids: (SimulatedAccount) -> [String]) -> [String] {
    zip(accounts, tikTok.accounts).flatMap { all, left in
      let kept = Set(ids(left))
      return ids(all.account).enumerated().filter { kept.contains($0.element) }
        .map { "\(kind)-\(all.number).\($0.offset + 1)" }
    }
  }

  /// Storms lose their strength from attempt to attempt.
  private func weather(of run: String, _ attempt: Int) -> Weather {
    let isClear = attempt >= Self.lastStorm || omissions.has("faults") || omissions.has("faults-\(run)")
    var weather = Weather(Seeded(seed, "weather-\(run)"), strength: isClear ? 0 : strength >> (attempt / 2))
    let omissions = omissions
    if omissions != .none { weather.omits = { omissions.hasFault($1, ofRequest: $0, in: run) } }
    return weather
  }

  private func fatality(of run: String, _ attempt: Int) -> Fatality {
    if isCalm || attempt >= Self.lastStorm || omissions.has("deaths") || omissions.has("death-\(run)") {
      return .none
    }
    var random = Seeded(seed, "death-\(run)")
    return Fatality(&random)
  }
}
