import HTTP
import JSON
import Platform
import Synchronization

@testable import Airbyte
@testable import TikTok

/// One run of the connector, from its arguments to its end.
struct SimulatedProcess {
  /// What a run has left behind.
  struct Run: Sendable {
    /// nil where it was killed, or did not end in time.
    var exit: ExitCode?
    var wasKilled = false
    var wasTerminated = false
    /// When it began, in seconds since 1970-01-01 00:00 UTC.
    let start: Int
    var duration = Duration.zero
    var jobs = 0
    var exchanges: [SimulatedNetwork.Exchange] = []
    /// What the reader has received.
    var output: [UInt8] = []
    /// When something was written, and how many bytes there were then.
    var moments: [Duration] = []
    var ends: [Int] = []
  }

  /// The longest that a run may take.
  static let patience = Duration.seconds(7 * 86_400)
  /// The most jobs that a run may take, because one that waits for nothing would never use up its time.
  static let mostJobs = 1_000_000

  let random: Seeded
  let tikTok: SimulatedTikTok
  let weather: Weather
  let fatality: Fatality
  let arguments: [String]

  func run() -> Run {
    let clock = VirtualClock(at: tikTok.moment)
    let executor = SeededExecutor(random)
    var limit = Int.max
    if case .cutOff(let bytes) = fatality { limit = bytes }
    let output = MemoryOutput(at: clock, dyingAfter: limit)
    let network = SimulatedNetwork(to: tikTok, in: weather, at: clock)
    let interruption = Interruption()
    let jitter = Mutex(random)
    let source = TikTokSource(
      variables: [:], clock: clock,
      jitter: { jitter.withLock { Double($0.below(1_000_001)) / 1_000_000 } }, transport: { _ in network })
    let connection = Connection(
      source: source, output: output, errors: MemoryOutput(at: clock), clock: clock,
      interruption: interruption, sinkExecutor: SeededLane(executor), taskExecutor: executor)
    let exit = Mutex<ExitCode?>(nil)
    let arguments = arguments
    Task(executorPreference: executor) {
      let code = await connection.run(arguments)
      exit.withLock { $0 = code }
    }

    var run = Run(start: tikTok.moment)
    var stages: [(stage: Interruption.Stage, moment: Duration)] = []
    while exit.withLock({ $0 }) == nil, !output.isDead, executor.count < Self.mostJobs {
      switch fatality {
      case .killed(executor.count): output.die()
      case .terminated(executor.count) where !run.wasTerminated:
        run.wasTerminated = true
        interruption.request(15)
        stages = Interruption.Stage.allCases.dropFirst().map {
          ($0, clock.uptime + interruption.delay(of: $0))
        }
      default: break
      }
      while let next = stages.first, next.moment <= clock.uptime {
        stages.removeFirst()
        interruption.reach(next.stage)
        if next.stage == .dying { output.die() }
      }
      if output.isDead { break }
      if executor.step() { continue }
      guard clock.advance(upTo: stages.first?.moment), clock.uptime < Self.patience else { break }
    }
    run.wasKilled = output.isDead
    run.exit = run.wasKilled ? nil : exit.withLock(\.self)
    run.duration = clock.uptime
    run.jobs = executor.count
    run.exchanges = network.exchanges
    run.output = output.bytes
    run.moments = output.moments
    run.ends = output.ends
    // Nothing of a dead process may stay in memory: its tasks are cancelled, and nothing that they do is seen.
    output.die()
    interruption.request(9)
    let end = executor.count + Self.mostJobs
    while exit.withLock({ $0 }) == nil, executor.count < end {
      if !executor.step(), !clock.advance() { break }
    }
    while executor.count < end, executor.step() {}
    return run
  }
}
