import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Pages: their order, their number, and what happens to damaged ones.
@Suite(.timeLimit(.minutes(10)))
struct PagedReadPagesTests {
  private static let stream: StreamName = "ads_reports_daily"

  @Test func `every page is requested once and every row delivered once`() async throws {
    let api = ScriptedAPI.world { call in
      .page([.row(call.page * 2), .row(call.page * 2 + 1)], call.page, of: 7, total: 14)
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.stream).ads.sorted() == Array(2...15))
    let pages = api.calls(of: "report/integrated/get/").map(\.page)
    #expect(pages.first == 1)
    #expect(pages.sorted() == [1] + Array(1...7))
    #expect(sink.estimates(of: Self.stream) == [14])
    #expect(sink.violations.isEmpty)
  }

  @Test func `later pages are requested while one is slow`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      if call.page == 2 { await gate.pass() }
      return .page([.row(call.page)], call.page, of: 6)
    }
    let sink = MemorySink()
    let read = Task {
      try await api.read(fields: ["start_date": "2026-11-01", "concurrency": 3], into: sink)
    }
    await eventually { gate.waiting == 1 && sink.records(of: Self.stream).count == 5 }
    gate.open()
    _ = try await read.value
    let ads = sink.records(of: Self.stream).ads
    #expect(ads.first == 1 && ads.last == 2)
    #expect(ads.sorted() == Array(1...6))
  }

  @Test(arguments: [0, 1])
  func `a single page needs a single request`(pages: Int) async throws {
    let api = ScriptedAPI.world { _ in .page([], of: pages) }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(api.calls(of: "report/integrated/get/").count == 1)
    #expect(sink.events(of: Self.stream).last == .complete)
  }

  @Test func `a page that is added during the read is read too`() async throws {
    let api = ScriptedAPI.world { call in
      .page([.row(call.page)], call.page, of: call.page < 3 ? 3 : 5)
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01", "concurrency": 1])
    #expect(sink.records(of: Self.stream).ads == [1, 2, 3, 4, 5])
  }

  @Test func `a record has the API's fields plus the account's columns, with key and cursor at the top`()
    async throws
  {
    let api = ScriptedAPI.world { _ in .page([.row(1, spend: "0.10")]) }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(
      sink.records(of: Self.stream).map(\.text) == [
        #"{"dimensions":{"ad_id":"1","stat_time_day":"2026-11-01T00:00:00"},"#
          + #""metrics":{"spend":0.10,"impressions":10},"ad_id":"1","stat_time_day":"2026-11-01T00:00:00","#
          + #""advertiser_id":"7001","timezone":"Etc/GMT+8","currency":"EUR"}"#
      ])
  }

  @Test func `only selected fields are requested and delivered`() async throws {
    let schema: JSON = [
      "properties": ["ad_id": [:], "stat_time_day": [:], "metrics": ["properties": ["spend": [:]]]]
    ]
    let api = ScriptedAPI.world { _ in .page([.row(1)]) }
    let sink = try await api.read(.make(Self.stream, schema: schema), fields: ["start_date": "2026-11-01"])
    #expect(api.calls(of: "report/integrated/get/").first?["metrics"] == #"["spend"]"#)
    #expect(
      sink.records(of: Self.stream).map(\.text)
        == [#"{"metrics":{"spend":1.50},"ad_id":"1","stat_time_day":"2026-11-01T00:00:00"}"#])
  }

  /// Bodies that are truncated in every possible way, and other invalid bodies.
  @Test(arguments: [
    #"{"code":0,"data":{"list":[{"dimensions":{"ad_id":"1","stat_time_day":"2026-11-01 00:00:00"},"metr"#,
    #"{"code":0,"data":{"list":[]"#, "", "<html>busy</html>", #"{"code":0,"data":{"list":[]}}"#,
    #"{"data":{"list":[],"page_info":{"total_page":1}}}"#,
  ])
  func `a damaged page is requested again and its rows are delivered once`(body: String) async throws {
    let api = ScriptedAPI.world { call in
      call.page == 2 && call.attempt < 3
        ? .text(body) : .page([.row(call.page * 2), .row(call.page * 2 + 1)], call.page, of: 3)
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.stream).ads.sorted() == Array(2...7))
    #expect(api.calls.count { $0.page == 2 } == 3)
    #expect(sink.events(of: Self.stream).last == .complete)
  }

  @Test func `a page that stays damaged fails the stream, and none of its rows are delivered`() async throws {
    let api = ScriptedAPI.world { call in
      call.page == 2
        ? .text(#"{"code":0,"data":{"list":[{"dimensions""#) : .page([.row(call.page)], call.page, of: 2)
    }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.stream).ads == [1])
    let failure = try #require(sink.failure(of: Self.stream))
    #expect(failure.kind == .transient)
    #expect(sink.states(of: Self.stream).isEmpty)
    #expect(sink.events(of: Self.stream).last == .fail(failure))
  }

  @Test func `a list without page_info fails the stream, because its length is unknown`()
    async throws
  {
    let api = ScriptedAPI.world { _ in .data(["list": [.row(1)]]) }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.stream).isEmpty)
    let failure = try #require(sink.failure(of: Self.stream))
    #expect(failure.kind == .system)
    #expect(failure.detail?.contains("page_info") == true)
    #expect(api.calls(of: "report/integrated/get/").count == RetryPolicy().attempts)
  }

  @Test func `a record without its key fails the stream at once`() async throws {
    let api = ScriptedAPI.world { _ in .page([.row(1), ["dimensions": ["ad_id": "2"], "metrics": [:]]]) }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.stream).isEmpty)
    let failure = try #require(sink.failure(of: Self.stream))
    #expect(failure.kind == .system)
    #expect(failure.detail == "report/integrated/get/ record 1 of the answer has no `stat_time_day`")
    #expect(api.calls(of: "report/integrated/get/").count == 1)
  }

  @Test func `a value of the wrong type leads to one warning per field`() async throws {
    let api = ScriptedAPI.world { call in .page([.row(call.page, spend: "a lot")], call.page, of: 3) }
    let sink = try await api.read(fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: Self.stream).allSatisfy { $0["metrics"]?["spend"] == .null })
    #expect(
      sink.warnings == [
        "Stream `ads_reports_daily`: `metrics.spend` holds \"a lot\", which is not of the type in its schema. "
          + "Such values become null; the records say so in their `meta`."
      ])
  }

  /// Advertisers cannot be read in parts: ``SliceReaderPartsTests`` has those of other levels.
  @Test func `truncation fails a stream without parts after its rows are delivered`() async throws {
    let stream: StreamName = "advertisers_reports_daily"
    let api = ScriptedAPI.world { call in
      .page(
        [.row(call.page, of: call, id: "advertiser_id")], call.page, of: 2,
        headers: call.page == 2 ? ["x-tt-ads-throttle": "Number of ad ids is equal or more than 20k"] : [:])
    }
    let sink = try await api.read(.make(stream, schema: .fewMetrics), fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: stream).compactMap { $0["advertiser_id"]?.string }.sorted() == ["1", "2"])
    let failure = try #require(sink.failure(of: stream))
    #expect(failure.kind == .system)
    #expect(failure.message.contains("20,000"))
    #expect(failure.detail?.contains("Number of ad ids") == true)
    #expect(sink.states(of: stream).isEmpty)
    #expect(Set(api.calls.map(\.path)) == ["advertiser/info/", "report/integrated/get/"])
  }

  @Test func `pages read for the accounts are reused for the stream of accounts`() async throws {
    let api = ScriptedAPI.world { _ in .refusal(1) }
    let ids = JSON.array((1...150).map { .int($0) })
    let sink = try await api.read(.make("advertisers", .fullRefresh), fields: ["advertiser_ids": ids])
    #expect(api.calls.count == 2)
    let delivered = sink.records(of: "advertisers").compactMap { $0["advertiser_id"]?.string }
    #expect(Set(delivered) == Set((1...150).map(String.init)))
    #expect(delivered.count == 150)
    #expect(sink.records(of: "advertisers").first?["create_time"] == 1_700_000_000)
    #expect(sink.states(of: "advertisers").last == ["__ab_no_cursor_state_message": true])
    #expect(sink.events(of: "advertisers").last == .complete)
  }
}
