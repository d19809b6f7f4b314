@testable import Airbyte

/// Laws about the requests of a run and about its end.
struct RequestLaws {
  private let run: SimulatedProcess.Run

  init(_ run: SimulatedProcess.Run) { self.run = run }

  func check() throws(Violation) {
    try Violation.unless(run.exit != nil || run.wasKilled, "the sync does not end")
    try Violation.unless(run.exit != .usage, "the arguments are refused")
    try checkRates()
    try checkTimeouts()
    try checkRests()
    try checkSilence()
    try checkReader()
    try PauseLaws(run).check()
    try FlightLaws(run).check()
    try RepetitionLaws(run).check()
    try FailureLaws(run).check()
    try PagingLaws(run).check()
  }

  /// The rates of an app at the level Basic, and of its reports of shops (§5).
  private func checkRates() throws(Violation) {
    let sent = run.exchanges.filter { $0.fate.isSent }
    let all = sent.map(\.sent)
    try check(all, atMost: 10, within: .seconds(1), "requests")
    try check(all, atMost: 600, within: .seconds(60), "requests")
    let ofShops = sent.filter { $0.url.contains("/gmv_max/report/get/") }.map(\.sent)
    try check(ofShops, atMost: 8, within: .seconds(1), "reports of shops")
    try check(ofShops, atMost: 240, within: .seconds(60), "reports of shops")
  }

  private func check(
    _ moments: [Duration], atMost count: Int, within window: Duration, _ name: String
  ) throws(Violation) {
    guard moments.count > count else { return }
    for first in 0..<moments.count - count {
      try Violation.unless(
        moments[first + count] - moments[first] >= window,
        "\(count + 1) \(name) within \(window) from \(moments[first]) on")
    }
  }

  /// The same request must not time out three times within ten minutes (§5.1).
  private func checkTimeouts() throws(Violation) {
    var earlier: [String: [Duration]] = [:]
    for exchange in run.exchanges where exchange.fate.isTimeout {
      let moments = earlier[exchange.url, default: []].suffix(2)
      try Violation.unless(
        moments.count < 2 || exchange.sent - (moments.first ?? .zero) >= .seconds(600),
        "a request may time out three times within ten minutes: \(exchange.url)")
      earlier[exchange.url, default: []].append(exchange.sent)
    }
  }

  /// After too many requests in a minute TikTok wants none for five minutes (§5).
  private func checkRests() throws(Violation) {
    // A slow reader delays the reading of answers.
    guard run.reader == .prompt else { return }
    for refused in run.exchanges where refused.fate == .tooManyInAMinute {
      guard let start = refused.received else { continue }
      let early = run.exchanges.first { exchange in
        exchange.fate.isSent && exchange.sent > start && exchange.sent < start + .seconds(300)
      }
      if let early {
        throw Violation("a request at \(early.sent), although TikTok wants rest from \(start) on")
      }
    }
  }

  /// Orchestrators end what has said nothing for long.
  private func checkSilence() throws(Violation) {
    for (earlier, later) in zip(run.moments, run.moments.dropFirst() + [run.duration]) {
      try Violation.unless(
        later - earlier <= .seconds(600), "no message for \(later - earlier) from \(earlier) on")
    }
  }

  /// Whose output is closed has nobody to work for.
  private func checkReader() throws(Violation) {
    guard let closed = run.closedAt, let exit = run.exit else { return }
    try Violation.unless(exit != .success, "exit 0, although the output is closed")
    try Violation.unless(
      run.duration - closed <= .seconds(2),
      "the sync goes on until \(run.duration), although the output is closed")
  }
}
