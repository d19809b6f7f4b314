import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Airbyte

/// The weather by itself: that everything occurs, and what odd answers and readers are like.
struct WeatherTests {
  /// An account with some pages of rows.
  private static let tikTok = {
    for seed in 0..<100 {
      var random = Seeded(seed, "weather")
      let account = SimulatedAccount(1, from: Day(20_700), now: 1_793_696_400, &random)
      let tikTok = SimulatedTikTok(accounts: [account], moment: 1_793_696_400)
      let request = HTTPRequest(
        report, headers: [HTTPHeader(name: "Access-Token", value: SimulatedTikTok.token)])
      let data = tikTok.answer(Query(request)).envelope["data"]
      if data?["page_info"]?["total_page"]?.int ?? 0 > 5 { return tikTok }
    }
    preconditionFailure("no account has rows")
  }()

  private static let report =
    "https://business-api.tiktok.com/open_api/v1.3/report/integrated/get/?advertiser_id=7000000000000000001"
    + "&report_type=BASIC&data_level=AUCTION_AD&dimensions=%5B%22ad_id%22%2C%22stat_time_day%22%5D"
    + "&start_date=2026-10-05&end_date=2026-11-03&page_size=2&page=2"

  private static func data(_ distortion: Distortion?, _ url: String = report) -> JSON? {
    let request = HTTPRequest(url, headers: [HTTPHeader(name: "Access-Token", value: SimulatedTikTok.token)])
    let answer = distortion?.answer(to: request, by: tikTok) ?? tikTok.answer(Query(request))
    return answer.envelope["data"]
  }

  @Test func `every fault and spell occurs within some stormy runs`() {
    var names: Set<String> = []
    for seed in 0..<500 {
      var weather = Weather(Seeded(UInt64(seed)), strength: 300)
      for second in 0..<100 {
        let fate = weather.fate(
          of: Self.report, at: .seconds(second * 30), midnight: .seconds(600), accounts: Self.tikTok.accounts)
        names.insert(fate.name)
      }
    }
    #expect(Set(Weather.all.map(\.name)).subtracting(names) == [])
    for code in [40_001, 40_106, 40_300] { #expect(names.contains("account refused with \(code)")) }
  }

  @Test func `every habit occurs`() {
    var random = Seeded(1)
    var names: Set<String> = []
    for _ in 0..<2_000 {
      let habit = Habit(&random)
      for number in [1, 100] {
        if let distortion = habit.distortion(of: Self.report, number: number) {
          names.insert(distortion.name)
        }
      }
    }
    let strangers = ["strangers(first: true, last: false)", "strangers(first: false, last: true)"]
    let others = [
      "countsOneMore", "numbersForText", "textForNumbers", "nullList", "noTotals", "noPageInfo", "firstPage",
      "endless",
    ]
    #expect(names.isSuperset(of: strangers + others + ["capped pages", "shuffled", "unknownMembers"]))
  }

  @Test func `a clear sky has no faults, and quick answers`() {
    var weather = Weather(Seeded(1), strength: 0)
    for second in 0..<500 {
      let fate = weather.fate(
        of: Self.report, at: .seconds(second), midnight: .seconds(600), accounts: Self.tikTok.accounts)
      #expect(fate == .answered)
      #expect(weather.delay(of: fate).whole <= .milliseconds(1_001))
    }
  }

  @Test(arguments: [
    Distortion.cappedPages(1), .numbersForText, .textForNumbers, .unknownMembers, .nullList, .shortPage,
    .noTotals,
    .denyingTotals, .noPageInfo, .repeatedRecord, .firstPage, .shuffled(1),
    .strangers(first: true, last: false),
    .strangerInside,
  ])
  func `each oddity changes an answer`(distortion: Distortion) throws {
    let right = try #require(Self.data(nil))
    try #require(right["page_info"]?["total_page"]?.int ?? 0 > 3)
    #expect(Self.data(distortion) != right)
  }

  @Test func `what an odd page has of the list`() throws {
    let right = try #require(Self.data(nil)?["list"]?.array)
    func list(_ distortion: Distortion) -> [JSON]? { Self.data(distortion)?["list"]?.array }
    #expect(list(.shortPage) == right.dropLast())
    #expect(list(.repeatedRecord)?.last == right.first)
    #expect(
      list(.firstPage) == Self.data(nil, Self.report.replacing("&page=2", with: "&page=1"))?["list"]?.array)
    #expect(list(.strangers(first: true, last: false))?.last == right.first)
    #expect(list(.cappedPages(1))?.count == 1)
    #expect(list(.endless)?.count == 2)
    #expect(
      Self.data(.endless, Self.report.replacing("page=2", with: "page=900"))?["page_info"]?["total_page"]
        == 901)
    let dimensions = list(.numbersForText)?.first?["dimensions"]
    #expect(dimensions?["ad_id"]?.number?.text == right.first?["dimensions"]?["ad_id"]?.string)
  }

  @Test func `an answer without a page has no totals to deny`() {
    let accounts =
      "https://business-api.tiktok.com/open_api/v1.3/advertiser/info/?advertiser_ids=%5B%227000000000000000001%22%5D"
    for distortion in [Distortion.nullList, .shortPage, .denyingTotals, .endless] {
      #expect(Self.data(distortion, accounts) == Self.data(nil, accounts))
    }
  }

  @Test func `a slow reader lets time pass, and one that is gone takes nothing more`() throws {
    let clock = VirtualClock(at: 0)
    let line = Array("line\n".utf8)
    func write(_ output: MemoryOutput) throws { try line.withUnsafeBytes { try output.write($0) } }
    let blocked = Mutex([Duration]())
    let slow = MemoryOutput(at: clock, to: .slow(perMille: 1_000, upTo: 50, seed: 1)) { moment in
      blocked.withLock { $0.append(moment) }
      return true
    }
    for _ in 0..<10 { try write(slow) }
    #expect(blocked.withLock(\.count) == 10)
    #expect(slow.bytes.count == 50)

    let gone = MemoryOutput(at: clock, to: .gone(afterBytes: 12))
    for _ in 0..<2 { try write(gone) }
    for _ in 0..<2 { #expect(throws: OutputError.closed) { try write(gone) } }
    #expect(gone.bytes.count == 12)
    #expect(gone.failure == .zero)
    #expect(!gone.isDead)
  }

  @Test func `a second signal leaves a fifth of a second`() {
    let executor = SeededExecutor(Seeded(1))
    let clock = VirtualClock(at: 0)
    let interruption = Interruption()
    let loop = EventLoop(
      executor, clock, interruption, .terminated(afterJobs: 0, again: .milliseconds(300)))
    var moments: [Duration] = []
    while loop.turn() { moments.append(clock.uptime) }
    #expect(loop.terminatedAt == .zero)
    #expect(loop.hasKilled)
    #expect(clock.uptime == .milliseconds(500))
    #expect(interruption.hasReached(.pressing))
  }
}
