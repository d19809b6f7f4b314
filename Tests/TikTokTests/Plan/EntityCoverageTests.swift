import Connector
import JSON
import Testing

@testable import TikTok

/// Requests of lists other than campaigns: filters, objects looked up before, days, pages.
struct EntityCoverageTests {
  private static func requests(
    _ name: String, about subject: RequestScope = .account, in window: DateWindow? = nil,
    since cursor: UTCTime? = nil, includeDeleted: Bool = false, fields: [String]? = nil, pageSize: Int? = nil
  ) -> [PlannedRequest] {
    guard case .entity(let endpoint) = TikTok.Stream.named(.init(name)).endpoint else { return [] }
    return endpoint.requests(
      of: .make(), about: subject, in: window, since: cursor, isDated: true, today: Today(seconds: testTime),
      includeDeleted: includeDeleted, fields: fields, pageSize: pageSize)
  }

  private static func filtering(_ requests: [PlannedRequest]) -> [String?] {
    requests.map { $0.request["filtering"] }
  }

  @Test(arguments: ["smart_plus_campaigns", "smart_plus_ad_groups", "smart_plus_ads"])
  func `Smart+ objects are requested by status, not by buying type`(name: String) {
    #expect(Self.filtering(Self.requests(name)) == [#"{"primary_status":"STATUS_NOT_DELETE"}"#])
    #expect(
      Self.filtering(Self.requests(name, includeDeleted: true)) == [#"{"primary_status":"STATUS_ALL"}"#])
  }

  @Test func `Smart+ ads are filtered by modification time in the API, campaigns after reading`() {
    let ads = Self.requests("smart_plus_ads", since: "2026-11-01 12:00:00")
    #expect(
      Self.filtering(ads) == [
        #"{"primary_status":"STATUS_NOT_DELETE","modified_after":"2026-10-31 22:00:00"}"#,
        #"{"primary_status":"STATUS_NOT_DELETE","creation_filter_start_time":"2026-10-31 22:00:00"}"#,
      ])
    #expect(ads.map(\.filter) == [.since("2026-11-01 12:00:00"), .undated])
    let campaigns = Self.requests("smart_plus_campaigns", since: "2026-11-01 12:00:00")
    #expect(campaigns.map(\.filter) == [.since("2026-11-01 12:00:00")])
  }

  @Test func `GMV Max campaigns of both promotion types are requested together, deleted ones separately`() {
    let both = #""gmv_max_promotion_types":["PRODUCT_GMV_MAX","LIVE_GMV_MAX"]"#
    #expect(Self.filtering(Self.requests("gmv_max_campaigns")) == ["{\(both)}"])
    let requests = Self.requests("gmv_max_campaigns", since: "2026-11-01 12:00:00", includeDeleted: true)
    #expect(Self.filtering(requests) == ["{\(both)}", "{\(both),\"primary_status\":\"STATUS_DELETE\"}"])
    #expect(requests.map(\.mayOverlap) == [false, true])
    #expect(requests.map(\.filter) == [.since("2026-11-01 12:00:00"), .since("2026-11-01 12:00:00")])
  }

  @Test func `identities are asked for by type, whose counts are right, and then all at once`() {
    let requests = Self.requests("identities", pageSize: 50)
    #expect(
      requests.map { $0.request["identity_type"] } == ["CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", nil])
    #expect(requests.map(\.paging) == [100, 100, 100, .miscountedPages(100)])
    #expect(requests.allSatisfy { $0.request["page_size"] == "50" && $0.request["filtering"] == nil })
    #expect(requests.last?.mayOverlap == true)
  }

  @Test(arguments: ["campaigns", "smart_plus_ads", "pixels"])
  func `requests without common records omit nothing`(name: String) {
    let requests = Self.requests(name, since: "2026-11-01 12:00:00", includeDeleted: true)
    #expect(requests.allSatisfy { !$0.mayOverlap })
  }

  @Test(arguments: [
    ("campaigns", 1000), ("smart_plus_ads", 100), ("creative_assets_images", 100),
    ("creative_assets_videos", 100), ("creative_assets_music", 1000), ("creative_assets_portfolios", 100),
    ("spark_ads", 50), ("audiences", 100), ("pixels", 20), ("gmv_max_campaigns", 100), ("identities", 100),
  ])
  func `the page size is the list's maximum or the configured smaller one`(name: String, size: Int) {
    #expect(Self.requests(name)[0].request["page_size"] == String(size))
    #expect(Self.requests(name, pageSize: 7)[0].request["page_size"] == "7")
    #expect(Self.requests(name, pageSize: 1000)[0].request["page_size"] == String(size))
  }

  @Test(arguments: [
    "gmv_max_stores", "audience_details", "pixel_events_statistics", "pixel_instant_page_events",
  ])
  func `a list without pages has no page size`(name: String) {
    #expect(Self.requests(name, pageSize: 7).map { $0.request["page_size"] } == [nil])
    #expect(Self.requests(name)[0].paging == .none)
  }

  @Test func `object ids and days are separate parameters`() {
    let pixels = RequestScope(["1", "2"], of: .pixels, in: "pixel_ids", isSingle: false)
    let requests = Self.requests(
      "pixel_events_statistics", about: pixels, in: .make("2026-10-01", "2026-10-30"))
    #expect(
      requests.map(\.request.parameters) == [
        [
          .init("advertiser_id", "7001"), .init("pixel_ids", #"["1","2"]"#),
          .init("date_range", #"{"start_date":"2026-10-01","end_date":"2026-10-30"}"#),
        ]
      ])
    #expect(requests[0].columns.isEmpty)
  }

  @Test func `fields are named when some are left out`() {
    let requests = Self.requests("smart_plus_ads", fields: ["smart_plus_ad_id", "modify_time"])
    #expect(requests[0].request["fields"] == #"["smart_plus_ad_id","modify_time"]"#)
  }

  /// Whether a list's fields can be named, according to its plan.
  @Test(arguments: [("campaigns", true), ("smart_plus_ads", false), ("spark_ads", false), ("pixels", false)])
  func `lists without a fields parameter are sent none`(name: String, takes: Bool) throws {
    let stream = TikTok.Stream.named(.init(name))
    let schema: JSON = ["properties": .object(JSONObject(stream.key.map { .init($0, [:]) }))]
    let plan = try StreamPlan.make(stream, schema: schema)
    #expect((plan.requests(for: .make(), after: nil)[0].request["fields"] != nil) == takes)
    #expect(plan.namedColumns.isEmpty == !takes)
  }

  // MARK: - Subjects

  @Test func `a single object is added to each record, several are not`() {
    let one = RequestScope(["5"], of: .stores, in: "store_ids", isSingle: true)
    #expect(one.parameters == [.init("store_ids", #"["5"]"#)])
    #expect(one.columns == ["store_id": "5"])
    let several = RequestScope(["5"], of: .pixels, in: "pixel_ids", isSingle: false)
    #expect(several.columns.isEmpty)
    #expect(RequestScope.account == RequestScope(parameters: [], columns: [:]))
  }

  @Test func `each object has its own requests`() throws {
    let plan = try StreamPlan.make(.named("audience_details"))
    let subjects = [["1"], ["2", "3"]].map {
      RequestScope($0, of: .audiences, in: "custom_audience_ids", isSingle: false)
    }
    let requests = plan.requests(for: .make(), about: subjects, after: nil)
    #expect(requests.map { $0.request["custom_audience_ids"] } == [#"["1"]"#, #"["2","3"]"#])
    #expect(plan.requests(for: .make(), about: [], after: nil).isEmpty)
  }

  @Test
  func `statistics are requested by UTC days, thirty at a time, and records have the first and last day`()
    throws
  {
    let plan = try StreamPlan.make(.named("pixel_events_statistics"), now: testTime + 2 * 3600)
    let windows = try #require(plan.windows(of: 0, after: nil))
    #expect(
      Array(windows) == [
        .make("2026-09-01", "2026-09-30"), .make("2026-10-01", "2026-10-30"),
        .make("2026-10-31", "2026-11-03"),
      ])
    // The 4th has already begun somewhere.
    #expect(Today(seconds: testTime + 2 * 3600).lastBegun == "2026-11-04")
    let columns = plan.columns(for: .make(window: windows[2])).map {
      String(decoding: $0.text, as: UTF8.self)
    }
    #expect(columns.contains(#""start_date":"2026-10-31""#) && columns.contains(#""end_date":"2026-11-03""#))
  }
}
