import Connector
import JSON
import Testing

@testable import TikTok

/// What a refusal affects: days, an account, a stream, or the whole sync.
@Suite(.timeLimit(.minutes(10)))
struct StreamReaderFailureTests {
  private static let daily: StreamName = "ads_reports_daily"

  private static func length(_ call: Call) -> Int {
    guard let start = call["start_date"].flatMap({ CalendarDay($0) }),
      let end = call["end_date"].flatMap({ CalendarDay($0) })
    else { return 0 }
    return end.ordinal - start.ordinal + 1
  }

  /// One row for every requested day, with the ad numbered by the day.
  private static func rows(_ call: Call) -> Answer {
    let start = call["start_date"].flatMap { CalendarDay($0) } ?? "1970-01-01"
    let days = (0..<length(call)).map { start.advanced(by: $0) }
    return .page(days.map { .row($0.ordinal, "\($0)") })
  }

  @Test(arguments: [1, 2, 7, 29])
  func `a report that is too large is requested in halves, and every day is read once`(limit: Int)
    async throws
  {
    let api = ScriptedAPI.world { call in
      Self.length(call) > limit ? .refusal(40067, "query too large") : Self.rows(call)
    }
    let sink = try await api.read(fields: ["start_date": "2026-10-05"])
    let first = CalendarDay("2026-10-05" as String)?.ordinal ?? 0
    #expect(sink.records(of: Self.daily).ads.sorted() == Array(first..<first + 30))
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(
      api.calls(of: "report/integrated/get/").filter { Self.length($0) > limit }.allSatisfy {
        $0.attempt == 1
      })
    // The state covers the whole slice, not its halves.
    #expect(
      sink.states(of: Self.daily).dropLast().isEmpty
        || Set(sink.states(of: Self.daily).map(\.text)).count == 1)
    #expect(sink.states(of: Self.daily).last?["state"] == ["stat_time_day": "2026-11-01"])
  }

  @Test func `a window is split into its halves`() async throws {
    let api = ScriptedAPI.world { call in Self.length(call) > 8 ? .refusal(40067) : Self.rows(call) }
    _ = try await api.read(fields: ["start_date": "2026-10-05"])
    #expect(
      api.calls(of: "report/integrated/get/").map(\.days) == [
        "2026-10-05…2026-11-03", "2026-10-05…2026-10-19", "2026-10-05…2026-10-12", "2026-10-13…2026-10-19",
        "2026-10-20…2026-11-03", "2026-10-20…2026-10-27", "2026-10-28…2026-11-03",
      ])
  }

  @Test func `a day that is too large fails its stream, and the others are read`() async throws {
    let api = ScriptedAPI.world { call in
      call.path == "report/integrated/get/" ? .refusal(40067, "query too large") : .page([])
    }
    let sink = try await api.read(
      .make("campaigns"), .make(Self.daily, schema: .fewMetrics), .make("ads"), fields: ["concurrency": 1])
    let failure = try #require(sink.failure(of: Self.daily))
    #expect(failure.message.hasPrefix("Stream `ads_reports_daily` (advertiser 7001, 2026-10-01): "))
    #expect(sink.events(of: "campaigns").last == .complete)
    #expect(sink.events(of: "ads").last == .complete)
  }

  @Test func `a refused account is left out of the stream with a warning`() async throws {
    let api = ScriptedAPI.world { call in
      call["advertiser_id"] == "7002"
        ? .refusal(40001, "No permission to operate advertiser 7002") : Self.rows(call)
    }
    let sink = try await api.read(fields: ["advertiser_ids": ["7001", "7002", "7003"]])
    let accounts = sink.records(of: Self.daily).compactMap { $0["advertiser_id"]?.string }
    #expect(Set(accounts) == ["7001", "7003"])
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(
      sink.warnings == [
        "Stream `ads_reports_daily`: advertiser 7002 is left out because TikTok refuses it: report/integrated/get/ "
          + "code 40001: No permission to operate advertiser 7002 (request_id r1). The ad account is deleted, or not "
          + "granted to the app. Grant it and authorize the app again, or leave it out with `exclude_advertiser_ids`."
      ])
    let state = try #require(sink.states(of: Self.daily).last)
    let known = state["states"]?.array?.compactMap { $0["partition"]?["advertiser_id"]?.string }
    #expect(known.map(Set.init) == ["7001", "7003"])
    #expect(state["state"] == nil)
  }

  @Test func `a refused account is not requested again for its other days`() async throws {
    let api = ScriptedAPI.world { _ in .refusal(40001) }
    _ = try await api.read(fields: ["start_date": "2026-01-01", "concurrency": 1])
    #expect(api.calls(of: "report/integrated/get/").count == 1)
  }

  @Test func `a stream that every account refuses fails, and the others are read`() async throws {
    let api = ScriptedAPI.world { call in call.path == "ad/get/" ? .refusal(40001, "scope") : .page([]) }
    let sink = try await api.read(
      .make("ads"), .make("campaigns"), fields: ["advertiser_ids": ["7001", "7002"]])
    let failure = try #require(sink.failure(of: "ads"))
    #expect(failure.kind == .configuration)
    #expect(failure.message.contains("no ad account can be read"))
    #expect(failure.message.contains("`ad/get/`"))
    #expect(sink.events(of: "campaigns").last == .complete)
  }

  @Test func `a refused token ends the sync at once`() async throws {
    let api = ScriptedAPI.world { call in
      call["advertiser_id"] == "3"
        ? .refusal(40105, "Access token is incorrect or has been revoked.") : Self.rows(call)
    }
    let sink = MemorySink()
    let ids = JSON.array((1...200).map { .int($0) })
    let error = await #expect(throws: SourceFailure.self) {
      try await api.read(
        .make(Self.daily, schema: .fewMetrics), .make("ads"),
        fields: ["advertiser_ids": ids, "concurrency": 2, "start_date": "2026-11-01"], into: sink)
    }
    #expect(error?.kind == .configuration)
    #expect(
      error?.message.hasPrefix("Stream `ads_reports_daily` (advertiser 3, 2026-11-01…2026-11-03): ") == true)
    #expect(api.calls(of: "report/integrated/get/").count < 20)
    #expect(sink.events(of: "ads").isEmpty)
    #expect(!sink.events(of: Self.daily).contains(.complete))
  }

  @Test func `an error of the stream ends it once, while its other slices still deliver`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      if call.path == "ad/get/" { return .page([.ad(1)]) }
      if call["advertiser_id"] != "7001" {
        // By then the first account's slice has started, on a busy machine too.
        try? await Task.sleep(for: .milliseconds(100))
        return .refusal(40002, "Invalid metric fields")
      }
      if call.page == 2 { await gate.pass() }
      return .page([.row(call.page)], call.page, of: 2)
    }
    let ids = JSON.array((7001...7040).map { .int($0) })
    let sink = MemorySink()
    let read = Task {
      try await api.read(
        .make(Self.daily, schema: .fewMetrics), .make("ads"),
        fields: [
          "advertiser_ids": ids, "start_date": "2026-11-01", "concurrency": 2,
        ],
        into: sink)
    }
    await eventually { gate.waiting == 1 && sink.events(of: "ads").last == .complete }
    #expect(sink.failure(of: Self.daily) == nil)
    gate.open()
    _ = try await read.value
    #expect(sink.violations.isEmpty)
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2])
    let failure = try #require(sink.failure(of: Self.daily))
    #expect(failure.kind == .system)
    // Two of them may be refused at the same time.
    #expect(
      ["7002", "7003"].contains { failure.message.contains("(advertiser \($0), 2026-11-01…2026-11-03)") })
    #expect(sink.events(of: Self.daily).last == .fail(failure))
    #expect(sink.states(of: Self.daily).last?["states"]?.array?.count == 1)
    // After the second account has failed, none is started.
    #expect(api.calls(of: "report/integrated/get/").count < 10)
  }

  @Test func `a closed output ends the sync at once`() async throws {
    struct Closed: Error {}
    let api = ScriptedAPI.world { call in Self.rows(call) }
    let sink = MemorySink { _ in throw Closed() }
    let ids = JSON.array((1...100).map { .int($0) })
    await #expect(throws: Closed.self) {
      try await api.read(
        .make(Self.daily, schema: .fewMetrics), fields: ["advertiser_ids": ids, "concurrency": 2], into: sink)
    }
    #expect(api.calls(of: "report/integrated/get/").count < 20)
  }

  @Test func `a cancelled sync sends no more requests`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      await gate.pass()
      return Self.rows(call)
    }
    let ids = JSON.array((1...100).map { .int($0) })
    let read = Task {
      try await api.read(
        .make(Self.daily, schema: .fewMetrics), fields: ["advertiser_ids": ids, "concurrency": 3])
    }
    await eventually { gate.waiting == 3 }
    read.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await read.value }
    #expect(api.calls(of: "report/integrated/get/").count == 3)
  }

  @Test func `a refusal while the accounts are looked up ends the sync`() async throws {
    let api = ScriptedAPI { _ in .refusal(40105) }
    let error = await #expect(throws: SourceFailure.self) { try await api.read() }
    #expect(error?.message.hasPrefix("Looking up the ad accounts: ") == true)
    #expect(api.calls.count == 1)
  }
}
