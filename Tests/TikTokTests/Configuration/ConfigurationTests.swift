import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

struct ConfigurationTests {
  @Test func `fields that are not set have their defaults`() throws {
    let configuration = try Configuration.make(credentials: .oauth)
    #expect(configuration.baseURL == .production)
    #expect(configuration.advertisers == nil)
    #expect(configuration.excludedAdvertisers.isEmpty)
    #expect(configuration.startDate == "2016-09-01")
    #expect(configuration.endDate == nil)
    #expect(configuration.attributionWindow == nil)
    #expect(configuration.includeDeleted == nil)
    #expect(configuration.reportWindowDays == 30)
    #expect(configuration.legacyGranularity == nil)
    #expect(configuration.apiLevel == .basic)
    #expect(configuration.requestsPerSecond == nil)
    #expect(configuration.concurrency == nil)
    #expect(configuration.pageSize == nil)
    #expect(configuration.reportLayout == .nested)
    #expect(configuration.notices.isEmpty)
  }

  @Test func `null and blank text count as not set`() throws {
    let blank = try Configuration.make(
      [
        "advertiser_ids": nil, "exclude_advertiser_ids": " ", "start_date": "", "end_date": nil,
        "attribution_window": "", "include_deleted": nil, "report_window_days": nil,
        "report_granularity": "", "api_level": "", "requests_per_second": nil, "concurrency": " \n",
        "report_layout": "", "custom_reports": nil, "page_size": nil,
      ], credentials: .oauth)
    #expect(try blank == .make(credentials: .oauth))
  }

  @Test func `every field is read`() throws {
    let configuration = try Configuration.make(
      [
        "advertiser_ids": ["7001", 7002], "exclude_advertiser_ids": ["7002"], "start_date": "2024-02-29",
        "end_date": "2024-03-01", "attribution_window": 0, "include_deleted": true,
        "report_window_days": 7, "api_level": "premium", "requests_per_second": .decimal("2.5"),
        "concurrency": 3,
        "report_layout": "flat", "custom_reports": [], "page_size": 50,
      ], credentials: .oauth)
    #expect(configuration.advertisers == [.make(7001), .make(7002)])
    #expect(configuration.excludedAdvertisers == [.make(7002)])
    #expect(configuration.startDate == "2024-02-29")
    #expect(configuration.endDate == "2024-03-01")
    #expect(configuration.attributionWindow == 0)
    #expect(configuration.includeDeleted == true)
    #expect(configuration.reportWindowDays == 7)
    #expect(configuration.apiLevel == .premium)
    #expect(configuration.requestsPerSecond == 2.5)
    #expect(configuration.concurrency == 3)
    #expect(configuration.pageSize == 50)
    #expect(configuration.reportLayout == .flat)
  }

  @Test func `numbers and booleans may be text, as in environments and older configurations`() throws {
    let text = try Configuration.make([
      "attribution_window": "7", "include_deleted": "False", "report_window_days": " 14 ",
      "api_level": "ULTIMATE", "requests_per_second": "0.5", "concurrency": "1", "page_size": "1000",
      "report_layout": "FLAT",
      "advertiser_ids": "7001, 7002,7001", "start_date": " 2024-01-31T00:00:00Z ",
    ])
    let bare = try Configuration.make([
      "attribution_window": 7, "include_deleted": false, "report_window_days": 14, "api_level": "ultimate",
      "requests_per_second": .decimal("0.5"), "concurrency": 1, "page_size": 1000, "report_layout": "flat",
      "advertiser_ids": ["7001", "7002"],
      "start_date": "2024-01-31",
    ])
    #expect(text == bare)
  }

  @Test(arguments: [
    ("attribution_window", 0, 364), ("report_window_days", 1, 30), ("report_granularity", 1, 30),
    ("concurrency", 1, 64), ("page_size", 1, 1000),
  ])
  func `an integer is accepted only within its limits`(field: String, least: Int, most: Int) throws {
    for number in [least, most] {
      _ = try Configuration.make(JSONObject([.init(field, .int(number))]))
    }
    for number in [least - 1, most + 1, .min, .max] {
      let error = #expect(throws: SourceFailure.self) {
        try Configuration.make(JSONObject([.init(field, .int(number))]))
      }
      #expect(error?.message.hasPrefix("`\(field)` must be ") == true)
      #expect(error?.message.contains(" from \(least) to \(most), but is \(number).") == true)
    }
  }

  @Test(arguments: [JSON.oauth, .token])
  func `top-level account ids select from the accounts of the credentials`(credentials: JSON) throws {
    var inner = try #require(credentials.object)
    inner["advertiser_ids"] = nil
    inner["advertiser_id"] = "7001"
    #expect(try Configuration.make(credentials: .object(inner)).advertisers == [.make(7001)])
    inner["advertiser_ids"] = ["7002", "7003"]
    #expect(
      try Configuration.make(credentials: .object(inner)).advertisers == [.make(7002), .make(7003)])
    #expect(
      try Configuration.make(["advertiser_ids": "7003"], credentials: .object(inner)).advertisers
        == [.make(7003)])
  }

  @Test func `a sandbox has its one account, whatever ids are configured`() throws {
    let configuration = try Configuration.make(["advertiser_ids": ["9"]], credentials: .sandbox)
    #expect(configuration.advertisers == [.make(7001)])
    #expect(configuration.baseURL == .sandbox)
  }

  @Test(arguments: [("LIFETIME", Granularity.lifetime), ("DAY", .day), ("hour", .hour), (" Day ", .day)])
  func `a word for the granularity selects the legacy catalog`(word: String, granularity: Granularity) throws
  {
    let configuration = try Configuration.make([
      "report_granularity": .string(word), "report_window_days": 5,
    ])
    #expect(configuration.legacyGranularity == granularity)
    #expect(configuration.reportWindowDays == 5)
    #expect(try Configuration.make(["report_granularity": .string(word)]).reportWindowDays == 30)
  }

  @Test(arguments: [JSON.int(7), "7", " 7"])
  func `a number for the granularity is the days per request`(days: JSON) throws {
    let configuration = try Configuration.make(["report_granularity": days])
    #expect(configuration.legacyGranularity == nil)
    #expect(configuration.reportWindowDays == 7)
    #expect(
      try Configuration.make(["report_granularity": days, "report_window_days": 3]).reportWindowDays == 3)
  }

  @Test func `the start may be any day that has begun in some time zone`() throws {
    let now = 1_793_700_000 + 36_000  // 2026-11-03 20:00 UTC: the 4th in UTC+14
    #expect(try Configuration.make(["start_date": "2026-11-04"], now: now).startDate == "2026-11-04")
    #expect(throws: SourceFailure.self) { try Configuration.make(["start_date": "2026-11-05"], now: now) }
    #expect(
      try Configuration.make(["start_date": "2026-11-03", "end_date": "2099-01-01"]).endDate == "2099-01-01")
    #expect(
      try Configuration.make(["start_date": "2026-11-03", "end_date": "2026-11-03"]).endDate == "2026-11-03")
  }

  @Test func `a period counts back from today, included, unless a start date is set`() throws {
    #expect(try Configuration.make(["default_period": 1]).startDate == "2026-11-03")
    #expect(try Configuration.make(["default_period": " 30"]).startDate == "2026-10-05")
    #expect(try Configuration.make(["default_period": 3650]).startDate == "2016-11-06")
    #expect(
      try Configuration.make(["default_period": 7, "start_date": "2024-01-01"]).startDate == "2024-01-01")
    #expect(try Configuration.make(["default_period": nil]).startDate == Configuration.defaultStartDate)
  }

  @Test func `references are resolved before anything else is read`() throws {
    let configuration = try Configuration.make(
      ["advertiser_ids": "${TIKTOK_IDS}", "concurrency": "${TIKTOK_N}"],
      credentials: ["auth_type": "access_token", "access_token": "${TIKTOK_TOKEN}"],
      variables: ["TIKTOK_IDS": "7001,7002", "TIKTOK_N": "4", "TIKTOK_TOKEN": canary])
    #expect(configuration.credentials == .token(accessToken: canary))
    #expect(configuration.advertisers == [.make(7001), .make(7002)])
    #expect(configuration.concurrency == 4)
  }

  @Test func `the base URL variable applies to both environments`() throws {
    let variables = [BaseURL.variable: "http://127.0.0.1:8080"]
    for credentials in [JSON.oauth, .sandbox] {
      let configuration = try Configuration.make(credentials: credentials, variables: variables)
      #expect(configuration.baseURL.text == "http://127.0.0.1:8080/open_api/v1.3/")
    }
  }

  @Test(.timeLimit(.minutes(5))) func `of very many unknown fields only the first lead to notices`() throws {
    let names = (0..<30).map { "name\($0)" }.joined(separator: ",")
    var fields: JSONObject = ["custom_reports": .string("custom:ad_id:\(names)")]
    for number in 0..<100_000 { fields["field\(number)"] = 1 }
    let warnings = try Configuration.make(fields).notices.map(\.text)
    #expect(warnings.count == 42)
    #expect(warnings[19].contains("`field19`"))
    #expect(warnings[20] == "There are 99980 more of this kind.")
    #expect(warnings[41] == "There are 10 more of this kind.")
  }

  @Test func `the notice on an unknown field suggests the nearest name`() throws {
    let configuration = try Configuration.make([
      "concurency": 4, "Page_Size": 3, "streams": [], "__injected_manifest": [:], "page_size": 5,
    ])
    #expect(
      configuration.notices.map(\.text) == [
        "The configuration's field `concurency` is not known and has no effect. Did you mean `concurrency`?",
        "The configuration's field `Page_Size` is not known and has no effect. Did you mean `page_size`?",
        "The configuration's field `streams` is not known and has no effect.",
      ])
    #expect(configuration.concurrency == nil)
    #expect(configuration.pageSize == 5)
  }

  @Test(arguments: [.decimal("3.0"), .decimal("3.000"), .decimal("3e0"), "3.0", " 3.0 ", "3"] as [JSON])
  func `a whole number may be written with a fraction of zeros`(value: JSON) throws {
    for name in [
      "attribution_window", "report_window_days", "report_granularity", "concurrency", "page_size",
    ] {
      #expect(
        try Configuration.make(.init([.init(name, value)])) == .make(.init([.init(name, 3)])), "\(name)")
    }
    let reports: JSON = [["name": "a", "dimensions": ["ad_id"], "metrics": ["spend"], "lookback": value]]
    #expect(try Configuration.make(["custom_reports": reports]).customReports.first?.lookback == 3)
  }

  @Test func `a list of ids may hold a variable with several`() throws {
    let variables = ["TIKTOK_IDS": "7001, 7002"]
    let configuration = try Configuration.make(
      ["advertiser_ids": ["${TIKTOK_IDS}", "7003"], "exclude_advertiser_ids": ["7002,7004"]],
      variables: variables)
    #expect(configuration.advertisers == [.make(7001), .make(7002), .make(7003)])
    #expect(configuration.excludedAdvertisers == [.make(7002), .make(7004)])
  }

  @Test func `the account of the oldest shape is read`() throws {
    let configuration = try Configuration(
      [
        "access_token": .string(canary),
        "environment": ["environment": "prod", "app_id": "1", "secret": "s", "advertiser_id": "7001"],
      ], variables: [:], now: testTime)
    #expect(configuration.advertisers == [.make(7001)])
  }

  @Test(arguments: [
    (APILevel.basic, 10), (.advanced, 20), (.premium, 30), (.ultimate, 50),
  ])
  func `a level has its rates per second and per minute`(level: APILevel, perSecond: Int) throws {
    let configuration = try Configuration.make(["api_level": .string(level.rawValue)])
    #expect(
      configuration.rates == [
        .init(perSecond, per: .seconds(1)), .init(perSecond * 60, per: .seconds(60)),
      ])
  }

  @Test func `requests per second override the level`() throws {
    let configuration = try Configuration.make([
      "api_level": "ultimate", "requests_per_second": .decimal("2.5"),
    ])
    #expect(configuration.rates == [.init(2, per: .seconds(1)), .init(150, per: .seconds(60))])
  }

  @Test(arguments: [
    ("basic", 5, 4, 120), ("basic", 1000, 8, 240), ("ultimate", 12.5, 5, 150), ("advanced", 2.5, 1, 45),
  ])
  func `endpoints with their own rates get a proportional share, at most the whole rate`(
    level: String, perSecond: Double, second: Int, minute: Int
  ) throws {
    let configuration = try Configuration.make([
      "api_level": .string(level), "requests_per_second": .decimal("\(perSecond)"),
    ])
    #expect(
      configuration.narrowerRates["gmv_max/report/get/"] == [
        .init(second, per: .seconds(1)), .init(minute, per: .seconds(60)),
      ])
  }
}
