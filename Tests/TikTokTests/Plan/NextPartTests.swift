import Connector
import JSON
import Testing

@testable import TikTok

/// What to request when an account is too large for one request.
struct NextPartTests {
  private static func slice(_ objects: ObjectFilter? = nil) -> Slice {
    let slice = Slice.make(window: .make("2026-11-01"))
    return objects.map(slice.narrowed) ?? slice
  }

  private static func next(_ stream: TikTok.Stream, _ objects: ObjectFilter? = nil) throws
    -> NextPart?
  {
    try StreamPlan.make(stream).nextPart(of: slice(objects))
  }

  private static func filter(_ level: DataLevel, _ ids: String...) -> ObjectFilter {
    ObjectFilter(level: level, ids: ids)
  }

  @Test(arguments: [DataLevel.campaign, .adGroup, .ad], [ReportType.basic, .audience])
  func `an account is split into its campaigns, and a list of objects into halves`(
    level: DataLevel, type: ReportType
  ) throws {
    let stream = TikTok.Stream.report(level, breakdown: type == .audience ? ["gender"] : [], type: type)
    #expect(try Self.next(stream) == .campaigns)
    #expect(
      try Self.next(stream, Self.filter(.campaign, "1", "2", "3"))
        == .halves([Self.filter(.campaign, "1"), Self.filter(.campaign, "2", "3")]))
  }

  @Test func `a campaign is split into ad groups and these into ads, down to the report's level`() throws {
    let (campaign, group, ad) = (
      Self.filter(.campaign, "1"), Self.filter(.adGroup, "11"), Self.filter(.ad, "111")
    )
    #expect(try Self.next(.report(.ad), campaign) == .partsOf(campaign, .adGroup))
    #expect(try Self.next(.report(.ad), group) == .partsOf(group, .ad))
    #expect(try Self.next(.report(.ad), ad) == nil)
    #expect(try Self.next(.report(.adGroup), campaign) == .partsOf(campaign, .adGroup))
    #expect(try Self.next(.report(.adGroup), group) == nil)
    #expect(try Self.next(.report(.campaign), campaign) == nil)
  }

  @Test func `ads with another kind of id are not split by id`() throws {
    let report = Report(ofUser: .basic, level: .ad, dimensions: ["ad_id_v2", "stat_time_day"])
    let stream = CustomReport(
      name: "x", report: report, metrics: ["spend"], lookback: nil, businessCenter: nil
    ).stream(.nested)
    #expect(
      try Self.next(stream, Self.filter(.campaign, "1")) == .partsOf(Self.filter(.campaign, "1"), .adGroup))
    #expect(try Self.next(stream, Self.filter(.adGroup, "1")) == nil)
  }

  @Test(arguments: [
    "advertisers_reports_daily", "advertisers_audience_reports_daily", "playable_material_reports_lifetime",
    "gmv_max_live_campaign_reports_daily", "campaigns", "advertisers",
  ])
  func `other streams cannot be split`(name: String) throws {
    let plan = try StreamPlan.make(.named(.init(name)))
    #expect(plan.nextPart(of: Self.slice()) == nil)
  }

  @Test(arguments: [(DataLevel.ad, 30), (.adGroup, 100), (.campaign, 100)])
  func `as many campaigns are requested at a time as TikTok recommends`(level: DataLevel, count: Int) {
    let report = Report(.basic, level: level, granularity: .day)
    let ids = (1...250).map(String.init)
    let parts = ObjectFilter.parts(ids, of: .campaign, for: report)
    #expect(parts.flatMap(\.ids) == ids)
    #expect(parts.dropLast().allSatisfy { $0.ids.count == count })
    #expect(parts.allSatisfy { $0.level == .campaign && $0.ids.count <= count })
    #expect(ObjectFilter.parts(ids, of: .ad, for: report).map(\.ids.count) == [100, 100, 50])
    #expect(ObjectFilter.parts([], of: .campaign, for: report) == [])
  }

  @Test func `parts contain only the ids that the user's filters on the same field admit`() throws {
    func parts(_ filters: ReportFilter...) throws -> [String] {
      let report = Report(
        ofUser: .basic, level: .ad, dimensions: ["ad_id", "stat_time_day"], filters: filters)
      return ObjectFilter.parts(["1", "2", "3"], of: .campaign, for: report).flatMap(\.ids)
    }
    #expect(try parts(.init("campaign_ids", in: ["3", "1", "9"])) == ["1", "3"])
    #expect(try parts(.init("campaign_ids", .isNotIn, value: #"["2"]"#)) == ["1", "3"])
    #expect(
      try parts(.init("campaign_ids", in: ["1", "2"]), .init("campaign_ids", .isNotIn, value: #"["2"]"#)) == [
        "1"
      ])
    #expect(try parts(.init("ad_ids", in: ["9"])) == ["1", "2", "3"])
  }

  @Test func `a filter's field is the plural of its id, and a single id cannot be halved`() {
    #expect(
      DataLevel.allCases.map { ObjectFilter(level: $0, ids: []).field }
        == ["advertiser_ids", "campaign_ids", "adgroup_ids", "ad_ids"])
    #expect(Self.filter(.ad, "1").halves == nil)
    #expect(ObjectFilter(level: .ad, ids: []).halves == nil)
  }

  @Test func `narrowing the days keeps the objects, and vice versa`() {
    let part = Self.slice(Self.filter(.ad, "1"))
    #expect(part.narrowed(to: .make("2026-11-02")).objects == Self.filter(.ad, "1"))
    #expect(part.narrowed(to: Self.filter(.ad, "2")).window == .make("2026-11-01"))
    let subject = part.narrowed(to: RequestScope(["5"], of: .stores, in: "store_ids", isSingle: true))
    #expect(subject.narrowed(to: .make("2026-11-02")).subject == subject.subject)
    #expect(subject.objects == part.objects)
  }
}
