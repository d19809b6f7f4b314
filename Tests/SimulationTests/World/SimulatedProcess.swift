import HTTP
import JSON
import Platform
import Synchronization
import TestSupport

@testable import Airbyte
@testable import TikTok

/// One run of the connector, from its arguments to its end.
struct SimulatedProcess {
  /// What a run has left behind.
  struct Run: Sendable {
    /// nil where it was killed, or did not end in time.
    var exit: ExitCode?
    var wasKilled = false
    /// When SIGTERM came.
    var terminatedAt: Duration?
    var wasTerminated: Bool { terminatedAt != nil }
    /// When a write failed, because the reader was gone.
    var closedAt: Duration?
    var reader = Reader.prompt
    /// How the run was configured.
    var configuration: JSON = [:]
    /// The random parts of the waits, from 0 to 1, and when each was drawn.
    var jitters: [(moment: Duration, value: Double)] = []
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
    let interruption = Interruption()
    let loop = EventLoop(executor, clock, interruption, fatality)
    var limit = Int.max
    if case .cutOff(let bytes) = fatality { limit = bytes }
    let output = MemoryOutput(at: clock, dyingAfter: limit, to: weather.reader) { loop.run(until: $0) }
    let network = SimulatedNetwork(to: tikTok, in: weather, at: clock)
    let jitter = Mutex((random: random, drawn: [(moment: Duration, value: Double)]()))
    let source = TikTokSource(
      variables: [:], clock: clock,
      jitter: {
        jitter.withLock { jitter in
          let value = Double(jitter.random.below(1_000_001)) / 1_000_000
          jitter.drawn.append((clock.uptime, value))
          return value
        }
      }, transport: { _ in network })
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
    while exit.withLock({ $0 }) == nil, !output.isDead, executor.count < Self.mostJobs, loop.turn() {
      guard clock.uptime < Self.patience else { break }
    }
    if loop.hasKilled { output.die() }
    run.wasKilled = output.isDead
    run.exit = run.wasKilled ? nil : exit.withLock(\.self)
    run.terminatedAt = loop.terminatedAt
    run.closedAt = output.failure
    run.reader = weather.reader
    run.configuration = configuration
    run.jitters = jitter.withLock(\.drawn)
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

  private var configuration: JSON {
    guard let place = arguments.firstIndex(of: "--config"), place + 1 < arguments.count,
      let bytes = try? DocumentFile(role: .configuration, path: arguments[place + 1]).bytes()
    else { return [:] }
    return (try? JSON(parsing: bytes)) ?? [:]
  }
}
