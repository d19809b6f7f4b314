import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Requests that time out, and daily limits.
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderTimeoutTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let report = "report/integrated/get/"

  private static func day(_ call: Call) -> Answer { .page([.row(1, call["start_date"] ?? "")]) }

  @Test(arguments: [Answer.failure(.stalled), .failure(.timedOut), .text("upstream timeout", status: 504)])
  func `a report that times out is requested in halves instead`(answer: Answer) async throws {
    let api = ScriptedAPI.world { call in call["start_date"] == call["end_date"] ? Self.day(call) : answer }
    let sink = try await api.read(fields: ["start_date": "2026-10-31", "end_date": "2026-11-02"])
    #expect(Set(sink.records(of: Self.daily).map { $0["stat_time_day"]?.string }).count == 3)
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(api.calls(of: Self.report).allSatisfy { $0.attempt == 1 })
  }

  @Test func `days that timed out are not requested together again in other windows`() async throws {
    let api = ScriptedAPI.world { call in
      let days = Int(call["end_date"]?.suffix(2) ?? "").map {
        $0 - (Int(call["start_date"]?.suffix(2) ?? "") ?? 0) + 1
      }
      return days ?? 0 > 3 ? .failure(.stalled) : Self.day(call)
    }
    let sink = try await api.read(
      fields: [
        "start_date": "2026-10-01", "end_date": "2026-10-30", "report_window_days": 10, "concurrency": 1,
        "advertiser_ids": ["7001"],
      ])
    #expect(sink.events(of: Self.daily).last == .complete)
    let calls = api.calls(of: Self.report).map(\.days)
    #expect(
      calls.prefix(6) == [
        "2026-10-01…2026-10-10", "2026-10-01…2026-10-05", "2026-10-01…2026-10-03", "2026-10-04…2026-10-05",
        "2026-10-06…2026-10-08", "2026-10-09…2026-10-10",
      ])
    #expect(calls.dropFirst(6).first == "2026-10-11…2026-10-13")
    #expect(calls.count == 6 + 2 * 4)
  }

  @Test func `a single day that times out is requested by campaign`() async throws {
    var account = CrowdedAccount(ads: [111, 121, 211, 311], limit: 2)
    account.excess = .refused
    let truncated = account
    let api = ScriptedAPI.world { call in
      let answer = truncated.answer(call)
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

  @Test func `a request that cannot be split is retried with long waits`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == Self.report else { return .page([]) }
      return call["page_size"] != "1" || call.attempt < 4 ? .failure(.timedOut) : Self.day(call)
    }
    let sink = try await api.read(
      fields: ["start_date": "2026-11-01", "end_date": "2026-11-01", "page_size": 4])
    #expect(sink.records(of: Self.daily).ads == [1])
    #expect(api.calls(of: Self.report).map { $0["page_size"] } == ["4", "2", "1", "1", "1", "1"])
  }

  @Test func `when a later page times out, the days are requested in halves`() async throws {
    let api = ScriptedAPI.world { call in
      if call.page == 2, call["start_date"] != call["end_date"] { return .failure(.stalled) }
      let days = Set([call["start_date"] ?? "", call["end_date"] ?? ""]).sorted()
      let rows = days.flatMap { day in [1, 2].map { JSON.row($0, day) } }
      let size = max(1, rows.count / 2)
      return .page(
        Array(rows.dropFirst((call.page - 1) * size).prefix(size)), call.page, of: 2, total: rows.count)
    }
    let sink = try await api.read(fields: ["start_date": "2026-10-31", "end_date": "2026-11-01"])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 1, 2, 2], "each once")
    #expect(api.calls(of: Self.report).filter { $0.page == 2 }.allSatisfy { $0.attempt == 1 })
  }

  @Test func `when the first page times out as it is checked, the days are halved`() async throws {
    let api = ScriptedAPI.world { call in
      if call.page == 1, call["start_date"] != call["end_date"], call.attempt > 1 {
        return .failure(.stalled)
      }
      let days = Set([call["start_date"] ?? "", call["end_date"] ?? ""]).sorted()
      let rows = days.flatMap { day in [1, 2].map { JSON.row($0, day) } }
      return .page([rows[call.page - 1]], call.page, of: rows.count, total: rows.count)
    }
    let sink = try await api.read(
      fields: ["start_date": "2026-10-31", "end_date": "2026-11-01", "page_size": 1])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 1, 2, 2], "each once")
    let checks = api.calls(of: Self.report).filter { $0.page == 1 && $0["start_date"] != $0["end_date"] }
    #expect(checks.map(\.attempt) == [1, 2])
  }

  /// Ads from 1 on, in pages of the requested size.
  private static func ads(_ call: Call, _ total: Int) -> Answer {
    let size = call["page_size"].flatMap { Int($0) } ?? 10
    let first = (call.page - 1) * size + 1
    let ads = first <= total ? (first...min(total, first + size - 1)).map { JSON.ad($0) } : []
    return .page(ads, call.page, of: (total + size - 1) / size, total: total)
  }

  @Test(arguments: [1, 12, 20, 35, 100, 1000], [1, 5, 25, 125, 500])
  func `entities that time out are read in smaller pages, each once`(total: Int, quick: Int) async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == "ad/get/" else { return .page([]) }
      let size = call["page_size"].flatMap { Int($0) } ?? 10
      return size > quick ? .failure(.timedOut) : Self.ads(call, total)
    }
    let sink = try await api.read(.make("ads"), fields: ["include_promote": false])
    #expect(sink.events(of: "ads").last == .complete)
    #expect(sink.records(of: "ads").ads.sorted() == Array(1...total))
    let again = api.calls(of: "ad/get/").filter { $0.attempt > 1 }
    #expect(again.allSatisfy { $0.attempt == 2 && $0["page_size"].flatMap { Int($0) } ?? 0 <= quick })
  }

  @Test func `a single slow page is read in smaller pages`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == "ad/get/" else { return .page([]) }
      return call.page == 2 && call["page_size"] == "10" ? .failure(.stalled) : Self.ads(call, 35)
    }
    let sink = try await api.read(.make("ads"), fields: ["page_size": 10, "include_promote": false])
    #expect(sink.records(of: "ads").ads.sorted() == Array(1...35))
    let pages = api.calls(of: "ad/get/").map { "\($0["page_size"] ?? "") \($0.page)" }
    #expect(Set(pages) == ["10 1", "10 2", "5 3", "5 4", "10 3", "10 4"])
  }

  @Test(arguments: [(72, 26), (72, 50), (8, 26), (100, 100), (0, 26)], [1, 3, 4])
  func `pages that TikTok makes smaller than asked for keep their places when one is slow`(
    list: (total: Int, asked: Int), slow: Int
  ) async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == "ad/get/" else { return .page([]) }
      let asked = call["page_size"].flatMap { Int($0) } ?? 10
      if asked >= 10, call.page == slow, call.attempt == 1 { return .failure(.stalled) }
      let size = min(asked, 10)
      let first = (call.page - 1) * size + 1
      let ads = first <= list.total ? (first...min(list.total, first + size - 1)).map { JSON.ad($0) } : []
      let info: JSON = [
        "page": .int(call.page), "page_size": .int(size), "total_number": .int(list.total),
        "total_page": .int((list.total + size - 1) / size),
      ]
      return .data(["list": .array(ads), "page_info": info])
    }
    let sink = try await api.read(
      .make("ads"), fields: ["page_size": .int(list.asked), "include_promote": false])
    #expect(sink.events(of: "ads").last == .complete)
    #expect(Set(sink.records(of: "ads").ads) == Set(1..<list.total + 1))
    #expect(sink.warnings == [])
  }

  @Test func `changes between smaller pages are detected`() async throws {
    // The first ad is deleted after the first half of its page, so the sixth moves to the half that was already read.
    let api = ScriptedAPI.world { call in
      guard call.path == "ad/get/" else { return .page([]) }
      guard call["page_size"] == "5" else { return .failure(.stalled) }
      let ads = (call.page == 1 && call.attempt == 1 ? [1, 2, 3, 4, 5, 6] : [2, 3, 4, 5, 6]).map {
        JSON.ad($0)
      }
      let page = Array(ads.dropFirst(5 * (call.page - 1)).prefix(5))
      return .page(page, call.page, of: (ads.count + 4) / 5, total: ads.count)
    }
    let sink = try await api.read(.make("ads"), fields: ["page_size": 10, "include_promote": false])
    #expect(Set(sink.records(of: "ads").ads) == [1, 2, 3, 4, 5, 6])
  }

  @Test func `rows joined from two requests are read in smaller pages too`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == Self.report else { return .page([]) }
      let size = call["page_size"].flatMap { Int($0) } ?? 10
      let isFirst = call.metrics.contains("spend")
      guard size <= (isFirst ? 2 : 4) else { return .failure(.stalled) }
      let rows = [1, 2, 3, 4, 5].map { JSON.row($0, of: call) }
      let ordered = isFirst ? rows : rows.reversed()
      let page = Array(ordered.dropFirst(size * (call.page - 1)).prefix(size))
      return .page(page, call.page, of: (5 + size - 1) / size, total: 5)
    }
    let sink = try await api.read(
      .make(Self.daily),
      fields: ["start_date": "2026-11-01", "end_date": "2026-11-01", "page_size": 8, "metrics": "all"])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 3, 4, 5], "each once")
    #expect(
      sink.records(of: Self.daily).allSatisfy { ($0["metrics"]?.object?.members.count ?? 0) > 100 }, "whole")
    let slow = api.calls(of: Self.report).filter { $0["page_size"] == "8" || $0["page_size"] == "4" }
    #expect(slow.filter { $0.metrics.contains("spend") }.allSatisfy { $0.attempt == 1 })
  }

  @Test func `accounts that time out are requested in halves`() async throws {
    let api = ScriptedAPI { call in
      switch call.path {
      case "advertiser/info/":
        (try? JSON(parsing: call["advertiser_ids"] ?? ""))?.array?.count == 1
          ? .accounts(call) : .failure(.stalled)
      case "oauth2/advertiser/get/": .granted(["7001", "7002", "7003"])
      default: .page([])
      }
    }
    let sink = try await api.read(.make("advertisers"), fields: ["advertiser_ids": ["7001", "7002", "7003"]])
    #expect(
      sink.records(of: "advertisers").compactMap { $0["advertiser_id"]?.string }.sorted()
        == ["7001", "7002", "7003"])
    #expect(api.calls(of: "advertiser/info/").allSatisfy { $0.attempt == 1 })
  }

  @Test func `a used-up daily limit stops the whole sync after its states`() async throws {
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
    #expect(api.calls(of: Self.report).count == 1, "no other task sends a request")
    #expect(api.calls(of: "ad/get/").isEmpty)
  }

  @Test func `a daily limit is waited for if the budget allows`() async throws {
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
