import HTTP
import JSON

/// Laws about sending the same request again: later and later, never before the wait that TikTok asks for, and never the
/// same after a time-out where less can be asked for.
struct RepetitionLaws {
  private typealias Exchange = SimulatedNetwork.Exchange

  private let run: SimulatedProcess.Run

  /// How often a request is sent when it fails by itself.
  private static let attempts = 7
  /// The waits of one request together, less the longest of them.
  private static let surelyWaits = Duration.seconds(1_200)

  init(_ run: SimulatedProcess.Run) { self.run = run }

  func check() throws(Violation) {
    // A slow reader delays the reading of answers.
    guard run.reader == .prompt else { return }
    let exchanges = run.exchangesByURL
    for own in exchanges {
      try checkTimeouts(own)
      // The same request may serve two streams, which do not know of each other. Look-ups serve all: when one stream has
      // given up, the next one asks at once.
      guard own.first?.isLookUp != true,
        zip(own, own.dropFirst()).allSatisfy({ earlier, later in
          earlier.ended.map { $0 <= later.sent } ?? false
        })
      else { continue }
      try checkWaits(own)
    }
    if run.configuration["concurrency"] == 1 { try checkDays() }
  }

  /// What has timed out is not asked for again where less can be (1757262274182145).
  private func checkTimeouts(_ own: [Exchange]) throws(Violation) {
    guard let first = own.first(where: \.fate.isTimeout), let end = first.ended, first.canBeSmaller else {
      return
    }
    if let again = own.first(where: { $0.sent > end }) {
      throw Violation("the same request at \(again.sent) after a time-out at \(end): \(again.url)")
    }
  }

  private func checkWaits(_ own: [Exchange]) throws(Violation) {
    var failures = 0
    var start: Duration?
    for (exchange, next) in zip(own, own.dropFirst()) {
      guard let end = exchange.ended else { continue }
      if exchange.fate.isSurelyTransient { start = start ?? end } else { start = nil }
      guard exchange.fate.failsAlone else {
        if !exchange.fate.isSurelyTransient { failures = 0 }
        continue
      }
      failures += 1
      guard failures < Self.attempts, end - (start ?? end) < Self.surelyWaits else {
        failures = 0
        continue
      }
      // The jitter of this failure is one of those that were drawn then.
      let jitter = run.jitters.filter { $0.moment == end }.map(\.value).min() ?? 0
      let wait = max(exchange.statedWait, min(.seconds(60), .seconds(1 << (failures - 1))) * jitter)
      try Violation.unless(
        next.sent - end >= wait,
        "failure \(failures) at \(end) is followed at \(next.sent), although the wait is \(wait): \(exchange.url)"
      )
    }
  }

  /// Where an account's report of some days has timed out, none of as many days is asked for. A page that was there and is
  /// only looked at again is read in smaller pages.
  private func checkDays() throws(Violation) {
    var most: [String: Int] = [:]
    var answered: Set<String> = []
    for exchange in run.exchanges {
      guard let (days, rest) = exchange.days else { continue }
      if let most = most[rest], days > most {
        throw Violation(
          "a report of \(days) days, although one of \(2 * most) days has timed out: \(exchange.url)")
      }
      if exchange.fate == .answered || exchange.fate.isDistorted { answered.insert(exchange.url) }
      guard exchange.fate.isTimeout, days > 1, !answered.contains(exchange.url) else { continue }
      most[rest] = min(most[rest] ?? .max, (days + 1) / 2)
    }
  }
}

extension SimulatedProcess.Run {
  /// The exchanges of each request, in the order of the first ones.
  fileprivate var exchangesByURL: [[SimulatedNetwork.Exchange]] {
    var places: [String: Int] = [:]
    var all: [[SimulatedNetwork.Exchange]] = []
    for exchange in exchanges {
      if let place = places[exchange.url] {
        all[place].append(exchange)
      } else {
        places[exchange.url] = all.count
        all.append([exchange])
      }
    }
    return all.filter { $0.count > 1 }
  }
}

extension Fate {
  /// Whether the request surely waits alone for another attempt, and no longer than the policy says.
  fileprivate var failsAlone: Bool {
    switch self {
    case .lost(.connectionLost), .lost(.malformedResponse), .lost(.badContentEncoding): true
    case .status(let status, _): (500...503).contains(status)
    case .refused(let code, _):
      (50_000...59_999).contains(code) || [40_050, 40_200, 40_201, 40_202, 40_700].contains(code)
    case .truncated, .replaced: true
    default: false
    }
  }

  /// Whether another attempt surely follows, within the policy.
  fileprivate var isSurelyTransient: Bool {
    failsAlone || isThrottling || !isSent || self == Self.maintenance
  }

  fileprivate static let maintenance = Fate.refused(60_001, "The system is under maintenance.")
}

extension SimulatedNetwork.Exchange {
  /// Whether the request is for what several streams need to know of an account's objects.
  fileprivate var isLookUp: Bool {
    url.contains("/gmv_max/store/list/") || url.contains("click_attribution_window")
      || url.contains(#/fields=%5B%22\w+_id%22%5D/#)
  }

  /// Whether the request can ask for less: fewer days, smaller pages, fewer accounts.
  fileprivate var canBeSmaller: Bool {
    if url.contains("/advertiser/info/") { return url.prefix { $0 != "&" }.contains("%2C") }
    if let days, days.count > 1 { return true }
    guard let size = value(of: "page_size").flatMap({ Int($0) }) else { return false }
    return (2...10).contains { size > 1 && size.isMultiple(of: $0) }
  }

  /// The number of days of a report with a row for each day or hour, and the report without them. Other rows sum up their
  /// days, so that fewer would make other rows.
  fileprivate var days: (count: Int, rest: String)? {
    guard url.contains("stat_time"), let first = value(of: "start_date"), let last = value(of: "end_date"),
      let start = Day(first),
      let end = Day(last)
    else { return nil }
    let rest = url.replacing("start_date=\(first)", with: "").replacing("end_date=\(last)", with: "")
    return (end.ordinal - start.ordinal + 1, rest)
  }

  private func value(of name: String) -> String? {
    guard let start = url.firstRange(of: "&\(name)=")?.upperBound else { return nil }
    return String(url[start...].prefix { $0 != "&" })
  }
}
