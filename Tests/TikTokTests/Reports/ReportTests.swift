import Testing

@testable import TikTok

/// What is derived from a report's type, dimensions and granularity.
struct ReportTests {
  @Test(arguments: [
    (Report(.basic, level: .ad, granularity: .lifetime), ["ad_id"]),
    (Report(.basic, level: .ad, granularity: .day), ["ad_id", "stat_time_day"]),
    (Report(.basic, level: .adGroup, granularity: .hour), ["adgroup_id", "stat_time_hour"]),
    // TikTok has been seen to refuse advertisers' lifetime reports. Then there is a row for every year.
    (Report(.basic, level: .advertiser, granularity: .lifetime), ["advertiser_id", "start_date"]),
    (
      Report(.audience, level: .ad, granularity: .lifetime, breakdown: ["gender", "age"]),
      ["ad_id", "gender", "age", "start_date"]
    ),
    (
      Report(.audience, level: .campaign, granularity: .day, breakdown: [.countryCode]),
      ["campaign_id", "country_code", "stat_time_day"]
    ),
    (Report(.playable, level: nil, granularity: .lifetime, breakdown: ["playable_id"]), ["playable_id"]),
    (
      Report(.playable, level: nil, granularity: .lifetime, breakdown: ["playable_id", .countryCode]),
      ["playable_id", "country_code", "start_date"]
    ),
    (Report(.gmvMaxLive, level: .campaign, granularity: .day), ["campaign_id", "stat_time_day"]),
    (
      Report(.businessCenter, level: nil, granularity: .lifetime, breakdown: [.countryCode]),
      ["country_code", "start_date"]
    ),
  ])
  func `a report's key is its dimensions and, for windows, their first day`(
    report: Report, key: [String]
  ) {
    #expect(report.key == key)
  }

  @Test(arguments: ReportType.allCases)
  func `a lifetime is one request only for basic and playable reports by a single id`(type: ReportType) {
    let knows = type == .basic || type == .playable
    let single = Report(type, level: .ad, granularity: .lifetime)
    #expect(single.hasLifetimeQuery == knows)
    #expect(!Report(type, level: .ad, granularity: .lifetime, breakdown: ["gender"]).hasLifetimeQuery)
    #expect(!Report(type, level: .ad, granularity: .day).hasLifetimeQuery)
    #expect(single.key.contains("start_date") == !knows)
  }

  @Test(arguments: ReportType.allCases)
  func `a window's maximum depends on the type and the granularity`(type: ReportType) {
    func days(_ granularity: Granularity) -> Int {
      Report(type, level: nil, granularity: granularity).maximumWindowDays
    }
    let expected = type == .businessCenter ? [365, 365, 365] : [365, 30, 1]
    #expect([days(.lifetime), days(.day), days(.hour)] == expected)
  }

  @Test func `only audiences are refused by the hour, and countries do not count as audiences then`() {
    func isRefused(_ type: ReportType, _ granularity: Granularity, _ breakdown: TikTok.Dimension...) -> Bool {
      Report(type, level: .ad, granularity: granularity, breakdown: breakdown).isRefusedHourly
    }
    #expect(isRefused(.audience, .hour, "gender", "age"))
    #expect(!isRefused(.audience, .hour, .countryCode))
    #expect(!isRefused(.audience, .day, "gender"))
    #expect(!isRefused(.basic, .hour))
  }

  // MARK: - Users' reports

  @Test(arguments: [
    (["campaign_id", "stat_time_day"] as [TikTok.Dimension], Granularity.day),
    (["stat_time_hour", "campaign_id"], .hour), (["campaign_id"], .lifetime),
    (["campaign_id", "country_code"], .lifetime),
  ])
  func `a custom report has the granularity of its time dimension`(
    dimensions: [TikTok.Dimension], granularity: Granularity
  ) {
    let report = Report(ofUser: .basic, level: .campaign, dimensions: dimensions)
    #expect(report.granularity == granularity)
    #expect(report.dimensions == dimensions)
  }

  @Test func `a custom report's key includes the account, because not every dimension identifies it`() {
    func key(
      _ type: ReportType, _ dimensions: TikTok.Dimension..., isLifetime: Bool = false
    ) -> [String] {
      Report(ofUser: type, level: nil, dimensions: dimensions, isLifetime: isLifetime).key
    }
    #expect(
      key(.basic, "country_code", "stat_time_day") == ["advertiser_id", "country_code", "stat_time_day"])
    #expect(key(.basic, "stat_time_day", "advertiser_id") == ["stat_time_day", "advertiser_id"])
    #expect(key(.basic, "campaign_id") == ["advertiser_id", "campaign_id", "start_date"])
    #expect(key(.basic, "campaign_id", isLifetime: true) == ["advertiser_id", "campaign_id"])
    #expect(key(.businessCenter, "stat_time_day") == ["bc_id", "stat_time_day"])
    #expect(key(.businessCenter, "advertiser_id") == ["bc_id", "advertiser_id", "start_date"])
  }

  @Test func `a custom report keeps its configured type, for countries by the hour or not`() {
    let report = Report(
      ofUser: .audience, level: .ad, dimensions: ["ad_id", "country_code", "stat_time_hour"])
    #expect(report.type == .audience)
  }
}
