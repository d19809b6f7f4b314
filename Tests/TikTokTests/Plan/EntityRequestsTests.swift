import JSON
import Testing

@testable import TikTok

struct EntityRequestsTests {
  private static let atClient = EntityEndpoint("campaign/get/", coverage: .campaigns)
  private static let atServer = EntityEndpoint(
    "ad/get/", changes: .atServer, coverage: .campaigns)

  private static func requests(
    _ endpoint: EntityEndpoint, _ kind: CampaignKind = .standard, since cursor: UTCTime? = nil,
    isDated: Bool = true, includeDeleted: Bool = false, pageSize: Int = 1000
  ) -> [PlannedRequest] {
    endpoint.requests(
      of: .make(), about: .account, kind, since: cursor, isDated: isDated, today: Today(seconds: testTime),
      includeDeleted: includeDeleted, fields: nil, pageSize: pageSize)
  }

  private static func filtering(_ planned: PlannedRequest) -> JSON? {
    planned.request["filtering"].flatMap { try? JSON(parsing: $0) }
  }

  @Test func `all objects are requested with exactly these URLs, special campaigns separately`() throws {
    let requests = CampaignKind.allCases.flatMap { Self.requests(Self.atServer, $0) }
    let base = "https://sandbox-ads.tiktok.com/open_api/v1.3/ad/get/?advertiser_id=7001&filtering=%7B"
    #expect(
      requests.map { $0.request.page(1).url(at: .sandbox) } == [
        base + "%22primary_status%22%3A%22STATUS_NOT_DELETE%22%7D&page_size=1000&page=1",
        base + "%22primary_status%22%3A%22STATUS_NOT_DELETE%22%2C%22buying_types%22%3A"
          + "%5B%22RESERVATION_TOP_VIEW%22%5D%7D&page_size=100&page=1",
        base + "%22primary_status%22%3A%22STATUS_NOT_DELETE%22%2C%22campaign_system_origins%22%3A"
          + "%5B%22PROMOTE%22%5D%7D&page_size=1000&page=1",
      ])
    #expect(requests.allSatisfy { $0.filter == .everything && $0.paging == .pages(1000) })
  }

  @Test(arguments: [(true, "STATUS_ALL"), (false, "STATUS_NOT_DELETE")])
  func `the status says whether deleted objects are included`(includeDeleted: Bool, status: String) {
    for endpoint in [Self.atClient, Self.atServer] {
      for cursor in [nil, "2026-11-01 00:00:00"] as [UTCTime?] {
        for planned in Self.requests(endpoint, since: cursor, includeDeleted: includeDeleted) {
          #expect(Self.filtering(planned)?["primary_status"] == .string(status))
        }
      }
    }
  }

  @Test func `lists that are not campaigns have neither status nor buying type`() {
    let requests = Self.requests(EntityEndpoint("pixel/list/"))
    #expect(
      requests.map(\.request.parameters) == [[.init("advertiser_id", "7001"), .init("page_size", "1000")]])
  }

  @Test func `pages of TopView objects are smaller, unless they already are`() {
    func sizes(_ pageSize: Int) -> [String?] {
      CampaignKind.allCases.flatMap { Self.requests(Self.atClient, $0, pageSize: pageSize) }
        .map { $0.request["page_size"] }
    }
    #expect(sizes(1000) == ["1000", "100", "1000"])
    #expect(sizes(50) == ["50", "50", "50"])
  }

  @Test func `where the API has no filter, everything is read and compared`() {
    let requests = Self.requests(Self.atClient, since: "2026-11-01 12:34:56")
    let all = Self.requests(Self.atClient)
    #expect(requests == all.map { .init($0.request, filter: .since("2026-11-01 12:34:56")) })
  }

  @Test func `where it has a filter, changed and new objects are requested from a day earlier on`() throws {
    let changed = RecordFilter.since("2026-11-01 12:34:56")
    for (kind, buyingTypes) in [(.standard, nil), (.topView, ["RESERVATION_TOP_VIEW"])]
      as [(CampaignKind, JSON?)]
    {
      let requests = Self.requests(Self.atServer, kind, since: "2026-11-01 12:34:56")
      #expect(requests.map(\.filter) == [changed, .undated])
      for planned in requests {
        var filtering: JSONObject = ["primary_status": "STATUS_NOT_DELETE"]
        filtering["buying_types"] = buyingTypes
        let field = planned.filter == changed ? "modified_after" : "creation_filter_start_time"
        filtering[field] = "2026-10-31 22:34:56"
        #expect(Self.filtering(planned) == .object(filtering))
      }
    }
  }

  @Test func `objects of Promote campaigns have no modification time, so all are requested`() {
    for endpoint in [Self.atClient, Self.atServer] {
      let requests = Self.requests(endpoint, .promote, since: "2026-11-01 12:34:56")
      #expect(requests == Self.requests(endpoint, .promote))
      #expect(requests.map(\.filter) == [.everything])
    }
  }

  @Test func `where an object may lack its modification time, everything is read and compared`() {
    let requests = Self.requests(Self.atServer, since: "2026-11-01 12:34:56", isDated: false)
    let all = Self.requests(Self.atServer)
    #expect(requests == all.map { .init($0.request, filter: .since("2026-11-01 12:34:56")) })
  }

  @Test func `a cursor older than the API can filter by is compared after reading`() {
    let limit = UTCTime(seconds: testTime - 180 * 86400)
    for (cursor, count) in [(limit.advanced(by: 1), 2), (limit, 1), (limit.advanced(by: -1), 1)] {
      let requests = Self.requests(Self.atServer, since: cursor)
      #expect(requests.count == count)
      #expect(requests.first?.filter == .since(cursor))
      #expect((Self.filtering(requests[0])?["modified_after"] != nil) == (count == 2))
    }
  }

  @Test func `where the API sorts by change, every request asks for it, and one with a cursor stops there`()
    throws
  {
    let endpoint = EntityEndpoint(
      "file/video/ad/search/", paging: 100, changes: .newestFirst(sortField: "MODIFY_TIME", limit: 10_000))
    #expect(endpoint.limit == 10_000 && Self.atServer.limit == nil)
    let all = Self.requests(endpoint)
    #expect(
      all.map { $0.request.page(1).url(at: .sandbox) } == [
        "https://sandbox-ads.tiktok.com/open_api/v1.3/file/video/ad/search/?advertiser_id=7001"
          + "&sort_field=MODIFY_TIME&page_size=100&page=1"
      ])
    #expect(all.map(\.isNewestFirst) == [true] && all.map(\.stopsAtCursor) == [false])
    for isDated in [true, false] {
      let changed = Self.requests(endpoint, since: "2026-11-01 12:34:56", isDated: isDated)
      #expect(changed.map(\.request) == all.map(\.request))
      #expect(changed.map(\.filter) == [.since("2026-11-01 12:34:56")])
      #expect(changed.map(\.stopsAtCursor) == [isDated])
    }
    let unsorted = endpoint.requests(
      of: .make(), since: "2026-11-01 12:34:56", isDated: true, today: Today(seconds: testTime),
      includeDeleted: false, fields: nil, pageSize: nil, sorts: false)
    #expect(unsorted.map { $0.request["sort_field"] } == [nil])
    #expect(unsorted.map(\.isNewestFirst) == [false] && unsorted.map(\.stopsAtCursor) == [false])
  }

  @Test func `a filter returns its cursor in the records' format`() {
    #expect(RecordFilter.everything.since == nil)
    #expect(RecordFilter.since("2026-11-01 12:34:56").since == "2026-11-01T12:34:56")
    #expect(RecordFilter.undated.since == nil)
  }
}
