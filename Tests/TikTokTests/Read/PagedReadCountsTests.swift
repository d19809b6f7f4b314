import Connector
import JSON
import Synchronization
import Testing

@testable import TikTok

/// Lists that do not report their number of pages, and one of which TikTok returns only the beginning.
@Suite(.timeLimit(.minutes(10)))
struct PagedReadCountsTests {
  private static let portfolios: StreamName = "creative_assets_portfolios"
  private static let music: StreamName = "creative_assets_music"

  private static func portfolios(_ count: Int, from first: Int) -> JSON {
    .array((0..<count).map { ["creative_portfolio_id": .string("\(first + $0)")] })
  }

  @Test(arguments: [(0, 1), (9, 1), (10, 2), (25, 3), (30, 4)])
  func `without a page count, pages are read until one is not full`(total: Int, calls: Int) async throws {
    let api = ScriptedAPI.world { call in
      let first = (call.page - 1) * 10
      let count = max(0, min(10, total - first))
      return .data(["creative_portfolios": Self.portfolios(count, from: first)])
    }
    let sink = try await api.read(.make(Self.portfolios, .fullRefresh), fields: ["page_size": 10])
    // The first page is checked again if there are several.
    #expect(
      api.calls(of: "creative/portfolio/list/").map(\.page) == Array(1...calls) + (calls > 1 ? [1] : []))
    let ids = sink.records(of: Self.portfolios).compactMap { $0["creative_portfolio_id"]?.string }
    #expect(ids == (0..<total).map(String.init))
    #expect(sink.events(of: Self.portfolios).last == .complete)
  }

  @Test(arguments: [1, 9])
  func `a list without a count that repeats records is read again, but not for ever`(repetitions: Int)
    async throws
  {
    let seconds = Mutex(0)
    let api = ScriptedAPI.world { call in
      // The second page begins with the last record of the first one, and its own last one is missing.
      let reads = seconds.withLock { seconds in
        seconds += call.page == 2 ? 1 : 0
        return seconds
      }
      let first = (call.page - 1) * 10 - (call.page == 2 && reads <= repetitions ? 1 : 0)
      return .data(["creative_portfolios": Self.portfolios(call.page < 3 ? 10 : 4, from: first)])
    }
    let sink = try await api.read(.make(Self.portfolios, .fullRefresh), fields: ["page_size": 10])
    let ids = Set(sink.records(of: Self.portfolios).compactMap { $0["creative_portfolio_id"]?.string })
    #expect(ids.count == (repetitions == 1 ? 24 : 23))
    #expect(api.calls(of: "creative/portfolio/list/").count { $0.page == 2 } == (repetitions == 1 ? 2 : 3))
    #expect(sink.events(of: Self.portfolios).last == .complete)
  }

  @Test func `a page is full when it has as many records as the answer says, though more were asked for`()
    async throws
  {
    let api = ScriptedAPI.world { call in
      let first = (call.page - 1) * 10
      return .data([
        "creative_portfolios": Self.portfolios(max(0, min(10, 25 - first)), from: first),
        "page_info": ["page": .int(call.page), "page_size": 10],
      ])
    }
    let sink = try await api.read(.make(Self.portfolios, .fullRefresh), fields: ["page_size": 100])
    #expect(sink.records(of: Self.portfolios).count == 25)
  }

  @Test func `a page count is used even in a list that usually has none`() async throws {
    let api = ScriptedAPI.world { call in
      .data([
        "creative_portfolios": Self.portfolios(1, from: call.page),
        "page_info": ["page": .int(call.page), "total_page": 3, "total_number": 3],
      ])
    }
    let sink = try await api.read(.make(Self.portfolios, .fullRefresh))
    #expect(api.calls(of: "creative/portfolio/list/").map(\.page).sorted() == [1, 1, 2, 3])
    #expect(sink.records(of: Self.portfolios).count == 3)
    #expect(sink.estimates(of: Self.portfolios) == [3])
  }

  private static let identities: StreamName = "identities"

  /// Customized users 0…, a TikTok user, and a user of a Business Center in a list of pages of three that counts only the
  /// first of them.
  private static func identities(_ call: Call, lacking: Int? = nil) -> Answer {
    let all = (0..<5).filter { $0 != lacking || call["identity_type"] != nil }.map { number in
      (id: "\(number)", type: number < 3 ? "CUSTOMIZED_USER" : number == 3 ? "TT_USER" : "BC_AUTH_TT")
    }
    let listed = all.filter { $0.type == call["identity_type"] ?? $0.type }
    let counted = call["identity_type"] == nil ? 1 : listed.count
    return .data([
      "identity_list": .array(
        listed.dropFirst((call.page - 1) * 3).prefix(3).map {
          ["identity_id": .string($0.id), "identity_type": .string($0.type)]
        }),
      "page_info": [
        "page": .int(call.page), "total_page": .int((counted + 2) / 3), "total_number": .int(counted),
      ],
    ])
  }

  @Test func `a list that is counted wrongly without a type is read to its end, and nothing twice`()
    async throws
  {
    let api = ScriptedAPI.world { Self.identities($0) }
    let sink = try await api.read(.make(Self.identities, .fullRefresh), fields: ["page_size": 3])
    let calls = api.calls(of: "identity/get/")
    #expect(calls.filter { $0["identity_type"] == nil }.map(\.page) == [1, 2, 1])
    #expect(
      sink.records(of: Self.identities).compactMap { $0["identity_id"]?.string } == (0..<5).map(String.init))
    #expect(sink.warnings.isEmpty)
    #expect(sink.events(of: Self.identities).last == .complete)
  }

  @Test func `a list that lacks what is there by type is not whole, which is said`() async throws {
    let api = ScriptedAPI.world { Self.identities($0, lacking: 1) }
    let sink = try await api.read(.make(Self.identities, .fullRefresh), fields: ["page_size": 3])
    #expect(sink.records(of: Self.identities).count == 5)
    #expect(
      sink.warnings == [
        "Stream `identities` (advertiser 7001): TikTok lists records by type that are not in its list of all types: 1. "
          + "All listed records have been read, but some that TikTok lists only without a type may be missing. Read the "
          + "stream again."
      ])
  }

  private static func music(_ call: Call, total: Int, size: Int) -> Answer {
    .data([
      "musics": [["music_id": .string("\(call.page)")]],
      "page_info": [
        "page": .int(call.page), "total_page": .int((total + size - 1) / size), "total_number": .int(total),
      ],
    ])
  }

  @Test func `when a list exceeds TikTok's limit, its first records are read, with a warning`() async throws {
    let api = ScriptedAPI.world { Self.music($0, total: 100_001, size: 1000) }
    let sink = try await api.read(.make(Self.music, .fullRefresh))
    #expect(api.calls(of: "file/music/get/").map(\.page).max() == 100)
    #expect(sink.records(of: Self.music).count == 100)
    #expect(sink.estimates(of: Self.music) == [100_000])
    #expect(
      sink.warnings == [
        "Stream `creative_assets_music` (advertiser 7001): TikTok returns only the first 100000 of 100001 records."
      ])
    #expect(sink.events(of: Self.music).last == .complete)
  }

  @Test func `records within the limit are read without a warning, for any page size`() async throws {
    let api = ScriptedAPI.world { Self.music($0, total: 100_000, size: 1000) }
    let sink = try await api.read(.make(Self.music, .fullRefresh))
    #expect(api.calls(of: "file/music/get/").map(\.page).max() == 100)
    #expect(!sink.warnings.contains { $0.contains("returns only the first") })
    let small = ScriptedAPI.world { Self.music($0, total: 200_000, size: 700) }
    _ = try await small.read(.make(Self.music, .fullRefresh), fields: ["page_size": 700])
    // The 143rd page would go beyond record 100,000.
    #expect(small.calls(of: "file/music/get/").map(\.page).max() == 142)
  }
}
