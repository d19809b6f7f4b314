import Connector
import JSON
import Testing

@testable import TikTok

/// Streams whose requests need ids that have to be looked up first.
@Suite(.timeLimit(.minutes(10)))
struct SliceReaderScopeTests {
  private static let stats: StreamName = "pixel_events_statistics"
  private static let goals: StreamName = "pixel_instant_page_events"
  private static let shop: StreamName = "gmv_max_product_campaign_reports_daily"

  private static func list(_ name: String, _ records: [JSON]) -> Answer {
    .data(.object([name: .array(records), "page_info": ["page": 1, "total_page": 1]]))
  }

  private static func pixels(_ count: Int) -> Answer {
    list("pixels", (0..<count).map { ["pixel_id": .string("\($0)")] })
  }

  /// One record for every id in a parameter.
  private static func each(_ call: Call, _ parameter: String, _ record: (JSON) -> JSON) -> Answer {
    let ids = (try? JSON(parsing: call[parameter] ?? "[]"))?.array ?? []
    return .data(["list": .array(ids.map(record))])
  }

  @Test(
    arguments: [
      (stats, "pixel/list/"), (goals, "campaign/get/"), (shop, "gmv_max/store/list/"),
      ("audience_details", "dmp/custom_audience/list/"),
    ] as [(StreamName, String)])
  func `an account without such objects completes without a request`(stream: StreamName, list: String)
    async throws
  {
    let api = ScriptedAPI.world { _ in
      .data([
        "list": [], "pixels": [], "store_list": [], "page_info": ["total_page": 0],
      ])
    }
    let sink = try await api.read(.make(stream))
    #expect(Set(api.calls.map(\.path)).subtracting(["adgroup/get/"]) == ["advertiser/info/", list])
    #expect(sink.events(of: stream).last == .complete)
    #expect(sink.records(of: stream).isEmpty && sink.warnings.isEmpty)
    // A slice without rows counts as read.
    #expect(
      (sink.states(of: stream).last?["state"] == ["stat_time_day": "2026-11-01"]) == (stream == Self.shop))
  }

  @Test func `pixels are requested ten at a time for thirty days, which are columns of the records`()
    async throws
  {
    let api = ScriptedAPI.world { call in
      call.path == "pixel/list/" ? Self.pixels(25) : Self.each(call, "pixel_ids") { ["pixel_id": $0] }
    }
    let sink = try await api.read(
      .make(Self.stats, .fullRefresh), fields: ["start_date": "2026-10-01", "concurrency": 1])
    let calls = api.calls(of: "pixel/event/stats/")
    let runs = [("2026-10-01", "2026-10-30"), ("2026-10-31", "2026-11-03")]
    #expect(
      calls.map { $0["date_range"] }
        == runs.flatMap { start, end in
          Array(repeating: #"{"start_date":"\#(start)","end_date":"\#(end)"}"#, count: 3)
        })
    #expect(api.calls(of: "pixel/list/").count == 1)
    let records = sink.records(of: Self.stats)
    #expect(records.count == 50)
    #expect(Set(records.map(\.text)).count == 50)
    #expect(
      records.first?.text
        == #"{"pixel_id":"0","advertiser_id":"7001","start_date":"2026-10-01","end_date":"2026-10-30"}"#)
    #expect(sink.events(of: Self.stats).last == .complete)
  }

  @Test func `refused pairs are skipped, and the others are columns of the records`() async throws {
    let api = ScriptedAPI.world { call in
      switch call.path {
      case "campaign/get/":
        .page([
          ["campaign_id": "1", "objective_type": "TRAFFIC"], ["campaign_id": "2", "objective_type": "REACH"],
        ])
      case "adgroup/get/":
        .page([
          ["campaign_id": "1", "optimization_goal": "CLICK"],
          ["campaign_id": "2", "optimization_goal": "REACH"],
        ])
      case _ where call["objective_type"] == "REACH": .refusal(40002, "Unsupported objective_type.")
      default: .data(["list": [["business_type": "X"]]])
      }
    }
    let sink = try await api.read(.make(Self.goals, .fullRefresh))
    #expect(
      sink.records(of: Self.goals).map(\.text) == [
        #"{"business_type":"X","advertiser_id":"7001","objective_type":"TRAFFIC","optimization_goal":"CLICK"}"#
      ])
    #expect(sink.warnings.isEmpty)
    #expect(sink.logs.count { $0.text.contains("Unsupported objective_type.") } == 1)
    #expect(sink.events(of: Self.goals).last == .complete)
  }

  @Test func `shops are requested one at a time and are columns of the records, available or not`()
    async throws
  {
    let api = ScriptedAPI.world { call in
      if call.path == "gmv_max/store/list/" {
        let shops: [JSON] = (1...3).map {
          ["store_id": .string("\($0)"), "is_gmv_max_available": .bool($0 != 2)]
        }
        return .data(["store_list": .array(shops)])
      }
      let id = call["store_ids"]?.filter(\.isNumber).first?.wholeNumberValue ?? 0
      return .page([.row(id * 10, of: call, id: "campaign_id")])
    }
    let sink = try await api.read(.make(Self.shop), fields: ["start_date": "2026-11-01"])
    #expect(
      api.calls(of: "gmv_max/report/get/").map { $0["store_ids"] } == [#"["1"]"#, #"["2"]"#, #"["3"]"#])
    #expect(
      sink.records(of: Self.shop).map { [$0["campaign_id"], $0["store_id"], $0["advertiser_id"]] }
        == [["10", "1", "7001"], ["20", "2", "7001"], ["30", "3", "7001"]])
    #expect(sink.states(of: Self.shop).last?["state"] == ["stat_time_day": "2026-11-01"])
  }

  @Test func `too many days for one shop are halved for that shop only`() async throws {
    let api = ScriptedAPI.world { call in
      if call.path == "gmv_max/store/list/" {
        return .data([
          "store_list": .array((1...2).map { ["store_id": .int($0), "is_gmv_max_available": true] })
        ])
      }
      let isSecond = call["store_ids"] == #"["2"]"#
      if isSecond, call["start_date"] != call["end_date"] { return .refusal(40067, "Too large.") }
      return .page([.row(isSecond ? 20 : 10, of: call, day: call["start_date"], id: "campaign_id")])
    }
    let sink = try await api.read(
      .make(Self.shop), fields: ["start_date": "2026-11-02", "concurrency": 1])
    #expect(
      api.calls(of: "gmv_max/report/get/").map { "\($0["store_ids"] ?? "") \($0.days)" } == [
        #"["1"] 2026-11-02…2026-11-03"#, #"["2"] 2026-11-02…2026-11-03"#, #"["2"] 2026-11-02…2026-11-02"#,
        #"["2"] 2026-11-03…2026-11-03"#,
      ])
    #expect(sink.records(of: Self.shop).map { $0["store_id"] } == ["1", "2", "2"])
    #expect(sink.events(of: Self.shop).last == .complete)
  }

  @Test func `details are requested with the ids of the list`() async throws {
    let api = ScriptedAPI.world { call in
      call.path == "dmp/custom_audience/list/"
        ? .page([["audience_id": "5"], ["audience_id": "6"]])
        : Self.each(call, "custom_audience_ids") { ["audience_details": ["audience_id": $0, "name": "A"]] }
    }
    let sink = try await api.read(.make("audience_details", .fullRefresh))
    #expect(api.calls(of: "dmp/custom_audience/get/").map { $0["custom_audience_ids"] } == [#"["5","6"]"#])
    #expect(sink.records(of: "audience_details").map { $0["audience_id"] } == ["5", "6"])
  }

  @Test func `an account whose list is refused is left out, and the next one is read`() async throws {
    let api = ScriptedAPI.world { call in
      if call.path == "pixel/list/", call["advertiser_id"] == "7001" {
        return .refusal(40001, "No permission.")
      }
      return call.path == "pixel/list/" ? Self.pixels(1) : Self.each(call, "pixel_ids") { ["pixel_id": $0] }
    }
    let fields: JSONObject = ["start_date": "2026-11-01", "advertiser_ids": ["7001", "7002"]]
    let sink = try await api.read(.make(Self.stats, .fullRefresh), fields: fields)
    #expect(sink.warnings.count == 1 && sink.warnings[0].contains("advertiser 7001 is left out"))
    #expect(sink.records(of: Self.stats).map { $0["advertiser_id"] } == ["7002"])
    #expect(sink.events(of: Self.stats).last == .complete)
  }

  @Test func `a list that fails ends the stream but not the sync`() async throws {
    let api = ScriptedAPI.world { call in
      call.path == "pixel/list/" ? .refusal(40099, "Strange.") : .page([["campaign_id": "1"]])
    }
    let sink = try await api.read(.make(Self.stats, .fullRefresh), .make("campaigns", .fullRefresh))
    #expect(sink.failure(of: Self.stats)?.detail?.contains("pixel/list/") == true)
    #expect(sink.events(of: "campaigns").last == .complete)
  }
}
