/// Laws about the waits after TikTok has said that it is too much (§5): all requests wait, and no longer than needed.
struct PauseLaws {
  private typealias Exchange = SimulatedNetwork.Exchange

  private let run: SimulatedProcess.Run

  /// The pauses after the first throttling, the second, … without a success in between.
  private static let steps: [Duration] = [
    .seconds(2), .seconds(5), .seconds(15), .seconds(60), .seconds(300),
  ]
  /// How long a request may wait in all, less the longest pause: one that has waited for longer is given up, and its
  /// pause with it.
  private static let surelyWaits = Duration.seconds(1_200)

  init(_ run: SimulatedProcess.Run) { self.run = run }

  func check() throws(Violation) {
    // A slow reader delays the reading of answers.
    guard run.reader == .prompt else { return }
    try checkPauses()
    try checkFirstPause()
  }

  /// During a pause nothing is sent.
  private func checkPauses() throws(Violation) {
    var hits = 0
    var latest: Duration?
    let answers = run.exchanges.filter { $0.received != nil }.enumerated().sorted {
      // Of what comes at the same time a success counts first, because that makes the shortest pause.
      ($0.element.received ?? .zero, $0.element.fate.isThrottling ? 1 : 0, $0.offset)
        < ($1.element.received ?? .zero, $1.element.fate.isThrottling ? 1 : 0, $1.offset)
    }.map(\.element)
    for answer in answers {
      guard let now = answer.received else { continue }
      // The quota of one endpoint concerns no other.
      if answer.fate == .tooManyInADay, answer.hasQuota { continue }
      let isNews = latest.map { answer.sent > $0 } ?? true
      guard answer.fate.isThrottling else {
        if isNews { hits = 0 }
        continue
      }
      // What fails at the same time may cancel the request before its answer is looked at.
      let mayBeCancelled = run.exchanges.contains { other in
        other.ended == now && other.fate != .answered && !other.fate.isThrottling
      }
      var pause = answer.statedWait
      if isNews {
        if !mayBeCancelled { hits += 1 }
        latest = now
        pause = max(pause, Self.steps[min(max(hits, 1), Self.steps.count) - 1])
      }
      guard pause > .zero, now < Self.surelyWaits, !mayBeCancelled else { continue }
      if let early = run.exchanges.first(where: { $0.sent > now && $0.sent < now + pause }) {
        throw Violation(
          "a request at \(early.sent), although all wait \(pause) after \(answer.fate.name) at \(now)")
      }
    }
  }

  /// The first throttling costs two seconds.
  private func checkFirstPause() throws(Violation) {
    let slack = Duration.milliseconds(2_100)
    guard
      let first = run.exchanges.filter(\.fate.isThrottling).min(by: {
        ($0.received ?? .seconds(1_000_000)) < ($1.received ?? .seconds(1_000_000))
      }),
      let start = first.received, case let end = start + slack, first.statedWait == .zero,
      first.fate != .tooManyInADay,
      run.duration > end, run.terminatedAt == nil, run.closedAt == nil
    else { return }
    // Others may hold the pause up, or the rate.
    let hasReasons = run.exchanges.contains { other in
      (other.sent <= start && (other.ended ?? .seconds(1_000_000)) > start && other.url != first.url)
        || other.fate.isTimeout && other.sent < end
    }
    guard !hasReasons, run.exchanges.count(where: { $0.sent <= start }) < 500 else { return }
    try Violation.unless(
      run.exchanges.contains { $0.sent > start && $0.sent <= end },
      "no request until \(end), although the first throttling at \(start) costs two seconds")
  }
}

extension SimulatedNetwork.Exchange {
  /// Whether the endpoint has a quota of its own (§5).
  var hasQuota: Bool { url.contains("/gmv_max/report/get/") || url.contains("/report/task/create/") }

  /// How long TikTok or its edge wants no requests, or not this one.
  var statedWait: Duration {
    switch fate {
    case .status(_, let seconds?): .seconds(seconds)
    default: fate == .tooManyInAMinute ? .seconds(300) : .zero
    }
  }
}
