import Connector
import JSON
import Testing

@testable import TikTok

/// The catalogs for each configuration, written out because users and their destinations rely on the names.
struct CatalogTests {
  /// The older names with the granularities at which Airbyte's connector offered them, and whether the sandbox has them.
  private static let olderNames: [(name: String, words: [String], isInSandbox: Bool)] = [
    ("ads_reports", ["LIFETIME", "DAY", "HOUR"], true),
    ("ad_groups_reports", ["LIFETIME", "DAY", "HOUR"], true),
    ("campaigns_reports", ["LIFETIME", "DAY", "HOUR"], true),
    ("advertisers_reports", ["LIFETIME", "DAY", "HOUR"], false),
    ("ads_reports_by_country", ["DAY", "HOUR"], false),
    ("ad_groups_reports_by_country", ["DAY", "HOUR"], false),
    ("ads_audience_reports", ["DAY", "HOUR"], true),
    ("ad_group_audience_reports", ["DAY", "HOUR"], true),
    ("campaigns_audience_reports", ["DAY"], true),
    ("advertisers_audience_reports", ["LIFETIME", "DAY", "HOUR"], false),
    ("ads_audience_reports_by_country", ["DAY"], true),
    ("ad_group_audience_reports_by_country", ["DAY"], true),
    ("campaigns_audience_reports_by_country", ["DAY", "HOUR"], true),
    ("advertisers_audience_reports_by_country", ["DAY"], false),
    ("ads_audience_reports_by_platform", ["DAY"], true),
    ("ad_group_audience_reports_by_platform", ["DAY"], true),
    ("campaigns_audience_reports_by_platform", ["DAY"], true),
    ("advertisers_audience_reports_by_platform", ["DAY"], false),
    ("ads_audience_reports_by_province", ["DAY"], true),
  ]

  private static func streams(
    _ fields: JSONObject = [:], _ credentials: JSON = .oauth
  ) throws -> [TikTok.Stream] {
    try StreamTable.streams(for: .make(fields, credentials: credentials))
  }

  private static func names(_ fields: JSONObject, _ credentials: JSON = .oauth) throws -> [String] {
    try streams(fields, credentials).map { "\($0.name)" }
  }

  @Test(arguments: ["LIFETIME", "DAY", "HOUR"], ReportLayout.allCases)
  func `a word adds the older names of the reports of its granularity to all of today's`(
    word: String, layout: ReportLayout
  ) throws {
    let fields: JSONObject = ["report_layout": .string(layout.rawValue)]
    var worded = fields
    worded["report_granularity"] = .string(word)
    for credentials in [.oauth, .sandbox] as [JSON] {
      let today = try Self.names(fields, credentials)
      let names = try Self.names(worded, credentials)
      #expect(Array(names.prefix(today.count)) == today)
      let older = Self.olderNames.filter {
        $0.words.contains(word) && (credentials == .oauth || $0.isInSandbox)
      }
      #expect(names.dropFirst(today.count).sorted() == older.map(\.name).sorted())
    }
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
  func `an older name has the same report as today's`(granularity: Granularity) throws {
    let all = try Self.streams()
    let names = Set(all.map(\.name))
    let fields: JSONObject = ["report_granularity": .string(granularity.rawValue)]
    for stream in try Self.streams(fields) where !names.contains(stream.name) {
      // Hourly audiences have only older names.
      guard stream.report?.isRefusedHourly != true else { continue }
      let other = try #require(all.first { "\($0.name)" == "\(stream.name)\(granularity.suffix)" })
      #expect(stream.report == other.report)
      #expect(stream.key == other.key)
      #expect(stream.cursor == other.cursor)
      #expect(try stream.schema() == other.schema())
    }
  }

  @Test func `what TikTok refuses by the hour has only older names`() throws {
    #expect(try Self.streams().allSatisfy { $0.report?.isRefusedHourly != true })
    let refused = try Self.streams(["report_granularity": "HOUR"]).filter {
      $0.report?.isRefusedHourly == true
    }
    #expect(
      Set(refused.map { "\($0.name)" })
        == ["advertisers_audience_reports", "ad_group_audience_reports", "ads_audience_reports"])
  }
}
