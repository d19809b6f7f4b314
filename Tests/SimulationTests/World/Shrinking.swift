/// Takes away parts of a world that breaks a law, as long as what remains breaks the same law.
struct Shrinking {
  /// How many smaller worlds are tried at most.
  var patience = 1_000
  /// A further law, which a test brings along.
  var law: Chronicle.Law?

  /// The smallest world that was found, with its chronicle.
  func smallest(of chronicle: Chronicle) throws -> Chronicle {
    guard let words = chronicle.violations.first?.violation.law else { return chronicle }
    var smallest = chronicle
    var trials = 0
    func isTaken(_ omissions: Omissions) throws -> Chronicle? {
      guard trials < patience else { return nil }
      let world = try World(seed: chronicle.world.seed, without: omissions)
      // Without any stream or account a run fails for another reason.
      guard !world.scenario.streams.isEmpty, !world.tikTok.accounts.isEmpty else { return nil }
      trials += 1
      let smaller = try world.play(also: law)
      return smaller.violations.first?.violation.law == words ? smaller : nil
    }
    var isDone = false
    while !isDone, trials < patience {
      isDone = true
      for parts in Self.kinds {
        for name in parts(smallest) where !smallest.world.omissions.has(name) {
          // An earlier one may have taken it away.
          guard parts(smallest).contains(name) else { continue }
          guard let smaller = try isTaken(smallest.world.omissions.adding(name)) else { continue }
          smallest = smaller
          isDone = false
        }
      }
    }
    // What larger parts have made needless.
    for name in smallest.world.omissions.names {
      if let same = try isTaken(smallest.world.omissions.removing(name)), same.story == smallest.story {
        smallest = same
      }
    }
    return smallest
  }

  /// The names of what a world could still be without: large parts first, because they take the small ones with them.
  private static let kinds: [@Sendable (Chronicle) -> [String]] = [
    { _ in ["faults", "deaths", "limit", "refused-columns"] },
    { chronicle in Set(chronicle.names.map { "sync-" + $0.prefix { $0 != "." } }).sorted() },
    { chronicle in chronicle.names.flatMap { ["run-\($0)", "faults-\($0)", "death-\($0)"] } },
    { chronicle in chronicle.world.accountNames },
    { chronicle in chronicle.world.scenario.streams.map { "stream-\($0.name)" } },
    { chronicle in chronicle.world.scenario.optionNames + chronicle.world.scenario.peculiarityNames },
    days,
    { chronicle in chronicle.world.assetNames },
    { chronicle in chronicle.world.objectNames(.campaign) },
    { chronicle in chronicle.world.objectNames(.adGroup) },
    { chronicle in chronicle.world.objectNames(.ad) },
    { chronicle in
      let faults = chronicle.runs.flatMap(\.exchanges).map(\.fate).filter { $0 != .answered }
      return Set(faults.map { "faults-\($0.kind)" }).sorted()
    },
    { chronicle in faults(chronicle).flatMap { run, numbers in numbers.map { "faults-\(run)-from-\($0)" } } },
    { chronicle in faults(chronicle).flatMap { run, numbers in numbers.map { "fault-\(run)-\($0)" } } },
  ]

  /// Halves of the days that are left, and smaller parts of them.
  private static func days(_ chronicle: Chronicle) -> [String] {
    let taken = chronicle.world.omissions.number(after: "days-") ?? 0
    let start = chronicle.world.scenario.startDay
    let left = Day(of: chronicle.world.tikTok.moment, hoursAheadOfUTC: 0).ordinal - start.ordinal
    return sequence(first: left) { $0 > 1 ? $0 / 2 : nil }.filter { $0 > 0 }.map { "days-\(taken + $0)" }
  }

  /// The numbers of the requests that had faults, by run.
  private static func faults(_ chronicle: Chronicle) -> [(run: String, numbers: [Int])] {
    zip(chronicle.names, chronicle.runs).map { name, run in
      (name, run.exchanges.indices.filter { run.exchanges[$0].fate != .answered })
    }
  }
}
