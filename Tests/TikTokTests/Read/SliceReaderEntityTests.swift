import Connector
import JSON
import Testing

@testable import TikTok

/// Streams of objects: their cursor is the newest change, and older records are not delivered again.
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderEntityTests {
  private static func state(_ time: String, _ account: String = "7001") -> JSON {
    [
      "states": [
        ["partition": ["advertiser_id": .string(account)], "cursor": ["modify_time": .string(time)]]
      ]
    ]
  }

  private static func cursor(_ state: JSON?) -> String? {
    state?["states"]?.array?.first?["cursor"]?["modify_time"]?.string
  }

  /// The list for these filters: TopView objects have numbers from 9 on.
  private static func list(_ ads: [JSON]) -> ScriptedAPI {
    ScriptedAPI.world(kinds: [.topView]) { call in
      let isTopView = call.filtering?["buying_types"] != nil
      return .page(ads.filter { ([$0].ads.first ?? 0 >= 9) == isTopView })
    }
  }

  @Test func `the first read delivers all objects, and the newest change is the cursor`() async throws {
    let api = Self.list([
      .ad(1, modified: "2026-10-20 00:00:00"), .ad(2, modified: "2026-10-22 00:00:00"),
      .ad(9, modified: "2026-10-21 00:00:00"),
    ])
    let sink = try await api.read(.make("ads"))
    #expect(sink.records(of: "ads").ads == [1, 2, 9])
    #expect(Self.cursor(sink.states(of: "ads").last) == "2026-10-22 00:00:00Z")
    #expect(api.calls(of: "ad/get/").count == 2)
  }

  @Test func `only objects from the cursor's second on are delivered again`() async throws {
    let api = Self.list([
      .ad(1, modified: "2026-10-19 23:59:59"), .ad(2, modified: "2026-10-20 00:00:00"),
      .ad(3, modified: "2026-10-20 00:00:01"),
    ])
    let ads = try await api.read(.make("ads", state: Self.state("2026-10-20 00:00:00Z")))
    #expect(ads.records(of: "ads").ads == [2, 3])
    #expect(Self.cursor(ads.states(of: "ads").last) == "2026-10-20 00:00:01Z")
  }

  @Test func `the cursor does not move back when only older objects are read`() async throws {
    let api = Self.list([.ad(1, modified: "2026-10-01 00:00:00")])
    let sink = try await api.read(.make("ads", state: Self.state("2026-10-20 00:00:00Z")))
    #expect(sink.records(of: "ads").isEmpty)
    #expect(Self.cursor(sink.states(of: "ads").last) == "2026-10-20 00:00:00Z")
  }

  @Test func `ads without a modification time are delivered with every read`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.filtering?["buying_types"] == nil else { return .page([]) }
      if call.filtering?["modified_after"] != nil { return .page([.ad(1, modified: "2026-10-25 00:00:00")]) }
      return .page([
        .ad(1, modified: "2026-10-25 00:00:00", created: "2026-10-25 00:00:00"),
        .ad(2, modified: nil, created: "2026-10-24 00:00:00"),
        .ad(3, modified: nil, created: "2026-10-19 00:00:00"),
      ])
    }
    let first = try await api.read(.make("ads"))
    #expect(first.records(of: "ads").ads == [1, 2, 3])
    #expect(first.records(of: "ads")[1]["modify_time"] == .null)
    let further = try await api.read(.make("ads", state: Self.state("2026-10-20 00:00:00Z")))
    #expect(further.records(of: "ads").ads == [1, 2, 3])
    #expect(Self.cursor(further.states(of: "ads").last) == "2026-10-25 00:00:00Z")
    #expect(api.calls.allSatisfy { $0.filtering?["modified_after"] == nil })
  }

  /// A state in which all of the account's ads are known to be dated.
  private static func dated(_ time: String) -> JSON {
    let mark: JSON = [
      "partition": ["advertiser_id": "7001"], "cursor": ["modify_time": .string(time)], "is_dated": true,
    ]
    return ["states": [mark]]
  }

  @Test func `when every ad is dated, an incremental read requests only changed and new ads`() async throws {
    let first = try await Self.list([.ad(1), .ad(9)]).read(.make("ads"))
    let state = try #require(first.states(of: "ads").last)
    #expect(state["states"]?.array?.first?["is_dated"] == true)
    let api = Self.list([])
    let sink = try await api.read(.make("ads", state: state))
    let filters = api.calls(of: "ad/get/").map { $0.filtering?.object?.names ?? [] }
    #expect(filters.count { $0.contains("modified_after") } == 2)
    #expect(filters.count { $0.contains("creation_filter_start_time") } == 2)
    #expect(sink.states(of: "ads").last == state)
  }

  @Test func `after the first undated ad is created, all ads are requested again`()
    async throws
  {
    let api = ScriptedAPI.world { call in
      let isBirth =
        call.filtering?["creation_filter_start_time"] != nil && call.filtering?["buying_types"] == nil
      return .page(isBirth ? [.ad(1), .ad(2, modified: nil, created: "2026-10-30 00:00:00")] : [])
    }
    let sink = try await api.read(.make("ads", state: Self.dated("2026-10-20 00:00:00Z")))
    #expect(sink.records(of: "ads").ads == [2])
    let state = try #require(sink.states(of: "ads").last)
    #expect(state["states"]?.array?.first?["is_dated"] == nil)
    let next = Self.list([])
    _ = try await next.read(.make("ads", state: state))
    #expect(next.calls(of: "ad/get/").allSatisfy { $0.filtering?["modified_after"] == nil })
  }

  @Test func `undated ads are detected on any page`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.filtering?["buying_types"] == nil else { return .page([]) }
      return .page([.ad(call.page, modified: call.page == 3 ? nil : "2026-10-20 00:00:00")], call.page, of: 4)
    }
    let sink = try await api.read(.make("ads"))
    #expect(sink.states(of: "ads").last?["states"]?.array?.first?["is_dated"] == nil)
  }

  @Test func `an object that changes while others are read is not lost`() async throws {
    // Page 1 was read before ad 1 changed at 09:01; page 2 has a change at 09:02.
    let first = ScriptedAPI.world { call in
      guard call.filtering?["buying_types"] == nil else { return .page([]) }
      return call.page == 1
        ? .page([.ad(1, modified: "2026-11-03 08:00:00")], 1, of: 2)
        : .page([.ad(2, modified: "2026-11-03 09:02:00")], 2, of: 2)
    }
    let state = try #require(try await first.read(.make("ads")).states(of: "ads").last)
    #expect(Self.cursor(state) == "2026-11-03 09:00:00Z")
    let second = Self.list([.ad(1, modified: "2026-11-03 09:01:00"), .ad(2, modified: "2026-11-03 09:02:00")])
    #expect(try await second.read(.make("ads", state: state)).records(of: "ads").ads == [1, 2])
  }

  @Test func `each account has its own cursor`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.filtering?["buying_types"] == nil else { return .page([]) }
      return call["advertiser_id"] == "7002" ? .page([]) : .page([.ad(1)])
    }
    let sink = try await api.read(.make("ads"), fields: ["advertiser_ids": ["7001", "7002"]])
    let state = try #require(sink.states(of: "ads").last)
    #expect(state["states"]?.array?.count == 1)
    #expect(state["state"] == nil)
    #expect(sink.events(of: "ads").last == .complete)
  }

  @Test func `where the API has no filter, older objects are read and not delivered`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.filtering?["buying_types"] == nil else { return .page([]) }
      let times = ["2026-10-19 23:59:59", "2026-10-20 00:00:00", "2026-10-21 00:00:00"]
      return .page(times.enumerated().map { ["campaign_id": .int($0), "modify_time": .string($1)] })
    }
    let sink = try await api.read(.make("campaigns", state: Self.state("2026-10-20 00:00:00Z")))
    #expect(sink.records(of: "campaigns").compactMap { $0["campaign_id"]?.string } == ["1", "2"])
    #expect(Self.cursor(sink.states(of: "campaigns").last) == "2026-10-21 00:00:00Z")
    #expect(api.calls(of: "campaign/get/").allSatisfy { $0.filtering?["modified_after"] == nil })
  }

  @Test func `a campaign is delivered unchanged, except that its times have a T`() async throws {
    let api = ScriptedAPI.world { call in
      guard call.filtering?["buying_types"] == nil else { return .page([]) }
      return .page([
        [
          "campaign_id": 17, "advertiser_id": "7001", "budget": "50.00", "modify_time": "2026-10-20 00:00:00",
          "brand_new_field": ["x": 1],
        ]
      ])
    }
    let sink = try await api.read(.make("campaigns", .fullRefresh))
    #expect(
      sink.records(of: "campaigns").map(\.text) == [
        #"{"campaign_id":"17","advertiser_id":"7001","budget":50.00,"modify_time":"2026-10-20T00:00:00","#
          + #""brand_new_field":{"x":1}}"#
      ])
  }
}
