import HTTP
import TestSupport

/// What happens on the way to TikTok and back: single faults, spells in which nothing works, and what lasts for a run.
struct Weather: Sendable {
  /// How long an answer takes.
  struct Delay: Sendable {
    /// Until its first byte.
    let wait: Duration
    /// Until its last byte.
    let whole: Duration
  }

  /// The thousandths of the requests that have a fault of their own; 0 for a clear sky.
  let strength: Int
  /// Whether the fault of a request, by its number in the run, does not happen, because a smaller world is without it.
  var omits: @Sendable (_ request: Int, _ fault: Fate) -> Bool = { _, _ in false }
  let trouble: Trouble
  let reader: Reader
  private let habit: Habit
  /// How long all answers take; nil where it differs.
  private let pace: Duration?
  /// The longest usual latency, in milliseconds.
  private let slowest: Int
  private var random: Seeded
  private var spell: (fate: Fate, end: Duration)?
  private var requests = 0

  /// - Parameters:
  ///   - random: decides everything.
  ///   - strength: the thousandths of the requests that have a fault of their own.
  ///   - pace: how long all answers take; nil where that differs.
  init(_ random: Seeded, strength: Int, pace: Duration? = nil) {
    var random = random
    self.strength = strength
    self.pace = pace
    let isStormy = strength > 0
    trouble = isStormy ? Trouble(&random) : .none
    reader = isStormy ? Reader(&random) : .prompt
    habit = isStormy ? Habit(&random) : .none
    slowest = isStormy && random.oneIn(10) ? 60_000 : 1_000
    self.random = random
  }

  /// How long the request takes, with the transport's own limits.
  mutating func delay(of fate: Fate) -> Delay {
    if fate == .lost(.stalled) || fate == .lost(.timedOut) {
      return Delay(wait: .seconds(120), whole: .seconds(120))
    }
    if fate == .lost(.connectTimeout) { return Delay(wait: .seconds(10), whole: .seconds(10)) }
    if let pace { return Delay(wait: pace, whole: pace) }
    // The transport gives up what is silent for longer.
    let wait = 1 + random.magnitude(upTo: random.happens(strength) ? 118_000 : slowest)
    // Some answers trickle, which the transport bears for as long as anything comes.
    let rest = random.happens(strength / 10) ? random.magnitude(upTo: 1_200_000) : 0
    return Delay(wait: .milliseconds(wait), whole: .milliseconds(wait + rest))
  }

  /// What happens to a request that is sent now.
  /// - Parameters:
  ///   - url: of the request.
  ///   - now: the moment.
  ///   - midnight: when the next day of UTC begins.
  ///   - accounts: those that TikTok knows.
  /// - Returns: its fate.
  mutating func fate(
    of url: String, at now: Duration, midnight: Duration, accounts: [SimulatedAccount]
  ) -> Fate {
    requests += 1
    let fate =
      trouble.fate(of: url, number: requests, accounts: accounts) ?? drawn(url, at: now, midnight)
    return fate != .answered && omits(requests - 1, fate) ? .answered : fate
  }

  private mutating func drawn(_ url: String, at now: Duration, _ midnight: Duration) -> Fate {
    if let spell, now < spell.end { return spell.fate }
    spell = nil
    guard random.happens(strength) else { return usual(url) }
    if random.oneIn(20) {
      let fate = random.one(of: Self.spells)
      let length = Duration.seconds(1 + random.magnitude(upTo: 900))
      spell = (fate, fate == .tooManyInADay ? midnight : now + length)
      return fate
    }
    switch random.one(of: Self.faults) {
    case .truncated: return .truncated(random.below(1_000))
    case .status(let status, retryAfter: _?):
      return .status(status, retryAfter: random.magnitude(upTo: 120))
    case .distorted(.shuffled): return .distorted(.shuffled(random.next()))
    case let fate: return fate
    }
  }

  /// What TikTok does all the time.
  private mutating func usual(_ url: String) -> Fate {
    guard let distortion = habit.distortion(of: url, number: requests) else { return .answered }
    guard case .shuffled = distortion else { return .distorted(distortion) }
    return .distorted(.shuffled(random.next()))
  }

  /// All that happens to single requests, and all spells.
  static var all: [Fate] { faults + spells }

  private static let tooFrequent = "Too many requests. Please retry in some time."

  private static let faults: [Fate] = [
    .lost(.connectionLost), .lost(.connectionLost), .lost(.unreachable), .lost(.unresolvableHost),
    .lost(.connectTimeout), .lost(.handshakeFailed), .lost(.stalled), .lost(.malformedResponse),
    .lost(.badContentEncoding), .lost(.badContentEncoding), .status(408), .status(500), .status(502),
    .status(503), .status(503, retryAfter: 0), .status(504), .status(429), .status(429, retryAfter: 0),
    .refused(40_016, "Request too frequent on this endpoint."), .refused(40_050, "Duplicate request"),
    .refused(40_100, tooFrequent), .refused(40_100, "QPS limit reached"),
    .refused(40_132, "Request too frequent for the value."), .refused(40_133, "reaches QPS limit 20"),
    .refused(40_200, "Task error"), .refused(40_201, "Task is not ready"),
    .refused(40_202, "Write or update conflict"), .refused(40_700, "Internal service validation error"),
    .refused(50_000, "System error"), .refused(50_002, "Error processing the request"),
    .refused(51_010, "Internal service timed out"), .refused(51_305, "Satellite service error"),
    .refused(60_001, "The system is under maintenance."), .truncated(0), .truncated(0),
    .replaced("<html><body>Bad gateway</body></html>"), .replaced("null"), .replaced(""),
    .replaced(#"{"code":0,"message":"OK","request_id":"1"}"#),
    .replaced(#"{"code":0,"message":"OK","request_id":"1","data":null}"#), .distorted(.nullList),
    .distorted(.shortPage), .distorted(.noTotals), .distorted(.denyingTotals), .distorted(.noPageInfo),
    .distorted(.repeatedRecord), .distorted(.firstPage), .distorted(.shuffled(0)),
    .distorted(.strangers(first: true, last: false)), .distorted(.unknownMembers),
    .distorted(.escapedText),
  ]

  private static let spells: [Fate] = [
    .refused(40_100, tooFrequent), .refused(40_100, "requests from App 7000 are temporarily restricted"),
    .tooManyInAMinute, .tooManyInAMinute, .tooManyInADay, .status(429, retryAfter: 30),
    .refused(40_016, "Request too frequent on this endpoint."), .refused(50_000, "System error"),
    .status(503), .status(504), .lost(.unreachable), .lost(.stalled),
    .refused(60_001, "The system is under maintenance."),
    .refused(60_001, "The system is under maintenance."),
  ]
}
