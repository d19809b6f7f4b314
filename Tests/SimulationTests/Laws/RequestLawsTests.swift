import HTTP
import JSON
import Testing

@testable import Airbyte

/// The laws about requests notice what is wrong: each test shows them exchanges that break one of them.
struct RequestLawsTests {
  private typealias Exchange = SimulatedNetwork.Exchange
  private typealias Run = SimulatedProcess.Run

  private static let report =
    "https://h/open_api/v1.3/report/integrated/get/?advertiser_id=1&data_level=AUCTION_AD&dimensions=stat_time_day"

  private static func exchange(
    _ url: String, _ fate: Fate, sent: Double, ended: Double? = nil, answer: String = "", pages: Int = 0
  ) -> Exchange {
    let hasAnswer = if case .lost = fate { false } else { ended != nil }
    return Exchange(
      url: url, fate: fate, sent: .seconds(sent), received: hasAnswer ? ended.map { .seconds($0) } : nil,
      ended: ended.map { .seconds($0) }, answer: answer, pages: pages)
  }

  private static func run(
    _ exchanges: [Exchange], exit: ExitCode = .success, concurrency: Int? = nil, jitter: Double = 1
  ) -> Run {
    var run = Run(start: 0)
    run.exit = exit
    run.exchanges = exchanges
    run.duration = .seconds(3_000)
    if let concurrency { run.configuration = ["concurrency": .int(concurrency)] }
    run.jitters = exchanges.compactMap(\.ended).map { ($0, jitter) }
    return run
  }

  private static func days(_ first: String, _ last: String) -> String {
    "\(report)&start_date=\(first)&end_date=\(last)&page_size=1&page=1"
  }

  @Test(arguments: [
    (Fate.status(429), 2.0), (.refused(40_100, "QPS limit reached"), 2), (.refused(40_016, ""), 2),
    (.refused(40_132, ""), 2), (.tooManyInAMinute, 300), (.status(429, retryAfter: 40), 40),
  ])
  func `a request in a pause is noticed, and one that is late`(fate: Fate, pause: Double) throws {
    let first = Self.exchange("u", fate, sent: 1, ended: 2)
    func check(_ second: Double) throws(Violation) {
      try PauseLaws(Self.run([first, Self.exchange("v", .answered, sent: second, ended: second + 1)])).check()
    }
    try check(2 + pause)
    #expect(throws: Violation.self) { try check(2.001) }
    #expect(throws: Violation.self) { try check(1.9 + pause) }
    guard fate.isFirstStep else { return }
    #expect(throws: Violation.self) { try check(2.2 + pause) }
  }

  @Test func `a list that is followed for too many pages is noticed`() throws {
    func check(_ last: Int) throws(Violation) {
      let pages = [1, last].map { number in
        let answer = number == 1 ? #"200 {"code":0,"data":{"page_info":{"total_page":3}}}"# : ""
        return Self.exchange(
          "\(Self.report)&page_size=1&page=\(number)", .answered, sent: 1, ended: 2, answer: answer)
      }
      try PagingLaws(Self.run(pages)).check()
    }
    try check(16)
    #expect(throws: Violation.self) { try check(17) }
  }

  @Test func `streams that fail because of another endpoint's quota are noticed`() throws {
    func check(_ failed: String) throws(Violation) {
      let report = "https://h/open_api/v1.3/gmv_max/report/get/?page=1"
      var run = Self.run([Self.exchange(report, .tooManyInADay, sent: 1, ended: 2)], exit: .failure)
      let status: JSON = ["stream_descriptor": ["name": .string(failed)], "status": "INCOMPLETE"]
      let trace: JSON = ["type": "TRACE", "trace": ["type": "STREAM_STATUS", "stream_status": status]]
      run.output = Array((trace.text + "\n").utf8)
      try FailureLaws(run).check()
    }
    try check("gmv_max_product_campaign_reports_daily")
    #expect(throws: Violation.self) { try check("ads") }
  }

  @Test func `pauses grow until a success`() throws {
    let first = Self.exchange("u", .status(429), sent: 1, ended: 2)
    let second = Self.exchange("u", .status(429), sent: 4, ended: 5)
    let third = Self.exchange("u", .answered, sent: 8, ended: 9)
    #expect(throws: Violation.self) { try PauseLaws(Self.run([first, second, third])).check() }
    let success = Self.exchange("u", .answered, sent: 4, ended: 4.5)
    try PauseLaws(Self.run([first, success, second, third])).check()
  }

  @Test func `too many requests in flight and too many pages are noticed`() throws {
    func flights(_ count: Int, pages: Int = 0) -> [Exchange] {
      (0..<count).map { Self.exchange("u\($0)", .answered, sent: Double($0), ended: 100, pages: pages) }
    }
    try FlightLaws(Self.run(flights(3), concurrency: 3)).check()
    #expect(throws: Violation.self) { try FlightLaws(Self.run(flights(4), concurrency: 3)).check() }
    #expect(throws: Violation.self) { try FlightLaws(Self.run(flights(26))).check() }
    #expect(throws: Violation.self) { try FlightLaws(Self.run(flights(5, pages: 4), concurrency: 5)).check() }
  }

  @Test func `more requests that may time out are noticed`() throws {
    func run(_ count: Int) -> Run {
      let slow = Self.exchange("u", .lost(.stalled), sent: 0, ended: 120)
      return Self.run([slow] + (0..<count).map { Self.exchange("v\($0)", .answered, sent: 121, ended: 200) })
    }
    try FlightLaws(run(8)).check()
    #expect(throws: Violation.self) { try FlightLaws(run(9)).check() }
  }

  @Test(arguments: [Fate.lost(.stalled), .status(504), .status(408)])
  func `the same request after a time-out is noticed`(fate: Fate) throws {
    func check(_ url: String, _ again: String) throws(Violation) {
      let first = Self.exchange(url, fate, sent: 0, ended: 120)
      try RepetitionLaws(Self.run([first, Self.exchange(again, .answered, sent: 150, ended: 151)])).check()
    }
    let (whole, half) = (Self.days("2026-11-01", "2026-11-02"), Self.days("2026-11-01", "2026-11-01"))
    try check(whole, half)
    try check(half, half)
    #expect(throws: Violation.self) { try check(whole, whole) }
    let list = "https://h/open_api/v1.3/ad/get/?advertiser_id=1&page_size="
    try check(list + "1&page=1", list + "1&page=1")
    #expect(throws: Violation.self) { try check(list + "4&page=1", list + "4&page=1") }
    let accounts = "https://h/open_api/v1.3/advertiser/info/?advertiser_ids=%5B%221%22"
    try check(accounts + "%5D&fields=%2C", accounts + "%5D&fields=%2C")
    #expect(throws: Violation.self) { try check(accounts + "%2C%222%22%5D", accounts + "%2C%222%22%5D") }
  }

  @Test func `as many days after a time-out are noticed`() throws {
    func check(_ days: String, concurrency: Int?) throws(Violation) {
      let first = Self.exchange(
        Self.days("2026-10-01", "2026-10-08"), .lost(.stalled), sent: 0, ended: 120)
      try RepetitionLaws(
        Self.run([first, Self.exchange(days, .answered, sent: 150, ended: 151)], concurrency: concurrency)
      ).check()
    }
    try check(Self.days("2026-10-09", "2026-10-12"), concurrency: 1)
    try check(Self.days("2026-10-09", "2026-10-16"), concurrency: nil)
    #expect(throws: Violation.self) { try check(Self.days("2026-10-09", "2026-10-13"), concurrency: 1) }
  }

  @Test func `backoffs that do not double, and a wait that is not kept, are noticed`() throws {
    func run(_ waits: [Double], _ fate: Fate = .status(502), jitter: Double = 1) -> Run {
      var moment = 0.0
      return Self.run(
        ([0] + waits).map { wait in
          moment += wait + 1
          return Self.exchange("u", fate, sent: moment - 1, ended: moment)
        }, jitter: jitter)
    }
    try RepetitionLaws(run([1, 2, 4, 8, 16, 32])).check()
    try RepetitionLaws(run([0.5, 1, 2, 4, 8, 16], jitter: 0.5)).check()
    #expect(throws: Violation.self) { try RepetitionLaws(run([1, 2, 3])).check() }
    #expect(throws: Violation.self) { try RepetitionLaws(run([0.9])).check() }
    try RepetitionLaws(run([50], .status(503, retryAfter: 50))).check()
    #expect(throws: Violation.self) { try RepetitionLaws(run([49], .status(503, retryAfter: 50))).check() }
  }

  @Test func `an exit 1 needs a request that failed often or for good`() throws {
    func check(_ exchanges: [Exchange]) throws(Violation) {
      try FailureLaws(Self.run(exchanges, exit: .failure)).check()
    }
    func failures(_ count: Int, _ fate: Fate = .status(502)) -> [Exchange] {
      (0..<count).map { Self.exchange("u", fate, sent: Double($0), ended: Double($0) + 1) }
    }
    try check(failures(7))
    #expect(throws: Violation.self) { try check(failures(6)) }
    #expect(throws: Violation.self) { try check(failures(6, .refused(40_016, ""))) }
    try check(failures(1, .refused(40_105, "")))
    try check(failures(1, .tooManyInADay))
    let refusal = Self.exchange("u", .answered, sent: 0, ended: 1, answer: #"200 {"code":40002,"#)
    try check([refusal] + failures(1))
    #expect(throws: Violation.self) { try check([refusal]) }
    let refused = Self.exchange(Self.report, .accountRefused("1", code: 40_106), sent: 0, ended: 1)
    try check([refused])
    let other = Self.report.replacing("advertiser_id=1", with: "advertiser_id=2")
    #expect(throws: Violation.self) {
      try check([
        refused, Self.exchange(other, .answered, sent: 0, ended: 1, answer: #"200 {"code":0,"#),
      ])
    }
    try check(
      (0..<3).map {
        Self.exchange("v\($0)?", .distorted(.endless), sent: 0, ended: 1, answer: #"200 {"code":0,"#)
      }
      .map {
        Exchange(
          url: "v?", fate: $0.fate, sent: $0.sent, received: $0.received, ended: $0.ended, answer: $0.answer)
      })
  }

  @Test func `work without a reader or a token is noticed`() throws {
    var run = Self.run([], exit: .failure)
    run.moments = stride(from: 0, through: 3_000, by: 300).map { .seconds($0) }
    run.closedAt = .seconds(2_999)
    try RequestLaws(run).check()
    run.closedAt = .seconds(2_900)
    #expect(throws: Violation.self) { try RequestLaws(run).check() }
    run.closedAt = .seconds(2_999)
    run.exit = .success
    #expect(throws: Violation.self) { try RequestLaws(run).check() }

    let refusal = Self.exchange("u", .refused(40_102, ""), sent: 0, ended: 1)
    try AccountLaws(Self.run([refusal], exit: .failure)).check()
    #expect(throws: Violation.self) { try AccountLaws(Self.run([refusal])).check() }
    let late = Self.exchange("v", .answered, sent: 1.1, ended: 2)
    #expect(throws: Violation.self) { try AccountLaws(Self.run([refusal, late], exit: .failure)).check() }
  }

  @Test func `accounts are left out only with a word, and not all of them`() throws {
    func run(_ leftOut: [String]) -> Run {
      let accounts = #"200 {"data":{"list":[{"advertiser_id":"11"},{"advertiser_id":"12"}]}}"#
      var run = Self.run(
        [Self.exchange("h/oauth2/advertiser/get/", .answered, sent: 0, ended: 1, answer: accounts)]
          + ["11", "12"].map { Self.exchange($0, .accountRefused($0, code: 40_001), sent: 1, ended: 2) })
      let lines = leftOut.map {
        #"{"type":"LOG","log":{"level":"WARN","message":"Stream `ads`: advertiser \#($0) is left out because TikTok refuses it: x"}}"#
          + "\n"
      }
      run.output = Array(lines.joined().utf8)
      return run
    }
    #expect(AccountLaws(run([])).accountsLeftOut == [])
    #expect(AccountLaws(run(["12"])).accountsLeftOut == ["12"])
    try AccountLaws(run(["12"])).check()
    #expect(throws: Violation.self) { try AccountLaws(run(["11", "12"])).check() }
  }
}

extension Fate {
  fileprivate var isFirstStep: Bool { [.status(429), .refused(40_016, "")].contains(self) }
}
