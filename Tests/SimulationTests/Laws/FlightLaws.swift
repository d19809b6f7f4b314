import JSON

/// Laws about what is under way at the same time: requests in flight, pages in memory, and possible time-outs.
struct FlightLaws {
  private let run: SimulatedProcess.Run
  /// The most requests in flight, and pages in memory.
  private let most: Int

  /// The most time-outs within ten seconds (1757262274182145).
  private static let mostTimeouts = 9
  /// A page's place is free a moment before its memory is.
  private static let pagesBeingFreed = 3
  /// TikTok slows an app down for so long.
  private static let rest = Duration.seconds(300)

  init(_ run: SimulatedProcess.Run) {
    self.run = run
    most = run.configuration["concurrency"]?.int ?? 25
  }

  func check() throws(Violation) {
    var flying: [Duration] = []
    var timeouts: [Duration] = []
    var pending: [Duration] = []
    for exchange in run.exchanges {
      let now = exchange.sent
      // What ends now may end before or after this request is sent.
      flying.removeAll { $0 <= now }
      timeouts += pending.filter { $0 < now }
      pending.removeAll { $0 < now }
      try Violation.unless(
        flying.count < most, "\(flying.count + 1) requests in flight at \(now) instead of \(most)")
      try Violation.unless(
        flying.count + exchange.pages < most + min(exchange.pages, Self.pagesBeingFreed),
        "\(flying.count + 1) requests in flight and \(exchange.pages) pages in memory at \(now) instead of \(most)"
      )
      if let latest = timeouts.max(), now - latest <= Self.rest {
        let recent = timeouts.count { now - $0 <= .seconds(10) }
        try Violation.unless(
          flying.count + recent < Self.mostTimeouts,
          "\(recent) requests have timed out, and \(flying.count + 1) may at \(now)")
      }
      let end = exchange.ended ?? exchange.cancelled ?? run.duration
      flying.append(end)
      if exchange.fate.isTimeout, exchange.ended != nil { pending.append(end) }
    }
  }
}
