import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

struct StreamProgressTests {
  /// Two accounts with three windows each, 2026-09-01…30, 10-01…30 and 10-31…11-03. The 1st of November is the last
  /// closed day.
  private static func progress(
    _ stream: TikTok.Stream = .adsDaily, accounts: [Account] = [.make(7001), .make(7002)], state: JSON? = nil,
    start: JSON = "2026-09-01", attributionWindow: JSON = 3
  ) throws -> ProgressBox {
    let plan = try StreamPlan.make(
      stream, configuration: .make(["start_date": start, "attribution_window": attributionWindow]),
      accounts: accounts)
    guard let cursor = stream.cursor else { return ProgressBox(StreamProgress(plan, bookmark: nil)) }
    var bookmark = Bookmark(cursorField: cursor, granularity: stream.granularity)
    if let state { bookmark = try Bookmark(state, cursorField: cursor, granularity: stream.granularity) }
    return ProgressBox(StreamProgress(plan, bookmark: bookmark))
  }

  @Test func `slices are scheduled by account, then by window`() throws {
    let progress = try Self.progress()
    let slices = progress.schedule()
    #expect(
      slices.map(\.description) == [
        "advertiser 7001, 2026-09-01…2026-09-30", "advertiser 7001, 2026-10-01…2026-10-30",
        "advertiser 7001, 2026-10-31…2026-11-03", "advertiser 7002, 2026-09-01…2026-09-30",
        "advertiser 7002, 2026-10-01…2026-10-30", "advertiser 7002, 2026-10-31…2026-11-03",
      ])
    #expect(slices.map(\.partition) == [0, 0, 0, 1, 1, 1])
    #expect(slices.map(\.number) == [0, 1, 2, 0, 1, 2])
    #expect(progress.next() == nil)
  }

  @Test func `accounts without days to read are skipped`() throws {
    let unborn = Account.make(7002, createdAt: testTime + 10 * 86400)
    let progress = try Self.progress(accounts: [unborn, .make(7001), unborn], start: "2026-11-01")
    #expect(progress.schedule().map(\.partition) == [1])
    #expect(!progress.isEmpty)
  }

  @Test func `streams without days have one slice per partition`() throws {
    let entities = try Self.progress(.ads)
    #expect(entities.schedule().map(\.description) == ["advertiser 7001", "advertiser 7002"])
    let accounts = try Self.progress(.named("advertisers"))
    #expect(accounts.schedule().map(\.description) == ["2 advertisers"])
  }

  @Test func `a stream may be empty`() throws {
    let unborn = Account.make(createdAt: testTime + 10 * 86400)
    for accounts in [[], [unborn]] {
      let progress = try Self.progress(accounts: accounts)
      #expect(progress.isEmpty)
      #expect(progress.next() == nil)
      #expect(progress.isEmpty)
      #expect(progress.outcome == .complete)
    }
  }

  @Test func `a cursor moves when all slices before it have been read`() throws {
    let progress = try Self.progress()
    let slices = progress.schedule()
    #expect(!progress.advance(past: slices[1]))
    #expect(progress.day(7001) == nil)
    #expect(progress.advance(past: slices[0]))
    #expect(progress.day(7001) == "2026-10-30")
    #expect(progress.day(7002) == nil)
    #expect(progress.advance(past: slices[2]))
    #expect(progress.day(7001) == "2026-11-01")
    #expect(progress.advance(past: slices[3]))
    #expect(progress.day(7002) == "2026-09-30")
  }

  /// In any order of finished slices, a cursor is at the end of the completed run and never moves back.
  @Test(arguments: 0..<40)
  func `in any order the cursor is at the end of the run without a gap`(seed: Int) throws {
    var dice = Seeded(seed)
    let accounts = (1...3).map { Account.make($0) }
    let progress = try Self.progress(.report(.ad, .hour), accounts: accounts, start: "2026-10-15")
    let slices = progress.schedule()
    #expect(slices.count == 3 * 20)
    // Not all of them: some are still running when the sync is stopped.
    var done = Set<Slice>()
    for slice in slices.shuffled(using: &dice).prefix(Int.random(in: 0...60, using: &dice)) {
      let before = progress.bookmark
      done.insert(slice)
      let hasMoved = progress.advance(past: slice)
      #expect(
        hasMoved == (progress.bookmark != before) || progress.day(slice.partition + 1) == "2026-11-01")
      for partition in 0..<3 {
        let run = slices.filter { $0.partition == partition }.prefix { done.contains($0) }
        let end = run.last?.window.map { min($0.end, "2026-11-01") }
        #expect(progress.day(partition + 1) == end)
      }
    }
  }

  /// The days before a cursor are then known to be of this day, should the read be interrupted.
  @Test func `a first read notes at once that its days have been read, and a later one at its end`() throws {
    let first = try Self.progress(attributionWindow: .null)
    let slices = first.schedule()
    #expect(first.advance(past: slices[0]))
    #expect(first.bookmark?.lookbacks[.make(7001)] == AttributionLookback(readOn: "2026-11-02"))
    #expect(first.bookmark?.lookbacks[.make(7002)] == nil)
    let state: JSON = [
      "states": [["partition": ["advertiser_id": "7001"], "cursor": ["stat_time_day": "2026-10-20"]]]
    ]
    let later = try Self.progress(state: state, attributionWindow: .null)
    let parts = later.schedule().filter { $0.partition == 0 }
    #expect(parts.map(\.window) == [.make("2026-09-23", "2026-10-04"), .make("2026-10-05", "2026-11-03")])
    #expect(later.advance(past: parts[0]))
    #expect(later.bookmark?.lookbacks[.make(7001)] == nil)
    #expect(later.advance(past: parts[1]))
    #expect(later.bookmark?.lookbacks[.make(7001)]?.readOn == "2026-11-02")
  }

  @Test func `a read resumes from its state minus the lookback, and the cursor never moves back`() throws {
    let state: JSON = [
      "states": [["partition": ["advertiser_id": "7001"], "cursor": ["stat_time_day": "2026-10-20"]]]
    ]
    let progress = try Self.progress(state: state)
    let slices = progress.schedule()
    #expect(slices[0].window == .make("2026-10-17", "2026-11-03"))
    #expect(slices[1].window == .make("2026-09-01", "2026-09-30"))
    #expect(progress.position(of: slices[0]).cursor == .day("2026-10-20"))
    #expect(progress.position(of: slices[1]).cursor == nil)
    #expect(progress.day(7001) == "2026-10-20")
    #expect(progress.advance(past: slices[0]))
    #expect(progress.day(7001) == "2026-11-01")
  }

  @Test(arguments: ["2026-11-03", "2099-01-01"])
  func `a cursor on an open day is moved to the last closed one`(day: String) throws {
    let state: JSON = ["stat_time_day": .string(day)]
    let progress = try Self.progress(state: state)
    #expect(progress.day(7001) == "2026-11-01")
    #expect(
      progress.schedule().map { $0.window } == [
        .make("2026-10-29", "2026-11-03"), .make("2026-10-29", "2026-11-03"),
      ])
  }

  @Test func `an entity's cursor is the newest change and stays when there is none`() throws {
    let state: JSON = ["modify_time": "2026-10-20 00:00:00Z"]
    let progress = try Self.progress(.ads, state: state)
    let slices = progress.schedule()
    #expect(progress.advance(past: slices[0], newest: "2026-10-25 00:00:00"))
    #expect(progress.time(7001) == "2026-10-25 00:00:00")
    #expect(!progress.advance(past: slices[1]))
    #expect(progress.time(7002) == "2026-10-20 00:00:00")
    #expect(progress.advance(past: slices[1], newest: "2026-10-01 00:00:00"))
    #expect(progress.time(7002) == "2026-10-20 00:00:00")
  }

  @Test func `an entity's cursor in the future hides no later change`() throws {
    let progress = try Self.progress(.ads, state: ["modify_time": "2099-01-01 00:00:00Z"])
    #expect(progress.bookmark?.cursor(of: .make(7001)) == .time(UTCTime(seconds: testTime)))
  }

  @Test func `a stream without a cursor has none to move`() throws {
    let progress = try Self.progress(.named("advertisers"), accounts: [.make()])
    let slice = progress.schedule(1)[0]
    #expect(!progress.advance(past: slice))
    #expect(progress.bookmark == nil)
  }

  @Test func `the last slice is reported once, after all have been scheduled`() throws {
    let progress = try Self.progress(accounts: [.make()])
    let first = progress.schedule(1)
    #expect(!progress.finish(first[0]))
    let rest = progress.schedule(2)
    #expect(!progress.finish(rest[1]))
    #expect(progress.finish(rest[0]))
    #expect(progress.next() == nil)
  }
}
