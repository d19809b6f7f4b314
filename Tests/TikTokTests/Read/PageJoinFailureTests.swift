import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Failures of one of two requests whose rows are joined.
@Suite(.timeLimit(.minutes(10)))
struct PageJoinFailureTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let reports = "report/integrated/get/"

  private static func isCompanion(_ call: Call) -> Bool { !call.metrics.contains("spend") }

  private static func read(
    _ api: ScriptedAPI, _ fields: JSONObject = ["start_date": "2026-11-01"],
    into sink: MemorySink = MemorySink()
  ) async throws -> MemorySink {
    var fields = fields
    fields["metrics"] = "all"
    return try await api.read(.make(daily), fields: fields, into: sink)
  }

  @Test(arguments: [
    #"{"code":0,"data":{"list":[{"dimensions":{"ad_id":"1","#, "", "<html>busy</html>",
    #"{"code":0,"data":{"list":[]}}"#, #"{"code":50000,"message":"busy"}"#,
    #"{"code":0,"data":{"list":[{"dimensions":{"ad_id":"1","stat_time_day":"2026-11-01"},"metrics":null}],"page_info":{}}}"#,
  ])
  func `only the damaged page of the second request is requested again`(body: String) async throws {
    let api = ScriptedAPI.world { call in
      Self.isCompanion(call) && call.page == 2 && call.attempt < 3
        ? .text(body) : .page([.row(call.page, of: call)], call.page, of: 3)
    }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 3])
    #expect(sink.records(of: Self.daily).allSatisfy { $0["metrics"]?.object?.names.count == 200 })
    #expect(api.calls(of: Self.reports).count == 6 + 2 + 1, "the first page again in the end")
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test(arguments: [false, true])
  func `a page that stays damaged fails the stream, and none of its rows are delivered`(
    ofCompanion: Bool
  ) async throws {
    let api = ScriptedAPI.world { call in
      call.page == 2 && Self.isCompanion(call) == ofCompanion
        ? .text("{") : .page([.row(call.page, of: call)], call.page, of: 2)
    }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).ads == [1])
    #expect(sink.failure(of: Self.daily)?.kind == .transient)
    #expect(sink.states(of: Self.daily).isEmpty)
  }

  @Test func `when the second request is too large, its window is halved`() async throws {
    let api = ScriptedAPI.world { call in
      Self.isCompanion(call) && call.days == "2026-11-01…2026-11-03"
        ? .refusal(40067, "query too large") : .page([.row(1, of: call, day: call["start_date"])])
    }
    let sink = try await Self.read(api)
    #expect(
      api.calls(of: Self.reports).map(\.days) == [
        "2026-11-01…2026-11-03", "2026-11-01…2026-11-03", "2026-11-01…2026-11-02", "2026-11-01…2026-11-02",
        "2026-11-03…2026-11-03",
        "2026-11-03…2026-11-03",
      ])
    #expect(sink.records(of: Self.daily).count == 2)
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `an account that only the second request refuses is left out`() async throws {
    let api = ScriptedAPI.world { call in
      Self.isCompanion(call) && call["advertiser_id"] == "2"
        ? .refusal(40001, "No permission") : .page([.row(1, of: call)])
    }
    let sink = try await Self.read(api, ["start_date": "2026-11-01", "advertiser_ids": ["1", "2"]])
    #expect(sink.records(of: Self.daily).map { $0["advertiser_id"] } == ["1"])
    #expect(sink.warnings.count == 1)
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `a value of the wrong type leads to one warning, from either request`() async throws {
    let metrics = try TikTok.Stream.adsDaily.withAllMetrics.metrics()
    let bad = try #require(metrics.last { $0 != "spend" })
    let api = ScriptedAPI.world { call in
      var row = JSON.row(call.page, of: call).object ?? [:]
      var values = row["metrics"]?.object ?? [:]
      for name in ["spend", bad] where values[name] != nil { values[name] = ["x": 1] }
      row["metrics"] = .object(values)
      return .page([.object(row)], call.page, of: 2)
    }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.daily).allSatisfy { $0["metrics"]?["spend"] == .null })
    #expect(sink.warnings.count { $0.contains("`metrics.spend` holds") } == 1)
  }

  @Test func `a cancelled read sends no more requests, whichever request it waits for`() async throws {
    for waitsForCompanion in [false, true] {
      let gate = Gate()
      let api = ScriptedAPI.world { call in
        if Self.isCompanion(call) == waitsForCompanion { await gate.pass() }
        return .page([.row(1, of: call)])
      }
      let sink = MemorySink()
      let ids = JSON.array((1...50).map { .int($0) })
      let read = Task {
        try await Self.read(
          api, ["start_date": "2026-11-01", "advertiser_ids": ids, "concurrency": 3], into: sink)
      }
      await eventually { gate.waiting == 3 }
      let asked = api.calls.count
      read.cancel()
      gate.open()
      await #expect(throws: CancellationError.self) { try await read.value }
      #expect(api.calls.count == asked)
      #expect(sink.records(of: Self.daily).isEmpty)
    }
  }

  @Test func `a cancelled read that waits for a slot ends too`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      if call.page > 1 { await gate.pass() }
      return .page([.row(call.page, of: call)], call.page, of: 20)
    }
    let read = Task { try await Self.read(api, ["start_date": "2026-11-01", "concurrency": 2]) }
    await eventually { gate.waiting == 2 }
    read.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await read.value }
    #expect(api.calls(of: Self.reports).count <= 4)
  }

  @Test func `a closed output ends the sync at once`() async throws {
    struct Closed: Error {}
    let api = ScriptedAPI.world { .page([.row(1, of: $0)]) }
    let sink = MemorySink { _ in throw Closed() }
    let ids = JSON.array((1...100).map { .int($0) })
    await #expect(throws: Closed.self) {
      try await Self.read(
        api, ["start_date": "2026-11-01", "advertiser_ids": ids, "concurrency": 2], into: sink)
    }
    #expect(api.calls(of: Self.reports).count < 40)
  }
}
