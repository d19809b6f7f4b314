import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Answers that take too long, and limits that last.
@Suite(.timeLimit(.minutes(10)))
struct StreamReaderPatienceTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let report = "report/integrated/get/"

  private static func day(_ call: Call) -> Answer { .page([.row(1, call["start_date"] ?? "")]) }

  @Test(arguments: [Answer.failure(.stalled), .failure(.timedOut), .text("upstream timeout", status: 504)])
  func `a report that takes too long is not asked for again, but in halves`(answer: Answer) async throws {
    let api = ScriptedAPI.world { call in call["start_date"] == call["end_date"] ? Self.day(call) : answer }
    let sink = try await api.read(fields: ["start_date": "2026-10-31", "end_date": "2026-11-02"])
    #expect(Set(sink.records(of: Self.daily).map { $0["stat_time_day"]?.string }).count == 3)
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(api.calls(of: Self.report).allSatisfy { $0.attempt == 1 })
  }

  @Test func `a day that takes too long is asked for by its campaigns`() async throws {
    var account = CrowdedAccount(ads: [111, 121, 211, 311], limit: 2)
    account.excess = .refused
    let crowded = account
    let api = ScriptedAPI.world { call in
      let answer = crowded.answer(call)
      guard call.path == Self.report, call.filtering?.text.contains("campaign_ids") != true else {
        return answer
      }
      return .failure(.stalled)
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01", "end_date": "2026-11-01"])
    #expect(sink.records(of: Self.daily).ads.sorted() == [111, 121, 211, 311])
    #expect(
      api.calls(of: Self.report).filter { $0.filtering?.text.contains("campaign_ids") != true }.count == 1)
  }

  @Test func `what comes in no smaller parts is asked for with patience`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == Self.report else { return .page([]) }
      return call.attempt < 4 ? .failure(.timedOut) : Self.day(call)
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01", "end_date": "2026-11-01"])
    #expect(sink.records(of: Self.daily).ads == [1])
    #expect(api.calls(of: Self.report).count == 4)
  }

  @Test func `a later page that takes too long is asked for again`() async throws {
    let api = ScriptedAPI.world { call in
      if call.page == 2, call.attempt == 1 { return .failure(.stalled) }
      return .page([.row(call.page)], call.page, of: 2, total: 2)
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2], "each once")
  }

  @Test func `entities that take too long are asked for again`() async throws {
    let api = ScriptedAPI.world { call in
      call.attempt == 1 ? .failure(.timedOut) : .page(call.path == "ad/get/" ? [.ad(1)] : [])
    }
    let sink = try await api.read(.make("ads"))
    #expect(sink.events(of: "ads").last == .complete)
    #expect(Set(sink.records(of: "ads").ads) == [1])
  }

  @Test func `the limit of a day stops the whole sync, with its states`() async throws {
    let api = ScriptedAPI.world { call in
      call.path == "campaign/get/"
        ? .page([]) : .refusal(40100, "App (7)'s QPD (864001) reaches QPD limit 864000")
    }
    let sink = MemorySink()
    let failure = await #expect(throws: SourceFailure.self) {
      try await api.read(
        .make("campaigns"), .make(Self.daily, schema: .fewMetrics), .make("ads"), fields: ["concurrency": 1],
        into: sink)
    }
    #expect(failure?.kind == .transient)
    #expect(failure?.message.contains("00:00 UTC") == true)
    #expect(failure?.message.contains("`patience_minutes`") == true)
    #expect(sink.events(of: "campaigns").last == .complete)
    #expect(api.calls(of: Self.report).count == 1, "nobody else tries")
    #expect(api.calls(of: "ad/get/").isEmpty)
  }

  @Test func `with patience enough it is waited for`() async throws {
    let api = ScriptedAPI.world { call in
      call.attempt == 1 ? .refusal(40100, "QPD limit") : Self.day(call)
    }
    let sink = try await api.read(
      fields: ["start_date": "2026-11-01", "end_date": "2026-11-01", "patience_minutes": 1500])
    #expect(sink.records(of: Self.daily).ads == [1])
    let midnight = (testTime / 86400 + 1) * 86400 * 1000
    #expect(sink.resets.last.map { (midnight - 30_000...midnight).contains($0) } == true)
  }
}
