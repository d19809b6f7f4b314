import Connector
import JSON
import Testing

@testable import TikTok

/// Lifetime reports: one row for everything, or one row per year where TikTok refuses to sum up everything.
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderLifetimeTests {
  private static let lifetime: StreamName = "ads_reports_lifetime"
  private static let reports = "report/integrated/get/"

  private static let years = [
    "2023-11-14…2024-11-12", "2024-11-13…2025-11-12", "2025-11-13…2026-11-03",
  ]

  private static func isLifetime(_ call: Call) -> Bool { call["query_lifetime"] == "true" }

  private static func row(_ call: Call, _ ad: Int = 1) -> JSON {
    let ids = [
      "AUCTION_AD": "ad_id", "AUCTION_ADVERTISER": "advertiser_id", "AUCTION_CAMPAIGN": "campaign_id",
    ]
    return .row(ad, of: call, day: nil, id: ids[call["data_level"] ?? ""] ?? "adgroup_id")
  }

  /// Refuses lifetime reports of these levels.
  private static func api(refusing levels: Set<String>, _ message: String = "query_lifetime is invalid")
    -> ScriptedAPI
  {
    ScriptedAPI.world { call in
      if isLifetime(call), levels.contains(call["data_level"] ?? "") { return .refusal(40002, message) }
      return .page([row(call)])
    }
  }

  private static func read(
    _ api: ScriptedAPI, _ requests: StreamRequest..., fields: JSONObject = [:]
  ) async throws -> MemorySink {
    let sink = MemorySink()
    var all: JSONObject = ["start_date": "2026-10-01"]
    for field in fields.members { all[field.name] = field.value }
    try await TikTokSource.make(api).read(requests, with: .make(all), into: sink)
    return sink
  }

  @Test
  func `a lifetime report is one request, and its row has the days from the account's creation to today`()
    async throws
  {
    let api = Self.api(refusing: [])
    let sink = try await Self.read(api, .make(Self.lifetime, .fullRefresh, schema: .fewMetrics))
    #expect(api.calls(of: Self.reports).map(Self.isLifetime) == [true])
    #expect(
      sink.records(of: Self.lifetime).map(\.text) == [
        #"{"dimensions":{"ad_id":"1"},"metrics":{"spend":1,"impressions":1,"clicks":1},"ad_id":"1","#
          + #""advertiser_id":"7001","timezone":"Etc/GMT+8","currency":"EUR"}"#
      ])
    let whole = try await Self.read(api, .make(Self.lifetime, .fullRefresh))
    let record = try #require(whole.records(of: Self.lifetime).first)
    #expect(record["start_date"] == "2023-11-14")
    #expect(record["end_date"] == "2026-11-03")
    #expect(record["metrics"]?.object?.names.count == 100)
    #expect(whole.states(of: Self.lifetime) == [["__ab_no_cursor_state_message": true]])
    #expect(whole.events(of: Self.lifetime).last == .complete)
  }

  @Test func `a refused lifetime report is read year by year`() async throws {
    let api = Self.api(refusing: ["AUCTION_AD"])
    var schema = JSON.fewMetrics["properties"]?.object ?? [:]
    schema["start_date"] = [:]
    schema["end_date"] = [:]
    let request = StreamRequest.make(Self.lifetime, .fullRefresh, schema: ["properties": .object(schema)])
    let sink = try await Self.read(api, request)
    let calls = api.calls(of: Self.reports)
    #expect(calls.map(Self.isLifetime) == [true, false, false, false])
    #expect(calls.dropFirst().map(\.days) == Self.years)
    #expect(
      sink.records(of: Self.lifetime).map {
        "\($0["start_date"]?.string ?? "")…\($0["end_date"]?.string ?? "")"
      }
        == Self.years)
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.contains("a row for every 365 days") == true)
    #expect(sink.warnings.first?.hasSuffix(", and these rows have the same key.") == true)
    #expect(sink.events(of: Self.lifetime).last == .complete)
  }

  @Test func `a stream requests a lifetime once, and each stream its own`() async throws {
    let api = Self.api(refusing: ["AUCTION_ADVERTISER"])
    let sink = try await Self.read(
      api, .make("advertisers_reports_lifetime", .fullRefresh, schema: .fewMetrics),
      .make("campaigns_reports_lifetime", .fullRefresh, schema: .fewMetrics),
      fields: ["advertiser_ids": ["1", "2", "3"], "concurrency": 1])
    let calls = api.calls(of: Self.reports)
    let ofAdvertisers = calls.filter { $0["data_level"] == "AUCTION_ADVERTISER" }
    #expect(ofAdvertisers.count(where: Self.isLifetime) == 1)
    #expect(ofAdvertisers.count == 1 + 3 * 3)
    let ofCampaigns = calls.filter { $0["data_level"] == "AUCTION_CAMPAIGN" }
    #expect(ofCampaigns.map(Self.isLifetime) == [true, true, true])
    #expect(sink.warnings.isEmpty)
    let messages = sink.logs.filter { $0.text.contains("refuses one row for the whole lifetime") }
    #expect(messages.map(\.level) == [.info])
    #expect(messages.first?.text.hasSuffix("from `start_date` to `end_date`.") == true)
    let starts = sink.records(of: "advertisers_reports_lifetime").compactMap { $0["start_date"]?.string }
    let firstDays = Self.years.map { String($0.prefix(10)) }
    #expect(starts == firstDays + firstDays + firstDays)
    for name in ["advertisers_reports_lifetime", "campaigns_reports_lifetime"] as [StreamName] {
      #expect(sink.events(of: name).last == .complete)
    }
  }

  @Test func `concurrent refusals of lifetimes lead to one warning`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      guard Self.isLifetime(call) else { return .page([Self.row(call)]) }
      await gate.pass()
      return .refusal(40002, "query_lifetime is invalid")
    }
    let read = Task {
      try await Self.read(
        api, .make(Self.lifetime, .fullRefresh, schema: .fewMetrics),
        fields: ["advertiser_ids": ["1", "2", "3"], "concurrency": 3])
    }
    await eventually { gate.waiting == 3 }
    gate.open()
    let sink = try await read.value
    #expect(sink.warnings.count == 1)
    #expect(sink.records(of: Self.lifetime).count == 9)
  }

  @Test func `a refused metric is dropped, and the lifetime stays one row`() async throws {
    let api = ScriptedAPI.world { call in
      call.metrics.contains("clicks")
        ? .refusal(40002, "Invalid metric fields: ['clicks']") : .page([Self.row(call)])
    }
    let sink = try await Self.read(api, .make(Self.lifetime, .fullRefresh, schema: .fewMetrics))
    #expect(api.calls(of: Self.reports).map(Self.isLifetime) == [true, true])
    #expect(sink.records(of: Self.lifetime).count == 1)
  }

  @Test func `when years are refused too, the stream fails and names the days`() async throws {
    let api = ScriptedAPI.world { _ in .refusal(40002, "no") }
    let sink = try await Self.read(api, .make(Self.lifetime, .fullRefresh, schema: .fewMetrics))
    #expect(api.calls(of: Self.reports).count == 2)
    let failure = try #require(sink.failure(of: Self.lifetime))
    #expect(failure.message.contains("(advertiser 7001, 2023-11-14…2024-11-12)"))
    #expect(sink.events(of: Self.lifetime).last == .fail(failure))
  }

  @Test(arguments: [40001, 40003, 40067])
  func `other errors do not lead to reading by year`(code: Int) async throws {
    let api = ScriptedAPI.world { _ in .refusal(code, "no") }
    let sink = try await Self.read(api, .make(Self.lifetime, .fullRefresh, schema: .fewMetrics))
    #expect(api.calls(of: Self.reports).count == 1)
    #expect(sink.failure(of: Self.lifetime) != nil)
  }

  @Test func `lifetime reports by audience are the years of the configured range`() async throws {
    let api = ScriptedAPI.world { call in
      .page([
        [
          "dimensions": ["advertiser_id": "7001", "gender": "MALE", "age": "AGE_18_24"],
          "metrics": ["spend": "1"],
        ]
      ])
    }
    let name: StreamName = "advertisers_audience_reports_lifetime"
    let sink = try await Self.read(
      api, .make(name, .fullRefresh), fields: ["start_date": "2025-01-01", "end_date": "2026-03-01"])
    #expect(
      api.calls(of: Self.reports).map(\.days).sorted() == ["2025-01-01…2025-12-31", "2026-01-01…2026-03-01"])
    #expect(
      Set(sink.records(of: name).compactMap { $0["start_date"]?.string }) == ["2025-01-01", "2026-01-01"])
    #expect(sink.events(of: name).last == .complete)
  }

  @Test func `a year is not split, whatever its number of rows`() async throws {
    let api = ScriptedAPI.world { call in
      Self.isLifetime(call) ? .refusal(40002, "no") : .page([Self.row(call)], total: 7000)
    }
    let sink = try await Self.read(api, .make(Self.lifetime, .fullRefresh), fields: ["metrics": "all"])
    #expect(
      api.calls(of: Self.reports).filter { !Self.isLifetime($0) }.map(\.days)
        == Self.years.flatMap { Array(repeating: $0, count: 2 * 3) },
      "three times, since fewer come than are counted")
    #expect(
      Set(sink.records(of: Self.lifetime).compactMap { $0["start_date"]?.string })
        == Set(Self.years.map { String($0.prefix(10)) }))
  }

  @Test func `reading a year again loses no rows of later years`() async throws {
    let api = ScriptedAPI.world { call in
      if Self.isLifetime(call) { return .refusal(40002, "query_lifetime is invalid") }
      // The second year has lost a row when its second page is requested.
      let hasShrunk = call.days == Self.years[1] && call.page == 2 && call.attempt == 1
      return .page([Self.row(call, call.page)], call.page, of: 2, total: hasShrunk ? 1 : 2)
    }
    let sink = try await Self.read(
      api, .make(Self.lifetime, .fullRefresh, schema: .fewMetrics), fields: ["concurrency": 1])
    #expect(api.calls(of: Self.reports).filter { $0.days == Self.years[1] }.count == 2 + 2 + 1)
    #expect(sink.records(of: Self.lifetime).ads == [1, 2, 1, 2, 1, 2])
  }
}
