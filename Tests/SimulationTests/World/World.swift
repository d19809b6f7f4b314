import JSON

@testable import Airbyte

/// Everything that a seed decides: accounts, what is read of them, and all that goes wrong.
struct World {
  /// Reads until one ends well, as an orchestrator tries again.
  typealias Sync = [SimulatedProcess.Run]

  let seed: Int
  let scenario: Scenario
  let tikTok: SimulatedTikTok
  private let folder: TemporaryFolder
  private var random: Seeded
  private let strength: Int

  /// Whether nothing goes wrong.
  var isCalm: Bool { strength == 0 }

  /// From this attempt on the sky is clear.
  static let lastStorm = 8

  init(seed: Int) throws {
    self.seed = seed
    var random = Seeded(seed, "world")
    // 2026-11-03 and some time.
    let now = 1_793_664_000 + random.below(86_400)
    let startDay = Day(of: now, hoursAheadOfUTC: 0).advanced(by: -random.magnitude(upTo: 70))
    scenario = Scenario(from: startDay, now: now, &random)
    let daysOfAttribution = random.below(scenario.attributionWindow + 1)
    var accounts: [SimulatedAccount] = []
    for number in 1...random.within(1...3) {
      accounts.append(
        SimulatedAccount(number, from: startDay, now: now, daysOfAttribution: daysOfAttribution, &random))
    }
    let limit =
      random.oneIn(3)
      ? ObjectLimit(count: random.within(1...8), excess: random.one(of: [.truncated, .refused])) : .none
    tikTok = SimulatedTikTok(
      accounts: accounts, moment: now, limit: limit, acceptsLifetimeByAdvertiser: random.oneIn(2),
      acceptsAllStatusesOfShops: random.oneIn(2), countsPortfolios: random.oneIn(2),
      refusedColumns: random.one(of: [
        [], [], ["conversion"], ["create_time"], ["clicks", "operation_status"],
      ]),
      furtherMetrics: Set(scenario.streams.flatMap(\.furtherMetrics)))
    strength = random.one(of: [0, 20, 100, 300])
    folder = try TemporaryFolder()
    self.random = random
  }

  /// Lives through some syncs, and checks the laws after each run.
  func play() throws -> Chronicle {
    var random = random
    var chronicle = Chronicle(of: self)
    let configuration = try folder.file("config.json", scenario.configuration.text)
    var moment = tikTok.moment
    for sync in 0..<random.within(1...3) {
      let catalog = try folder.file("catalog.json", scenario.catalog(ofSync: sync).text)
      chronicle.begin(at: moment, &random)
      for attempt in 0... {
        var tikTok = tikTok
        tikTok.moment = moment
        var arguments = ["read", "--config", configuration, "--catalog", catalog]
        if let states = chronicle.states {
          arguments += ["--state", try folder.file("state.json", states.text)]
        }
        let isStormy = attempt < Self.lastStorm
        let fatality = Fatality(&random)
        let run = SimulatedProcess(
          random: Seeded(random.next()), tikTok: tikTok,
          weather: Weather(Seeded(random.next()), strength: isStormy ? strength >> (attempt / 2) : 0),
          fatality: isStormy && strength > 0 ? fatality : .none, arguments: arguments
        ).run()
        chronicle.add(run, of: tikTok)
        moment += Int(run.duration / .seconds(1)) + 1 + random.magnitude(upTo: 100_000)
        if run.exit == .success || !isStormy || !chronicle.violations.isEmpty { break }
      }
      guard chronicle.violations.isEmpty else { break }
      moment += random.magnitude(upTo: 3 * 86_400)
    }
    return chronicle
  }
}
