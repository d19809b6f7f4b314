import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Reports with more metrics than one request may have: two requests for each page, whose rows are joined.
@Suite(.timeLimit(.minutes(10)))
struct PageJoinTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let reports = "report/integrated/get/"

  /// Whether a call requests the second half of the metrics, without spend.
  private static func isCompanion(_ call: Call) -> Bool { !call.metrics.contains("spend") }

  private static func read(
    _ api: ScriptedAPI, _ fields: JSONObject = ["start_date": "2026-11-01"],
    into sink: MemorySink = MemorySink()
  ) async throws -> MemorySink {
    var fields = fields
    fields["metrics"] = "all"
    return try await api.read(.make(daily), fields: fields, into: sink)
  }

  private static func whole(_ sink: MemorySink) -> [Int] {
    sink.records(of: daily).filter { $0["metrics"]?.object?.names.count == 200 }.ads.sorted()
  }

  @Test func `a row has the metrics of both requests`() async throws {
    let api = ScriptedAPI.world { .page([.row(1, of: $0)]) }
    let sink = try await Self.read(api)
    let calls = api.calls(of: Self.reports)
    #expect(calls.map(\.metrics.count) == [100, 100])
    #expect(Set(calls.map(\.days)).count == 1)
    let record = try #require(sink.records(of: Self.daily).first)
    #expect(try record["metrics"]?.object?.names == TikTok.Stream.adsDaily.withAllMetrics.metrics())
    #expect(record["ad_id"] == "1" && record["currency"] == "EUR")
    #expect(sink.records(of: Self.daily).count == 1)
    #expect(sink.estimates(of: Self.daily) == [1])
    #expect(sink.states(of: Self.daily).last?["state"] == ["stat_time_day": "2026-11-01"])
    #expect(sink.warnings.isEmpty)
  }

  @Test func `a flat row has a column for each metric`() async throws {
    let api = ScriptedAPI.world { .page([.row(1, of: $0), .row(2, of: $0)]) }
    let sink = try await Self.read(api, ["start_date": "2026-11-01", "report_layout": "flat"])
    let metrics = try TikTok.Stream.adsDaily.withAllMetrics.metrics()
    #expect(sink.records(of: Self.daily).ads == [1, 2])
    for record in sink.records(of: Self.daily) {
      let names = try #require(record.object?.names)
      #expect(
        Set(names) == Set(["ad_id", "stat_time_day", "advertiser_id", "timezone", "currency"] + metrics))
      #expect(Set(names).count == names.count)
    }
  }

  @Test func `days without rows are requested once`() async throws {
    let api = ScriptedAPI.world { _ in .page([], of: 0) }
    let sink = try await Self.read(api, ["start_date": "2026-09-01", "advertiser_ids": ["1", "2"]])
    #expect(api.calls(of: Self.reports).count == 2 * 3)
    #expect(!api.calls(of: Self.reports).contains(where: Self.isCompanion))
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(sink.states(of: Self.daily).last?["states"]?.array?.count == 2)
  }

  @Test func `rows are joined even if the API does not report their number`() async throws {
    let api = ScriptedAPI.world { call in
      .data(["list": [.row(1, of: call)], "page_info": ["page": 1, "total_page": 1]])
    }
    #expect(Self.whole(try await Self.read(api)) == [1])
  }

  @Test(arguments: [1, 4])
  func `pages in different orders are joined`(concurrency: Int) async throws {
    let first = [[1, 2, 3], [4, 5, 6], [7, 8], [9]]
    let second = [[9, 2, 4], [3, 7, 5], [6, 1], [8]]
    let api = ScriptedAPI.world { call in
      let ads = (Self.isCompanion(call) ? second : first)[call.page - 1]
      return .page(ads.map { .row($0, of: call) }, call.page, of: 4, total: 9)
    }
    let sink = try await Self.read(api, ["start_date": "2026-11-01", "concurrency": .int(concurrency)])
    #expect(Self.whole(sink) == Array(1...9))
    #expect(sink.records(of: Self.daily).count == 9)
    #expect(api.calls(of: Self.reports).count == 8 + 1)
    #expect(api.mostInFlight <= concurrency)
    #expect(sink.estimates(of: Self.daily) == [9])
    #expect(sink.warnings.isEmpty)
  }

  @Test func `one request may have more pages than the other`() async throws {
    let api = ScriptedAPI.world { call in
      Self.isCompanion(call)
        ? .page([.row(4 - call.page, of: call)], call.page, of: 3)
        : .page([1, 2, 3].map { .row($0, of: call) }, 1, of: 1)
    }
    let sink = try await Self.read(api)
    #expect(Self.whole(sink) == [1, 2, 3])
    #expect(api.calls(of: Self.reports).filter { !Self.isCompanion($0) }.map(\.page) == [1, 1])
    #expect(api.calls(of: Self.reports).filter(Self.isCompanion).map(\.page).sorted() == [1, 2, 3])
  }

  /// Four rows, two of them with the same key, on one page or with a page between them.
  @Test(arguments: [1, 2], [true, false])
  func `rows with equal keys are all delivered, with a warning`(pages: Int, isWide: Bool) async throws {
    let api = ScriptedAPI.world { call in
      let ads = pages == 1 ? [1, 2, 2, 3] : [[1, 2], [2, 3]][call.page - 1]
      let rows = ads.enumerated().map { place, ad -> JSON in
        .row(ad, of: call, value: "\((call.page - 1) * 2 + place)")
      }
      return .page(rows, call.page, of: pages, total: 4)
    }
    let schema: JSON = [
      "properties": ["metrics": ["type": "object", "properties": ["spend": ["type": "number"]]]]
    ]
    let request = isWide ? StreamRequest.make(Self.daily) : .make(Self.daily, schema: schema)
    let sink = try await api.read(request, fields: ["start_date": "2026-11-01", "metrics": "all"])
    let records = sink.records(of: Self.daily)
    #expect(records.ads.sorted() == [1, 2, 2, 3])
    #expect(records.compactMap { $0["metrics"]?["spend"]?.int }.sorted() == [0, 1, 2, 3])
    #expect(sink.events(of: Self.daily).last == .complete)
    #expect(sink.warnings.count == 1)
    let warning = sink.warnings.first ?? ""
    #expect(warning.hasPrefix("Stream `ads_reports_daily` (advertiser "))
    #expect(warning.contains("TikTok lists records whose key came before in the same answer: 1."))
    #expect(api.calls(of: Self.reports).count(where: { !Self.isCompanion($0) }) <= 6)
  }

  @Test func `rows missing from one request are delivered at the end, with a warning`() async throws {
    let api = ScriptedAPI.world { call in
      .page((Self.isCompanion(call) ? [2, 3] : [1, 2]).map { .row($0, of: call) })
    }
    let sink = try await Self.read(api)
    #expect(Self.whole(sink) == [2])
    #expect(sink.records(of: Self.daily).ads.first == 2)
    #expect(sink.records(of: Self.daily).ads.sorted() == [1, 2, 3])
    #expect(
      sink.warnings == [
        "Stream `ads_reports_daily` (advertiser 7001, 2026-11-01…2026-11-03): the metrics were read in several "
          + "requests, whose answers had different rows in each of 3 reads. Rows that lack the metrics of some "
          + "answers: 2."
      ])
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `a row that moves to the next page is delivered once, without a warning`() async throws {
    let api = ScriptedAPI.world { call in
      let ads = call.page == 1 ? [1, 2] : Self.isCompanion(call) ? [3] : [2, 3]
      return .page(ads.map { .row($0, of: call) }, call.page, of: 2, total: 3)
    }
    let sink = try await Self.read(api)
    #expect(Self.whole(sink) == [1, 2, 3])
    #expect(sink.records(of: Self.daily).count == 3)
    #expect(sink.warnings.isEmpty)
  }

  /// One row for each requested day, with a count of many. The counted rows are not sent, so each request is sent
  /// three times.
  private static func crowd(_ call: Call, of total: Int) -> Answer {
    guard let start = call["start_date"].flatMap({ CalendarDay($0) }),
      let end = call["end_date"].flatMap({ CalendarDay($0) })
    else { return .page([]) }
    return .page(
      (start.ordinal...end.ordinal).map { .row($0, of: call, day: "\(CalendarDay(ordinal: $0))") },
      total: total)
  }

  @Test func `a window with more rows than can be joined at a time is read in runs of days`() async throws {
    let api = ScriptedAPI.world { call in
      Self.crowd(call, of: call.days == "2026-10-05…2026-11-03" ? 7000 : 2333)
    }
    let sink = try await Self.read(api, ["start_date": "2026-10-05"])
    let runs = ["2026-10-05…2026-10-14", "2026-10-15…2026-10-24", "2026-10-25…2026-11-03"]
    #expect(
      api.calls(of: Self.reports).map(\.days) == ["2026-10-05…2026-11-03"]
        + runs.flatMap { Array(repeating: $0, count: 2 * 3) })
    let first = CalendarDay("2026-10-05" as String)?.ordinal ?? 0
    #expect(Self.whole(sink) == Array(first..<first + 30))
    #expect(sink.records(of: Self.daily).count == 30)
    #expect(sink.estimates(of: Self.daily) == [2333, 4666, 6999])
    #expect(sink.states(of: Self.daily).last?["state"] == ["stat_time_day": "2026-11-01"])
  }

  @Test(arguments: [(3000, 2 * 3), (3001, 1 + 2 * 2 * 3)])
  func `the limit is three thousand rows`(total: Int, calls: Int) async throws {
    let api = ScriptedAPI.world { call in
      Self.crowd(call, of: call.days == "2026-11-01…2026-11-03" ? total : 1500)
    }
    let sink = try await Self.read(api)
    #expect(api.calls(of: Self.reports).count == calls)
    #expect(sink.records(of: Self.daily).count == 3)
  }

  @Test func `a single day is joined whatever its number of rows`() async throws {
    let api = ScriptedAPI.world { Self.crowd($0, of: 100_000) }
    let sink = try await Self.read(api, ["start_date": "2026-11-02"])
    #expect(Set(api.calls(of: Self.reports).map(\.days)).count == 3)
    #expect(api.calls(of: Self.reports).count == 1 + 2 * 2 * 3)
    #expect(sink.records(of: Self.daily).count == 2)
  }

  @Test(arguments: [false, true])
  func `truncation of either request fails a stream without parts`(ofCompanion: Bool)
    async throws
  {
    let stream: StreamName = "advertisers_reports_daily"
    let api = ScriptedAPI.world { call in
      .page(
        [.row(call.page, of: call, id: "advertiser_id")], call.page, of: 2,
        headers: call.page == 2 && Self.isCompanion(call) == ofCompanion ? ["x-tt-ads-throttle": "20k"] : [:])
    }
    let sink = try await api.read(.make(stream), fields: ["start_date": "2026-11-01", "metrics": "all"])
    let metrics = try TikTok.Stream.named(stream).withAllMetrics.metrics()
    #expect(metrics.count > Report.maximumMetrics)
    #expect(
      sink.records(of: stream).map { $0["metrics"]?.object?.names.count } == [metrics.count, metrics.count])
    #expect(sink.failure(of: stream)?.message.contains("20,000") == true)
    #expect(sink.states(of: stream).isEmpty)
  }
}
