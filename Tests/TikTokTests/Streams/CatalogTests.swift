import Connector
import JSON
import Testing

@testable import TikTok

/// The catalogs for each configuration, written out because users and their destinations rely on the names.
struct CatalogTests {
  private static let entities = ["advertisers", "campaigns", "ad_groups", "ads"]
  /// The streams that exist only in production.
  private static let ofAdvertisers = ["advertisers_reports", "advertisers_audience_reports"]
  private static let reports = ["ads_reports", "ad_groups_reports", "campaigns_reports"]
  private static let audiences = [
    "ad_group_audience_reports", "ads_audience_reports", "campaigns_audience_reports_by_country",
  ]

  private static func streams(
    _ fields: JSONObject = [:], _ credentials: JSON = .oauth
  ) throws -> [TikTok.Stream] {
    try StreamTable.streams(for: .make(fields, credentials: credentials))
  }

  private static func names(_ fields: JSONObject, _ credentials: JSON = .oauth) throws -> [String] {
    try streams(fields, credentials).map { "\($0.name)" }
  }

  @Test(arguments: ["DAY", "HOUR"], ReportLayout.allCases)
  func `the legacy catalog of days or hours has the twelve streams of its time`(
    word: String, layout: ReportLayout
  ) throws {
    let fields: JSONObject = ["report_granularity": .string(word), "report_layout": .string(layout.rawValue)]
    let twelve = Self.entities + Self.reports + Self.ofAdvertisers + Self.audiences
    #expect(twelve.count == 12)
    #expect(try Self.names(fields).sorted() == twelve.sorted())
    #expect(
      try Self.names(fields, .sandbox).sorted() == (Self.entities + Self.reports + Self.audiences).sorted())
  }

  @Test(arguments: ReportLayout.allCases)
  func `the legacy catalog of lifetimes has no audiences except the advertiser's`(
    layout: ReportLayout
  ) throws {
    let fields: JSONObject = ["report_granularity": "LIFETIME", "report_layout": .string(layout.rawValue)]
    #expect(
      try Self.names(fields).sorted() == (Self.entities + Self.reports + Self.ofAdvertisers).sorted())
    #expect(try Self.names(fields, .sandbox).sorted() == (Self.entities + Self.reports).sorted())
  }

  /// A stream as the user sees it.
  struct Entry: Equatable, CustomStringConvertible {
    let name: String
    let key: [String]
    let cursor: String?
    let isInSandbox: Bool
    var description: String { "\(name) \(key) \(cursor ?? "–") \(isInSandbox)" }

    init(_ name: String, _ key: [String], _ cursor: String?, isInSandbox: Bool = true) {
      (self.name, self.key, self.cursor, self.isInSandbox) = (name, key, cursor, isInSandbox)
    }

    init(_ stream: TikTok.Stream) {
      self.init(
        "\(stream.name)", stream.key, stream.cursor, isInSandbox: stream.environments.contains(.sandbox))
    }
  }

  private static let day = "stat_time_day"
  private static let hour = "stat_time_hour"
  private static let people = ["gender", "age"]

  private static let older: [Entry] = [
    Entry("advertisers", ["advertiser_id"], nil), Entry("campaigns", ["campaign_id"], "modify_time"),
    Entry("ad_groups", ["adgroup_id"], "modify_time"), Entry("ads", ["ad_id"], "modify_time"),
    Entry("ads_reports_lifetime", ["ad_id"], nil), Entry("ads_reports_daily", ["ad_id", day], day),
    Entry("ads_reports_hourly", ["ad_id", hour], hour),
    Entry("ad_groups_reports_lifetime", ["adgroup_id"], nil),
    Entry("ad_groups_reports_daily", ["adgroup_id", day], day),
    Entry("ad_groups_reports_hourly", ["adgroup_id", hour], hour),
    Entry("campaigns_reports_lifetime", ["campaign_id"], nil),
    Entry("campaigns_reports_daily", ["campaign_id", day], day),
    Entry("campaigns_reports_hourly", ["campaign_id", hour], hour),
    Entry("advertisers_reports_lifetime", ["advertiser_id", "start_date"], nil, isInSandbox: false),
    Entry("advertisers_reports_daily", ["advertiser_id", day], day, isInSandbox: false),
    Entry("advertisers_reports_hourly", ["advertiser_id", hour], hour, isInSandbox: false),
    Entry(
      "advertisers_audience_reports_lifetime", ["advertiser_id"] + people + ["start_date"], nil,
      isInSandbox: false),
    Entry(
      "advertisers_audience_reports_daily", ["advertiser_id"] + people + [day], day, isInSandbox: false),
    Entry("ad_group_audience_reports_daily", ["adgroup_id"] + people + [day], day),
    Entry("ads_audience_reports_daily", ["ad_id"] + people + [day], day),
    Entry("campaigns_audience_reports_by_country_daily", ["campaign_id", "country_code", day], day),
    Entry("campaigns_audience_reports_by_country_hourly", ["campaign_id", "country_code", hour], hour),
  ]

  @Test(arguments: ReportLayout.allCases)
  func `by default every granularity of TikTok has its own stream, named with a suffix`(
    layout: ReportLayout
  ) throws {
    for extra in [[:], ["report_granularity": 7]] as [JSONObject] {
      var fields = extra
      fields["report_layout"] = .string(layout.rawValue)
      // All other streams are in the snapshot of the table.
      let names = Self.older.map(\.name)
      let found = try Self.streams(fields).map { Entry($0) }.filter { names.contains($0.name) }
      #expect(found.sorted { $0.name < $1.name } == Self.older.sorted { $0.name < $1.name })
      #expect(try Self.streams(fields, .sandbox).allSatisfy { Entry($0).isInSandbox })
    }
  }

  @Test(arguments: ReportLayout.allCases)
  func `reports have the configured layout`(layout: ReportLayout) throws {
    for stream in try Self.streams(["report_layout": .string(layout.rawValue)]) {
      #expect(stream.layout == (stream.report == nil ? .nested : layout))
    }
    for stream in try Self.streams() { #expect(stream.layout == .nested) }
  }

  @Test(arguments: Granularity.allCases)
  func `the legacy catalog reads the same reports under shorter names`(granularity: Granularity) throws {
    let fields: JSONObject = ["report_granularity": .string(granularity.rawValue)]
    let all = try Self.streams()
    for stream in try Self.streams(fields) where stream.report != nil {
      // Hourly audiences exist only in the legacy catalog.
      guard stream.report?.isRefusedHourly != true else { continue }
      let other = try #require(all.first { "\($0.name)" == "\(stream.name)\(granularity.suffix)" })
      #expect(stream.report == other.report)
      #expect(stream.key == other.key)
      #expect(stream.cursor == other.cursor)
      #expect(try stream.schema() == other.schema())
    }
  }

  @Test func `only legacy catalogs have what TikTok refuses by the hour`() throws {
    #expect(try Self.streams().allSatisfy { $0.report?.isRefusedHourly != true })
    let refused = try Self.streams(["report_granularity": "HOUR"]).filter {
      $0.report?.isRefusedHourly == true
    }
    #expect(
      Set(refused.map { "\($0.name)" })
        == ["advertisers_audience_reports", "ad_group_audience_reports", "ads_audience_reports"])
  }
}
