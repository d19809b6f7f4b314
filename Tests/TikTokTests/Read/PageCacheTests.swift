import Connector
import HTTP
import JSON
import Synchronization
import Testing

@testable import TikTok

/// A list that one stream delivers and another looks up is requested once, in either order.
@Suite(.timeLimit(.minutes(10)))
struct PageCacheTests {
  private static let request = APIRequest(
    "pixel/list/", [.init("advertiser_id", "7001"), .init("page_size", "20")]
  )
  .page(1)

  private static func pixels(_ ids: Int..., note: String = "") -> Answer {
    .data([
      "pixels": .array(ids.map { ["pixel_id": .string("\($0)"), "note": .string(note)] }),
      "page_info": ["page": 1, "total_page": 1, "total_number": .int(ids.count)],
    ])
  }

  private static func pages(_ api: ScriptedAPI, sharing lists: [ObjectList] = [.pixels]) -> PageCache {
    PageCache(client: .make(api), lists: lists)
  }

  private static func deliver(_ pages: PageCache) async throws -> [String] {
    try await pages.page(request, untilTimeout: false) { page in
      try page.document()["pixels"]?.array?.compactMap { $0["pixel_id"]?.string } ?? []
    }
  }

  private static func lookUp(_ pages: PageCache) async throws -> [JSON] {
    try await pages.listings(request, "pixels", .pages(20)).pages.flatMap(\.records)
  }

  @Test func `a list that a stream delivered is cached for look-ups with only its ids`() async throws {
    let api = ScriptedAPI { _ in Self.pixels(1, 2, note: "long") }
    let pages = Self.pages(api)
    #expect(try await Self.deliver(pages) == ["1", "2"])
    #expect(try await Self.lookUp(pages) == [["pixel_id": "1"], ["pixel_id": "2"]])
    #expect(api.calls.count == 1)
  }

  @Test func `a list that was looked up first is cached for the stream as a whole`() async throws {
    let api = ScriptedAPI { _ in Self.pixels(1, 2) }
    let pages = Self.pages(api)
    #expect(try await Self.lookUp(pages).count == 2)
    #expect(try await Self.deliver(pages) == ["1", "2"])
    #expect(api.calls.count == 1)
  }

  @Test func `a second read by the same caller sees changes`() async throws {
    let api = ScriptedAPI { call in call.attempt == 1 ? Self.pixels(1) : Self.pixels(1, 2) }
    let pages = Self.pages(api)
    #expect(try await Self.deliver(pages) == ["1"])
    #expect(try await Self.deliver(pages) == ["1", "2"])
    #expect(try await Self.lookUp(pages).count == 2)
    #expect(try await Self.lookUp(pages).count == 2)
    #expect(api.calls.count == 3)
  }

  @Test func `a concurrent caller waits for the first request`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { _ in
      await gate.pass()
      return Self.pixels(1)
    }
    let pages = Self.pages(api)
    let delivered = await begunTasks { _ in try await Self.deliver(pages) }
    let lookedUp = await begunTasks { _ in try await Self.lookUp(pages) }
    await eventually { gate.waiting == 1 }
    gate.open()
    #expect(try await delivered[0].value == ["1"])
    #expect(try await lookedUp[0].value.compactMap { $0["pixel_id"]?.string } == ["1"])
    #expect(api.calls.count == 1)
  }

  @Test func `after a stream fails, the look-up sends the request`() async throws {
    let api = ScriptedAPI { call in call.attempt == 1 ? .refusal(40001) : Self.pixels(1) }
    let pages = Self.pages(api)
    await #expect(throws: APIError.self) { try await Self.deliver(pages) }
    #expect(try await Self.lookUp(pages).count == 1)
    #expect(try await Self.deliver(pages) == ["1"])
    #expect(api.calls.count == 2)
  }

  @Test func `lists that are not shared are not cached`() async throws {
    let api = ScriptedAPI { _ in Self.pixels(1) }
    let pages = Self.pages(api, sharing: [.audiences])
    #expect(try await Self.deliver(pages) == ["1"])
    #expect(try await Self.lookUp(pages).count == 1)
    #expect(try await Self.deliver(pages) == ["1"])
    #expect(api.calls.count == 3)
  }

  @Test func `waiting pages are limited in size, and the others are requested again`() async throws {
    let note = String(repeating: "n", count: 1_500_000)
    let api = ScriptedAPI { _ in Self.pixels(1, note: note) }
    let pages = Self.pages(api)
    let requests = (1...4).map { Self.request.page($0) }
    for request in requests { _ = try await pages.listings(request, "pixels", .pages(20)) }
    #expect(api.calls.count == 4)
    for request in requests { try await pages.page(request, untilTimeout: false) { _ in } }
    // Two of them were cached.
    #expect(api.calls.count == 6)
    // Delivered pages free their memory.
    for request in requests.suffix(2) { _ = try await pages.listings(request, "pixels", .pages(20)) }
    #expect(api.calls.count == 6)
  }

  @Test func `shared lists are those that one selected stream delivers and another looks up`() {
    func lists(_ names: StreamName...) -> [String] {
      names.map { TikTok.Stream.named($0) }.sharedLists.map(\.path.rawValue)
    }
    #expect(lists("pixels", "pixel_events_statistics", "ads") == ["pixel/list/"])
    #expect(lists("pixel_events_statistics", "ads").isEmpty)
    #expect(lists("pixels", "audiences", "gmv_max_stores", "ads_reports_daily").isEmpty)
    #expect(lists("audience_details", "audiences") == ["dmp/custom_audience/list/"])
    #expect(
      Set(
        lists(
          "gmv_max_stores", "gmv_max_live_campaign_reports_daily", "gmv_max_product_campaign_reports_daily"))
        == ["gmv_max/store/list/"])
  }
}
