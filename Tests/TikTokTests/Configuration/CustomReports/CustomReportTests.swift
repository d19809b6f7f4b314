import Connector
import JSON
import Testing

@testable import TikTok

/// The stream that is made from a custom report.
struct CustomReportTests {
  private static func report(_ fields: JSONObject) throws -> CustomReport {
    var all: JSONObject = ["name": "mine", "dimensions": ["campaign_id"], "metrics": ["spend"]]
    for field in fields.members { all[field.name] = field.value }
    return try #require(Configuration.make(["custom_reports": [.object(all)]]).customReports.first)
  }

  private static let daily: JSONObject = [
    "dimensions": ["campaign_id", "country_code", "stat_time_day"],
    "metrics": ["clicks", "spend", "campaign_name", "metric_of_tomorrow"],
  ]

  @Test func `a daily report is incremental, keyed by the account and its dimensions`() throws {
    let stream = try Self.report(Self.daily).stream(.nested)
    #expect(stream.name == "mine")
    #expect(stream.key == ["advertiser_id", "campaign_id", "country_code", "stat_time_day"])
    #expect(stream.cursor == "stat_time_day")
    #expect(stream.granularity == .day)
    #expect(stream.environments == Set(Environment.allCases))
    let description = stream.description
    #expect(description.syncModes == [.fullRefresh, .incremental])
    #expect(description.isResumable)
  }

  @Test func `a report without a time is read in full, and its rows have their window's days`() throws {
    let stream = try Self.report(["dimensions": "country_code", "metrics": "spend, clicks"]).stream(.nested)
    #expect(stream.key == ["advertiser_id", "country_code", "start_date"])
    #expect(stream.cursor == nil)
    #expect(stream.isWindowed && stream.hasDateRange)
    let lifetime = try Self.report(["query_lifetime": true]).stream(.nested)
    #expect(lifetime.key == ["advertiser_id", "campaign_id"])
    #expect(!lifetime.isWindowed && lifetime.hasDateRange)
  }

  @Test func `the nested schema has the key's columns, the account, dimensions and metrics`() throws {
    let schema = try Self.report(Self.daily).stream(.nested).schema()
    let time: JSON = ["type": "string", "format": "date-time", "airbyte_type": "timestamp_without_timezone"]
    #expect(
      schema == [
        "$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
        "description": "A report of type BASIC that the configuration defines.", "additionalProperties": true,
        "properties": [
          "campaign_id": ["type": "string"], "country_code": ["type": "string"], "stat_time_day": time,
          "advertiser_id": ["type": "string"], "timezone": ["type": ["null", "string"]],
          "currency": ["type": ["null", "string"]],
          "dimensions": [
            "type": "object", "additionalProperties": true,
            "properties": [
              "campaign_id": ["type": "string"], "country_code": ["type": "string"], "stat_time_day": time,
            ],
          ],
          "metrics": [
            "type": "object", "additionalProperties": true,
            "properties": [
              "clicks": ["type": ["null", "integer"]], "spend": ["type": ["null", "number"]],
              "campaign_name": ["type": ["null", "string"]],
              "metric_of_tomorrow": ["type": ["null", "string"]],
            ],
          ],
        ],
      ])
  }

  @Test func `the flat schema has a column for each`() throws {
    let properties = try #require(Self.report(Self.daily).stream(.flat).schema()["properties"]?.object)
    #expect(
      properties.names == [
        "campaign_id", "country_code", "stat_time_day", "advertiser_id", "timezone", "currency", "clicks",
        "spend", "campaign_name", "metric_of_tomorrow",
      ])
  }

  @Test func `a row that sums up days has columns for them, and one of a Business Center has no account`()
    throws
  {
    let lifetime = try Self.report([:]).stream(.flat).schema()["properties"]
    #expect(
      lifetime?.object?.names
        == ["campaign_id", "advertiser_id", "start_date", "end_date", "timezone", "currency", "spend"])
    #expect(lifetime?["start_date"] == ["type": "string", "format": "date"])
    let center = try Self.report([
      "report_type": "bc", "bc_id": 7_000_000_000_000_000_003, "dimensions": ["stat_time_day"],
    ])
    #expect(center.businessCenter?.text == "7000000000000000003")
    let stream = center.stream(.flat)
    #expect(try stream.schema()["properties"]?.object?.names == ["stat_time_day", "bc_id", "spend"])
    #expect(stream.key == ["bc_id", "stat_time_day"])
  }

  @Test func `a dimension that is not text has its own type`() throws {
    let schema = try Self.report(["dimensions": ["campaign_id", "skan_postback_sequence"]]).stream(.nested)
      .schema()
    #expect(schema["properties"]?["skan_postback_sequence"] == ["type": "integer"])
  }

  @Test func `its own lookback overrides the configuration's`() throws {
    func start(_ fields: JSONObject) throws -> CalendarDay? {
      var all = Self.daily
      for field in fields.members { all[field.name] = field.value }
      let plan = try StreamPlan.make(Self.report(all).stream(.nested))
      return plan.windows(of: 0, after: .day("2026-10-20")).map { $0[0].start }
    }
    #expect(try start([:]) == "2026-09-23", "as far as ad groups may attribute")
    #expect(try start(["lookback": 0]) == "2026-10-20")
    #expect(try start(["lookback": 7]) == "2026-10-13")
  }

  @Test(
    arguments: [
      (["campaign_id", "gender"], ReportType.audience, DataLevel.campaign),
      (["stat_time_day", "ad_id_v2"], .basic, .ad), (["country_code"], .basic, .advertiser),
      (["playable_id"], .playable, nil), (["gender", "age"], .audience, .advertiser),
      (["dimension_of_tomorrow"], .basic, .advertiser),
    ] as [([String], ReportType, DataLevel?)])
  func `type and level are derived from the dimensions`(
    dimensions: [String], type: ReportType, level: DataLevel?
  ) throws {
    let report = try Self.report(["dimensions": .array(dimensions.map { .string($0) })]).report
    #expect(report.type == type)
    #expect(report.level == level)
  }

  @Test func `custom streams follow the streams of the table`() throws {
    let configuration = try Configuration.make([
      "custom_reports": ["a=custom:ad_id:spend", "b=custom:ad_id:spend"]
    ])
    #expect(StreamTable.streams(for: configuration).map(\.name).suffix(2) == ["a", "b"])
    #expect(
      StreamTable.builtIn(for: configuration).count == StreamTable.streams(for: configuration).count - 2)
  }

  @Test func `a record has the columns of its schema`() async throws {
    let api = ScriptedAPI.world { call in
      .page([.row(1, of: call, id: "campaign_id")])
    }
    let sink = try await api.read(
      .make("mine"),
      fields: [
        "start_date": "2026-11-01", "custom_reports": ["mine=custom:campaign_id,stat_time_day:spend,clicks"],
      ])
    let call = try #require(api.calls(of: "report/integrated/get/").first)
    #expect(call.metrics == ["spend", "clicks"])
    #expect(call["dimensions"] == #"["campaign_id","stat_time_day"]"#)
    #expect(call["data_level"] == "AUCTION_CAMPAIGN" && call["report_type"] == "BASIC")
    #expect(
      sink.records(of: "mine").map(\.text) == [
        #"{"dimensions":{"campaign_id":"1","stat_time_day":"2026-11-01T00:00:00"},"metrics":{"spend":1,"clicks":1},"#
          + #""campaign_id":"1","stat_time_day":"2026-11-01T00:00:00","advertiser_id":"7001","#
          + #""timezone":"Etc/GMT+8","currency":"EUR"}"#
      ])
    #expect(sink.states(of: "mine").last?["state"] == ["stat_time_day": "2026-11-01"])
  }
}
