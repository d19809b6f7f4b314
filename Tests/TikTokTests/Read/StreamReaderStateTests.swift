import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// What a state guarantees: everything that it covers has been delivered before.
@Suite(.timeLimit(.minutes(10)))
struct StreamReaderStateTests {
  private static let daily: StreamName = "ads_reports_daily"

  /// One row for every requested day.
  private static func rows(_ call: Call) -> [JSON] {
    guard let start = call["start_date"].flatMap({ CalendarDay($0) }),
      let end = call["end_date"].flatMap({ CalendarDay($0) })
    else { return [] }
    return (start.ordinal...end.ordinal).map { .row($0, "\(CalendarDay(ordinal: $0))") }
  }

  private static func days(of state: JSON) -> [String: String] {
    let states = state["states"]?.array ?? []
    return Dictionary(
      uniqueKeysWithValues: states.map {
        ($0["partition"]?["advertiser_id"]?.string ?? "", $0["cursor"]?["stat_time_day"]?.string ?? "")
      })
  }

  /// Slices are answered in random order. At every state, each day that it covers must have been written.
  @Test(arguments: 0..<8)
  func `no state covers records that were not delivered`(seed: Int) async throws {
    let api = ScriptedAPI.world { call in
      var dice = Seeded(call.url.utf8.reduce(seed) { ($0 &* 31 &+ Int($1)) & 0xffff_ffff })
      for _ in 0..<dice.below(30) { await Task.yield() }
      return .page(Self.rows(call))
    }
    let sink = try await api.read(
      fields: ["advertiser_ids": ["1", "2", "3"], "report_window_days": 3, "concurrency": 6])
    var delivered: [String: Set<Int>] = ["1": [], "2": [], "3": []]
    let first = CalendarDay("2026-10-01" as String)?.ordinal ?? 0
    var states = 0
    for event in sink.events(of: Self.daily) {
      for record in event.records {
        delivered[record["advertiser_id"]?.string ?? "", default: []].formUnion([record].ads)
      }
      guard let state = event.state else { continue }
      states += 1
      for (account, day) in Self.days(of: state) {
        let last = CalendarDay(day)?.ordinal ?? .max
        #expect(delivered[account]?.isSuperset(of: first...last) == true)
      }
    }
    #expect(states > 3)
    #expect(
      sink.states(of: Self.daily).last.map(Self.days) == [
        "1": "2026-11-01", "2": "2026-11-01", "3": "2026-11-01",
      ])
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(sink.violations.isEmpty)
  }

  @Test func `an incremental read starts at the state minus the lookback`() async throws {
    let api = ScriptedAPI.world { call in .page(Self.rows(call)) }
    let state: JSON = [
      "states": [["partition": ["advertiser_id": "7001"], "cursor": ["stat_time_day": "2026-10-20"]]]
    ]
    let sink = try await api.read(
      .make(Self.daily, schema: .fewMetrics, state: state),
      fields: ["advertiser_ids": ["7001", "7002"], "attribution_window": 5])
    let calls = api.calls(of: "report/integrated/get/")
    #expect(calls.filter { $0["advertiser_id"] == "7001" }.map(\.days) == ["2026-10-15…2026-11-03"])
    #expect(
      calls.filter { $0["advertiser_id"] == "7002" }.map(\.days).sorted()
        == ["2026-10-01…2026-10-30", "2026-10-31…2026-11-03"])
    #expect(sink.states(of: Self.daily).last.map(Self.days) == ["7001": "2026-11-01", "7002": "2026-11-01"])
  }

  @Test func `a full refresh ignores the incremental state and emits its own`() async throws {
    let api = ScriptedAPI.world { call in .page(Self.rows(call)) }
    let state: JSON = ["stat_time_day": "2026-10-30"]
    let sink = try await api.read(.make(Self.daily, .fullRefresh, schema: .fewMetrics, state: state))
    #expect(
      api.calls(of: "report/integrated/get/").map(\.days).sorted()
        == ["2026-10-01…2026-10-30", "2026-10-31…2026-11-03"])
    #expect(sink.records(of: Self.daily).count == 34)
    #expect(sink.states(of: Self.daily).last.map(Self.days) == ["7001": "2026-11-01"])
  }

  @Test func `an invalid state fails its stream and is explained`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let sink = try await api.read(.make("ads", state: ["stat_time_day": "2026-10-30"]))
    #expect(
      sink.failure(of: "ads")
        == UserMessage.state(.init(problem: "it holds neither `states` nor a `modify_time`"), stream: "ads"))
    #expect(api.calls(of: "ad/get/").isEmpty)
  }

  @Test func `a stream with nothing to read starts, emits its state and completes`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let state: JSON = ["stat_time_day": "2026-11-01"]
    let sink = try await api.read(
      .make(Self.daily, schema: .fewMetrics, state: state), .make("campaigns"),
      fields: ["end_date": "2026-10-02"])
    let events = sink.events(of: Self.daily)
    #expect(events.first == .start)
    #expect(events.last == .complete)
    #expect(sink.states(of: Self.daily).last.map(Self.days) == ["7001": "2026-11-01"])
    #expect(sink.events(of: "campaigns").last == .complete)
    #expect(api.calls(of: "report/integrated/get/").isEmpty)
  }

  @Test func `the end of every slice is a checkpoint after its rows`() async throws {
    let api = ScriptedAPI.world { call in .page(Self.rows(call)) }
    let sink = try await api.read(fields: ["report_window_days": 15, "concurrency": 1])
    let shape = sink.events(of: Self.daily).map { event in
      event.state.map { Self.days(of: $0)["7001"] ?? "" } ?? (event.records.isEmpty ? "" : "rows")
    }
    #expect(
      shape.filter { !$0.isEmpty } == [
        "rows", "2026-10-15", "rows", "2026-10-30", "rows", "2026-11-01", "2026-11-01",
      ])
  }

  @Test func `slices of two accounts do not wait for each other`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      if call["advertiser_id"] == "1" { await gate.pass() }
      return .page(Self.rows(call))
    }
    let sink = MemorySink()
    let read = Task {
      try await api.read(
        fields: ["advertiser_ids": ["1", "2"], "start_date": "2026-10-31", "concurrency": 2], into: sink)
    }
    await eventually { sink.states(of: Self.daily).last.map(Self.days) == ["2": "2026-11-01"] }
    gate.open()
    _ = try await read.value
    #expect(sink.states(of: Self.daily).last.map(Self.days) == ["2": "2026-11-01", "1": "2026-11-01"])
  }
}
