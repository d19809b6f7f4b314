import Connector
import JSON
import Synchronization
import Testing

@testable import TikTok

/// The order in which slices are read, and how many at a time.
@Suite(.timeLimit(.minutes(10)))
struct SchedulerTests {
  private static let streams: [StreamRequest] = [
    .make("campaigns"), .make("ads"), .make("ads_reports_daily"),
  ]

  @Test func `with one slot, slices are read by stream, account and window`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let sink = try await api.read(
      .make("campaigns"), .make("ads_reports_daily"),
      fields: ["advertiser_ids": ["1", "2"], "concurrency": 1])
    #expect(
      api.calls.dropFirst().map { "\($0["advertiser_id"] ?? "") \($0.path) \($0["start_date"] ?? "")" } == [
        "1 campaign/get/ ", "2 campaign/get/ ",
        "1 report/integrated/get/ 2026-10-01", "1 report/integrated/get/ 2026-10-31",
        "2 report/integrated/get/ 2026-10-01", "2 report/integrated/get/ 2026-10-31",
      ])
    #expect(sink.streams == ["campaigns", "ads_reports_daily"])
  }

  @Test func `the next stream starts while the last slice of the previous one is slow`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      if call.path == "campaign/get/" { await gate.pass() }
      return .page([])
    }
    let sink = MemorySink()
    let read = Task {
      try await api.read(.make("campaigns"), .make("ads"), fields: ["concurrency": 2], into: sink)
    }
    await eventually { sink.events(of: "ads").last == .complete }
    #expect(sink.events(of: "campaigns") == [.start])
    gate.open()
    _ = try await read.value
    #expect(sink.events(of: "campaigns").last == .complete)
  }

  @Test(arguments: [1, 3])
  func `the number of requests in flight is the configured concurrency`(concurrency: Int) async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { _ in
      await gate.pass()
      for _ in 0..<10 { await Task.yield() }
      return .page([])
    }
    let ids = JSON.array((1...20).map { .int($0) })
    let read = Task {
      try await api.read(
        .make("campaigns"), .make("ads"), .make("ads_reports_daily"),
        fields: ["advertiser_ids": ids, "concurrency": .int(concurrency)])
    }
    await eventually { gate.waiting == concurrency }
    gate.open()
    let sink = try await read.value
    #expect(api.mostInFlight == concurrency)
    for stream in ["campaigns", "ads", "ads_reports_daily"] as [StreamName] {
      #expect(sink.events(of: stream).last == .complete)
      #expect(sink.events(of: stream).count { $0 == .complete } == 1)
    }
    #expect(sink.violations.isEmpty)
  }

  @Test func `all pages of a slice are requested before another slice starts`() async throws {
    let order = Mutex<[String]>([])
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      order.withLock { $0.append("\(call["advertiser_id"] ?? "") \(call.page)") }
      let pages = call["advertiser_id"] == "1" ? 9 : 1
      if call["advertiser_id"] == "2" { await gate.pass() }
      if call.page == 9 { gate.open() }
      return .page([.row(call.page)], call.page, of: pages, total: pages)
    }
    let ids = JSON.array((1...30).map { .int($0) })
    _ = try await api.read(fields: ["advertiser_ids": ids, "concurrency": 2, "start_date": "2026-10-10"])
    let asked = order.withLock(\.self)
    let last = try #require(asked.lastIndex { $0.hasPrefix("1 ") && $0 != "1 1" })
    // Few slices start while the first page is written and nothing of its slice waits.
    #expect(asked[..<last].count { !$0.hasPrefix("1 ") } < 10)
    #expect(asked.count == 9 + 1 + 29, "the first page again in the end")
  }

  @Test func `streams with a rate of their own start at once, in parallel with the others`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { call in
      switch call.path {
      case "campaign/get/":
        await gate.pass()
        return .page([])
      case "gmv_max/store/list/":
        return .data(["store_list": [["store_id": "5", "is_gmv_max_available": true]]])
      default: return .page([])
      }
    }
    let shop: StreamName = "gmv_max_product_campaign_reports_daily"
    let sink = MemorySink()
    let ids = JSON.array((1...6).map { .int($0) })
    let read = Task {
      try await api.read(
        .make("campaigns"), .make("ads"), .make(shop), fields: ["advertiser_ids": ids, "concurrency": 2],
        into: sink)
    }
    await eventually { gate.waiting == 2 && sink.events(of: shop).first == .start }
    #expect(sink.events(of: "ads").isEmpty)
    gate.open()
    _ = try await read.value
    for stream in ["campaigns", "ads", shop] { #expect(sink.events(of: stream).last == .complete) }
    #expect(api.mostInFlight == 2)
  }

  @Test func `the windows of one account are read in parallel`() async throws {
    let gate = Gate()
    let api = ScriptedAPI.world { _ in
      await gate.pass()
      return .page([])
    }
    // A report that looks up nothing first, so that the windows are requested in order.
    let read = Task {
      try await api.read(
        .make("advertisers_reports_daily", schema: .fewMetrics),
        fields: ["report_window_days": 5, "concurrency": 3])
    }
    await eventually { gate.waiting == 3 }
    let windows = ["2026-10-01…2026-10-05", "2026-10-06…2026-10-10", "2026-10-11…2026-10-15"]
    #expect(Set(api.calls(of: "report/integrated/get/").map(\.days)) == Set(windows))
    gate.open()
    _ = try await read.value
    #expect(api.calls(of: "report/integrated/get/").count == 7)
    #expect(api.mostInFlight == 3)
  }
}
