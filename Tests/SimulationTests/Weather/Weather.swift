import HTTP

/// What happens on the way to TikTok and back: single faults, and spells in which nothing works.
struct Weather: Sendable {
  /// The thousandths of the requests that have a fault of their own; 0 for a clear sky.
  let strength: Int
  /// Whether the fault of a request, by its number in the run, does not happen, because a smaller world is without it.
  var omits: @Sendable (_ request: Int, _ fault: Fate) -> Bool = { _, _ in false }
  private var requests = 0
  private var random: Seeded
  private var spell: (fate: Fate, end: Duration)?

  init(_ random: Seeded, strength: Int) {
    self.random = random
    self.strength = strength
  }

  /// How long the request takes, with the transport's own limits.
  mutating func latency(of fate: Fate) -> Duration {
    if fate.isTimeout { return .seconds(120) }
    if fate == .lost(.connectTimeout) { return .seconds(10) }
    // The transport gives up what is silent for longer.
    return .milliseconds(1 + random.magnitude(upTo: random.happens(strength) ? 118_000 : 1_000))
  }

  /// What happens to a request that is sent now.
  mutating func fate(at now: Duration) -> Fate {
    let fate = drawn(at: now)
    requests += 1
    return fate != .answered && omits(requests - 1, fate) ? .answered : fate
  }

  private mutating func drawn(at now: Duration) -> Fate {
    if let spell, now < spell.end { return spell.fate }
    spell = nil
    guard random.happens(strength) else { return .answered }
    if random.oneIn(20) {
      let fate = random.one(of: Self.spells)
      spell = (fate, now + .seconds(1 + random.magnitude(upTo: 900)))
      return fate
    }
    let fate = random.one(of: Self.faults)
    return fate == .truncated(0) ? .truncated(random.below(1_000)) : fate
  }

  private static let faults: [Fate] = [
    .lost(.connectionLost), .lost(.connectionLost), .lost(.unreachable), .lost(.unresolvableHost),
    .lost(.connectTimeout), .lost(.handshakeFailed), .lost(.stalled), .lost(.malformedResponse),
    .lost(.badContentEncoding), .status(500), .status(502), .status(503), .status(504), .status(429),
    .refused(50_000, "System error"), .refused(51_010, "Internal service timed out"),
    .refused(40_100, "Too many requests. Please retry in some time."), .refused(40_700, "Internal error"),
    .truncated(0), .truncated(0), .replaced("<html><body>Bad gateway</body></html>"), .replaced("null"),
    .replaced(#"{"code":0,"message":"OK","request_id":"1"}"#),
    .replaced(#"{"code":0,"message":"OK","request_id":"1","data":null}"#),
  ]

  private static let spells: [Fate] = [
    .refused(40_100, "Too many requests. Please retry in some time."),
    .tooManyInAMinute, .refused(50_000, "System error"), .status(503),
    .lost(.unreachable), .refused(60_001, "The system is under maintenance."),
  ]
}
