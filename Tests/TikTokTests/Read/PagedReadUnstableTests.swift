import Connector
import HTTP
import JSON
import Synchronization
import Testing

@testable import TikTok

/// Lists that change while their pages are read.
@Suite(.timeLimit(.minutes(10)))
struct PagedReadUnstableTests {
  private static let daily: StreamName = "ads_reports_daily"

  /// Two ads per page, of a list that `change` edits before the call with that number.
  private static func api(
    _ ads: [Int], change: @escaping @Sendable (_ call: Int, inout [Int]) -> Void
  ) -> ScriptedAPI {
    let state = Mutex((ads: ads, calls: 0))
    return ScriptedAPI.world { call in
      guard call.path == "report/integrated/get/" || call.path == "ad/get/" else { return .page([]) }
      let ads = state.withLock { state in
        state.calls += 1
        change(state.calls, &state.ads)
        return state.ads
      }
      let page = Array(ads.dropFirst(2 * (call.page - 1)).prefix(2))
      return .page(
        page.map { call.path == "ad/get/" ? .ad($0) : .row($0) }, call.page, of: (ads.count + 1) / 2,
        total: ads.count)
    }
  }

  private static let oneDay: JSONObject = ["start_date": "2026-11-01", "concurrency": 1]

  @Test func `a record that is deleted hides no other record`() async throws {
    let api = Self.api(Array(1...7)) { call, ads in if call == 3 { ads.removeAll { $0 == 1 } } }
    let sink = try await api.read(fields: Self.oneDay)
    #expect(sink.records(of: Self.daily).ads.sorted() == Array(1...7), "each once")
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(sink.estimates(of: Self.daily) == [7])
  }

  @Test func `a changed order with the same count is detected by the keys`() async throws {
    let api = Self.api(Array(1...6)) { call, ads in if call == 2 { ads.swapAt(1, 2) } }
    let sink = try await api.read(fields: Self.oneDay)
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 2, 3, 4, 5, 6], "TikTok told of 2 twice")
    #expect(api.calls(of: "report/integrated/get/").map(\.page) == [1, 2, 3, 1, 2, 3, 1])
  }

  @Test func `entities are read again too, including their changes`() async throws {
    let api = Self.api(Array(1...5)) { call, ads in if call == 2 { ads.removeFirst() } }
    let sink = try await api.read(
      .make("ads", .fullRefresh), fields: ["concurrency": 1, "include_deleted": true])
    #expect(Set(sink.records(of: "ads").ads).isSuperset(of: 2...5))
    #expect(sink.events(of: "ads").last == .complete)
  }

  @Test func `a list with fewer records than its count is read three times, with a warning`()
    async throws
  {
    let api = ScriptedAPI.world { call in
      .page([.row(call.page, call["start_date"] ?? "")], call.page, of: 3, total: 9)
    }
    let sink = try await api.read(
      fields: ["start_date": "2026-11-01", "concurrency": 1, "report_window_days": 1])
    #expect(sink.events(of: Self.daily).last == .complete)
    let days = Dictionary(grouping: api.calls(of: "report/integrated/get/"), by: \.days).mapValues(\.count)
    #expect(days["2026-11-01…2026-11-01"] == 9)
    #expect(days["2026-11-02…2026-11-02"] == 9, "what holds for a day says nothing of the next")
    #expect(
      sink.warnings.first
        == "Stream `ads_reports_daily` (advertiser 7001, 2026-11-01): TikTok counts 9 records but lists 3, in each of 3 "
        + "reads. All listed records have been read; if records are missing in your destination, compare "
        + "with TikTok Ads Manager.")
  }

  @Test func `a day that never becomes stable fails its stream, and the cursor stays`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.path == "report/integrated/get/" else { return .page([]) }
      let isFirst = call["start_date"] == "2026-11-01"
      return .page(
        [.row(call.page, call["start_date"] ?? "")], call.page, of: 2, total: isFirst ? 2 : 4 - call.page)
    }
    let sink = try await api.read(
      fields: ["start_date": "2026-11-01", "concurrency": 1, "report_window_days": 1])
    let failure = try #require(sink.failure(of: Self.daily))
    #expect(failure.kind == .transient)
    #expect(failure.message.contains("the list kept changing while it was read"))
    #expect(failure.message.contains("advertiser 7001, 2026-11-02"))
    #expect(sink.states(of: Self.daily).last?["state"] == ["stat_time_day": "2026-11-01"])
  }

  @Test func `a run of days that never becomes stable is read in shorter ones`() async throws {
    let api = ScriptedAPI.world { call in
      guard call["start_date"] != call["end_date"] else { return .page([.row(1, call["start_date"] ?? "")]) }
      return .page([.row(call.page)], call.page, of: 2, total: 4 - call.page)
    }
    let sink = try await api.read(fields: Self.oneDay)
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(Set(sink.records(of: Self.daily).map { $0["stat_time_day"]?.string }).count >= 3)
  }

  @Test(arguments: [1, 4])
  func `rows delivered before a later page was refused are not delivered again`(concurrency: Int) async throws
  {
    let api = ScriptedAPI.world { call in
      guard call.path == "report/integrated/get/" else { return .page([]) }
      let isWhole = call["start_date"] != call["end_date"]
      if isWhole, call.page == 3 { return .refusal(40067, "too large") }
      let day = isWhole ? call.page : call["start_date"] == "2026-11-01" ? 1 : 2
      return .page(
        [.row(2 * day - 1, "2026-11-0\(day)"), .row(2 * day, "2026-11-0\(day)")], call.page,
        of: isWhole ? 3 : 1, total: isWhole ? 6 : 2)
    }
    let sink = try await api.read(
      fields: ["start_date": "2026-11-01", "end_date": "2026-11-02", "concurrency": .int(concurrency)])
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 3, 4])
    #expect(sink.events(of: Self.daily).last == .complete)
  }
}
