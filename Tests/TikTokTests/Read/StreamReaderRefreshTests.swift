import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// An interrupted full refresh resumes from any of its states, and no record is missing.
@Suite(.timeLimit(.minutes(10)))
struct StreamReaderRefreshTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let reports = "report/integrated/get/"
  private static let closed: JSON = ["__ab_no_cursor_state_message": true]

  /// Three accounts, each with a row for every requested day or year, two campaigns and an audience.
  private static func api(
    refusing code: Int = 0, where isRefused: @escaping @Sendable (Call) -> Bool = { _ in false },
    seed: Int = 0
  ) -> ScriptedAPI {
    .world { call in
      if isRefused(call) { return .refusal(code) }
      var dice = Seeded(call.url.utf8.reduce(seed) { ($0 &* 31 &+ Int($1)) & 0xffff_ffff })
      for _ in 0..<dice.below(30) { await Task.yield() }
      let account = call["advertiser_id"] ?? ""
      switch call.path {
      case "campaign/get/":
        return .page(
          (1...2).map { ["campaign_id": .string("\(account)-\($0)"), "modify_time": "2026-10-20 00:00:00"] })
      case reports: return .page(rows(call))
      default: return .data(["saved_audiences": [["saved_audience_id": .string("\(account)-1")]]])
      }
    }
  }

  private static func rows(_ call: Call) -> [JSON] {
    guard let start = call["start_date"].flatMap({ CalendarDay($0) }),
      let end = call["end_date"].flatMap({ CalendarDay($0) })
    else { return [] }
    let names = (try? JSON(parsing: call["dimensions"] ?? "[]"))?.array?.compactMap(\.string) ?? []
    return (start.ordinal...end.ordinal).map { day in
      let dimensions = names.map { name in
        JSONObject.Member(
          name, .string(name.hasPrefix("stat_time") ? "\(CalendarDay(ordinal: day)) 00:00:00" : "\(day)"))
      }
      return ["dimensions": .object(JSONObject(dimensions)), "metrics": ["spend": "1.50"]]
    }
  }

  /// A state, with its accounts in a fixed order.
  private static func cursors(of state: JSON?) -> Set<String> {
    Set(state?["states"]?.array?.map(\.text) ?? [])
  }

  private static func read(
    _ api: ScriptedAPI, _ stream: StreamName = daily, state: JSON? = nil, sync: SyncIdentity? = nil,
    _ fields: JSONObject = [:]
  ) async throws -> MemorySink {
    var all: JSONObject = [
      "advertiser_ids": ["7001", "7002", "7003"], "report_window_days": 10, "concurrency": 3,
    ]
    for field in fields.members { all[field.name] = field.value }
    let schema: JSON? = stream == daily ? .fewMetrics : nil
    let request = StreamRequest(
      name: stream, syncMode: .fullRefresh, schema: schema, state: state, sync: sync)
    return try await api.read(request, fields: all)
  }

  private static func texts(_ events: some Sequence<MemorySink.Event>) -> Set<String> {
    Set(events.flatMap(\.records).map(\.text))
  }

  /// In any order of finished slices, a read from each emitted state requests the rest, and of that only the slices
  /// that were not finished.
  @Test(arguments: [daily, "campaigns", "saved_audiences", "campaigns_reports_hourly"], 0..<4)
  func `a read from any state delivers the rest`(stream: StreamName, seed: Int) async throws {
    let fields: JSONObject = ["start_date": stream == Self.daily ? "2026-10-01" : "2026-10-29"]
    let events = try await Self.read(Self.api(seed: seed), stream, fields).events(of: stream)
    let everything = Self.texts(events)
    let states = events.indices.filter { events[$0].state?["full_refresh"] != nil }
    #expect(states.count >= 2)
    for index in states {
      let before = events[...index]
      let rest = try await Self.read(Self.api(), stream, state: events[index].state, fields)
      #expect(Self.texts(before).union(Self.texts(rest.events(of: stream))) == everything)
      #expect(rest.events(of: stream).last == .complete)
      #expect(rest.logs.contains { $0.text == FullRefreshNotice.continues(stream) })
      let closing = rest.states(of: stream).last
      #expect(Self.cursors(of: closing) == Self.cursors(of: events.compactMap(\.state).last))
      #expect(closing?["full_refresh"] == nil)
      let finished = events[index].state?["full_refresh"]?["complete"]?.array?.compactMap(\.string) ?? []
      for account in finished {
        #expect(rest.records(of: stream).allSatisfy { $0["advertiser_id"]?.string != account })
      }
    }
  }

  @Test func `the closing state has no full refresh, so the next one starts anew`() async throws {
    for stream in [Self.daily, "campaigns", "saved_audiences", "advertisers"] {
      let first = try await Self.read(Self.api(), stream)
      let closing = try #require(first.states(of: stream).last)
      #expect(closing["full_refresh"] == nil)
      #expect((closing == Self.closed) == (closing["states"] == nil))
      let again = try await Self.read(Self.api(), stream, state: closing)
      #expect(again.records(of: stream).count == first.records(of: stream).count)
      #expect(again.logs.contains { $0.text == FullRefreshNotice.stateUnused(stream) })
    }
  }

  @Test func `a stream with a single slice emits only its closing state`() async throws {
    let sink = try await Self.read(Self.api(), "saved_audiences", ["advertiser_ids": ["7001"]])
    #expect(sink.states(of: "saved_audiences") == [Self.closed])
  }

  @Test func `a stream that fails keeps its progress`() async throws {
    let api = Self.api(refusing: 20001) { $0["advertiser_id"] == "7003" && $0.path == "campaign/get/" }
    let sink = try await Self.read(api, "campaigns", ["concurrency": 1])
    #expect(sink.failure(of: "campaigns") != nil)
    let state = try #require(sink.states(of: "campaigns").last)
    #expect(state["full_refresh"]?["complete"] == ["7001", "7002"])
    let again = try await Self.read(api, "campaigns", state: state, ["concurrency": 1])
    #expect(again.failure(of: "campaigns") != nil)
    #expect(again.states(of: "campaigns") == [state])
    #expect(again.records(of: "campaigns").isEmpty)
  }

  @Test func `a refused account is not complete`() async throws {
    let api = Self.api(refusing: 40001) { $0["advertiser_id"] == "7002" && $0.path == Self.reports }
    let sync = SyncIdentity(id: 9)
    let sink = try await Self.read(api, sync: sync, ["concurrency": 1])
    #expect(sink.events(of: Self.daily).last == .complete)
    let state = try #require(sink.states(of: Self.daily).last)
    #expect(state["full_refresh"]?["complete"] == ["7001", "7003"])
    // It is the only account left, and refused again: what was read before counts.
    let again = try await Self.read(api, state: state, sync: sync)
    #expect(again.events(of: Self.daily).last == .complete)
    let granted = Self.api()
    let rest = try await Self.read(granted, state: state, sync: sync)
    #expect(Set(granted.calls(of: Self.reports).map { $0["advertiser_id"] }) == ["7002"])
    #expect(rest.states(of: Self.daily).last?["full_refresh"]?["complete"] == ["7001", "7003", "7002"])
  }

  @Test func `an attempt of the same sync skips finished streams`() async throws {
    let sync = SyncIdentity(id: 9, generation: 3)
    for stream in [Self.daily, "campaigns", "saved_audiences", "advertisers"] {
      let first = try await Self.read(Self.api(), stream, sync: sync)
      let closing = try #require(first.states(of: stream).last)
      let again = try await Self.read(Self.api(), stream, state: closing, sync: sync)
      #expect(again.records(of: stream).isEmpty)
      #expect(again.states(of: stream) == [closing])
      #expect(again.events(of: stream).last == .complete)
      let next = try await Self.read(
        Self.api(), stream, state: closing, sync: SyncIdentity(id: 10, generation: 4))
      #expect(next.records(of: stream).count == first.records(of: stream).count)
      #expect(next.logs.contains { $0.text == FullRefreshNotice.restarts(.otherSync, stream) })
    }
  }

  @Test func `neither lookback nor cursor applies to the rest of a full refresh`() async throws {
    let state = try #require(
      try await Self.read(
        Self.api(refusing: 20001) { $0["advertiser_id"] == "7002" && $0["start_date"] == "2026-10-21" },
        Self.daily, ["concurrency": 1]
      ).states(of: Self.daily).last)
    let api = Self.api()
    _ = try await Self.read(api, state: state, ["attribution_window": 30])
    let calls = Dictionary(grouping: api.calls(of: Self.reports)) { $0["advertiser_id"] ?? "" }
    #expect(calls["7001"] == nil)
    #expect(calls["7002"]?.map(\.days).sorted() == ["2026-10-21…2026-10-30", "2026-10-31…2026-11-03"])
    #expect(calls["7003"] == nil)
  }

  @Test func `a state that cannot be parsed restarts the full refresh`() async throws {
    let states = try await Self.read(Self.api()).states(of: Self.daily)
    var state = try #require(states.first { $0["full_refresh"] != nil }?.object)
    state["states"] = ["nonsense"]
    let sink = try await Self.read(Self.api(), state: .object(state))
    #expect(sink.records(of: Self.daily).count == 3 * 34)
    #expect(sink.logs.contains { $0.text.contains("cannot be read") })
  }

  /// Days of an earlier attempt have grown since. An incremental read that follows goes back from that attempt on.
  @Test func `a refresh that is continued on another day keeps the day of its first attempt`() async throws {
    let first = try await Self.read(
      Self.api(), sync: SyncIdentity(id: 1, generation: 1), ["start_date": "2026-10-01", "concurrency": 1])
    let state = try #require(first.states(of: Self.daily).first)
    let sink = MemorySink()
    let request = StreamRequest(
      name: Self.daily, syncMode: .fullRefresh, schema: .fewMetrics, state: state,
      sync: SyncIdentity(id: 1, generation: 1))
    try await TikTokSource.make(Self.api(), now: testTime + 86_400).read(
      [request],
      with: .make(
        ["advertiser_ids": ["7001", "7002", "7003"], "report_window_days": 10, "start_date": "2026-10-01"],
        now: testTime + 86_400), into: sink)
    let accounts = sink.states(of: Self.daily).last?["states"]?.array ?? []
    let days = accounts.compactMap { $0["attribution_lookback"]?["read_on"]?.string }
    #expect(Set(days) == ["2026-11-02", "2026-11-03"])
  }
}
