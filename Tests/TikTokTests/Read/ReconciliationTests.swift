import Connector
import JSON
import Testing

@testable import TikTok

/// An account's own report next to the sums of the levels below it.
@Suite(.timeLimit(.minutes(10)))
struct ReconciliationTests {
  private static let name: StreamName = "spend_reconciliation_daily"
  private static let levels = ["campaigns", "ad_groups", "ads"]

  /// A day's row of an object or of the account.
  private static func row(_ call: Call, _ id: Int, spend: String, day: String = "2026-11-01") -> JSON {
    let level = call["data_level"] ?? ""
    let dimension =
      [
        "AUCTION_ADVERTISER": "advertiser_id", "AUCTION_CAMPAIGN": "campaign_id",
        "AUCTION_ADGROUP": "adgroup_id",
      ][level] ?? "ad_id"
    var dimensions: JSONObject = ["stat_time_day": .string("\(day) 00:00:00")]
    dimensions[dimension] = .string("\(id)")
    return [
      "dimensions": .object(dimensions),
      "metrics": ["spend": .string(spend), "impressions": "2", "clicks": "1"],
    ]
  }

  /// An account that spent 0.30 on a day, split over two objects at each level, without shops.
  /// `script` answers the rest.
  private static func world(
    kinds: Set<CampaignKind> = [], own: String = "0.30", day: String = "2026-11-01",
    _ script: @escaping @Sendable (Call) -> Answer? = { _ in nil }
  ) -> ScriptedAPI {
    ScriptedAPI.world(kinds: kinds) { call in
      if let answer = script(call) { return answer }
      if call.path == "gmv_max/store/list/" { return .data(["store_list": []]) }
      if call["data_level"] == "AUCTION_ADVERTISER" {
        return .page([row(call, 7001, spend: own, day: day)])
      }
      // Binary fractions would not add up to 0.30.
      return .page([row(call, 1, spend: "0.10", day: day), row(call, 2, spend: "0.20", day: day)])
    }
  }

  private static func read(_ api: ScriptedAPI, _ fields: JSONObject = [:]) async throws -> MemorySink {
    var all: JSONObject = ["start_date": "2026-11-01"]
    for field in fields.members { all[field.name] = field.value }
    return try await api.read(.make(name), fields: all)
  }

  @Test func `sums and their differences from the account's own amounts are exact`() async throws {
    let sink = try await Self.read(Self.world())
    let record = try #require(sink.records(of: Self.name).first)
    #expect(sink.records(of: Self.name).count == 1)
    #expect(record["advertiser_id"] == "7001")
    #expect(record["stat_time_day"] == "2026-11-01T00:00:00")
    #expect(record["spend"]?.number?.text == "0.3")
    for level in Self.levels {
      #expect(record["\(level)_spend"]?.number?.text == "0.3")
      #expect(record["\(level)_spend_difference"] == 0)
      #expect(record["\(level)_impressions"] == 4)
      #expect(record["\(level)_impressions_difference"] == -2)
    }
    #expect(record["gmv_max_cost"] == 0)
    // Only impressions and clicks differ here.
    #expect(record["reasons"]?.array?.count == 1)
  }

  @Test func `an account without any data needs one report`() async throws {
    let api = Self.world { call in call.path == "report/integrated/get/" ? .page([]) : nil }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.name).isEmpty)
    #expect(api.calls(of: "report/integrated/get/").map { $0["data_level"] } == ["AUCTION_ADVERTISER"])
    #expect(sink.failure(of: Self.name) == nil)
  }

  @Test func `special campaigns may explain spend that the account's report does not count`() async throws {
    let api = Self.world(kinds: [.promote]) { call in
      guard call.path == "report/integrated/get/" else { return nil }
      return call["filtering"]?.contains("PROMOTE") == true
        ? .page([Self.row(call, 5, spend: "7")]) : .page([])
    }
    let record = try #require(try await Self.read(api).records(of: Self.name).first)
    #expect(record["spend"] == 0)
    #expect(record["ads_spend_difference"] == -7)
  }

  @Test(arguments: [40002, 40067, 40117, 40118])
  func `a refused level is null, and the others are delivered`(code: Int) async throws {
    let api = Self.world { call in
      call["data_level"] == "AUCTION_ADGROUP" ? .refusal(code, "Not for you") : nil
    }
    let sink = try await Self.read(api, ["start_date": "2026-11-03", "end_date": "2026-11-03"])
    let other = try await Self.read(api)
    for record in sink.records(of: Self.name) + other.records(of: Self.name) {
      #expect(record["ad_groups_spend"] == .null)
      #expect(record["ad_groups_spend_difference"] == .null)
      #expect(record["campaigns_spend_difference"] == 0 && record["ads_spend_difference"] == 0)
      let reason = record["reasons"]?.array?.first?.string ?? ""
      #expect(reason.hasPrefix("ad_groups: missing") && reason.contains("\(code)"))
    }
    #expect(!other.records(of: Self.name).isEmpty)
  }

  @Test func `a refused metric is null at its level, with a reason`() async throws {
    let api = Self.world { call in
      guard call["data_level"] == "AUCTION_AD", call.metrics.contains("clicks") else { return nil }
      return .refusal(40002, "Invalid metric fields: ['clicks']")
    }
    let record = try #require(try await Self.read(api).records(of: Self.name).first)
    #expect(record["ads_clicks"] == .null && record["ads_clicks_difference"] == .null)
    #expect(record["ads_spend_difference"] == 0 && record["campaigns_clicks"] == 2)
    #expect(record["reasons"]?.array?.first?.string?.hasPrefix("ads: `clicks` is missing") == true)
  }

  @Test(arguments: [40001, 40106, 40300])
  func `an account that is refused halfway counts as not read`(code: Int) async throws {
    let api = Self.world { call in call["data_level"] == "AUCTION_AD" ? .refusal(code) : nil }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.name).isEmpty)
    #expect(sink.warnings.count == 1)
    #expect(sink.states(of: Self.name).allSatisfy { $0["states"] == [] })
  }

  @Test func `a temporary failure fails the slice`() async throws {
    let api = Self.world { call in call["data_level"] == "AUCTION_AD" ? .refusal(50000) : nil }
    let sink = try await Self.read(api)
    #expect(sink.records(of: Self.name).isEmpty)
    #expect(sink.failure(of: Self.name)?.kind == .transient)
  }

  @Test func `a row that is sent again counts once`() async throws {
    // The second page is wrong once, so the list is read again.
    let api = Self.world { call in
      guard call["data_level"] == "AUCTION_AD" else { return nil }
      if call.page == 1 { return .page([Self.row(call, 1, spend: "0.10")], 1, of: 2, total: 2) }
      return call.attempt == 1
        ? .page([Self.row(call, 1, spend: "0.10")], 2, of: 2, total: 2)
        : .page([Self.row(call, 2, spend: "0.20")], 2, of: 2, total: 2)
    }
    let record = try #require(try await Self.read(api).records(of: Self.name).first)
    #expect(record["ads_spend_difference"] == 0)
  }

  @Test(
    arguments: [
      ("1.00", "2026-11-01", [:], ["No reason is known"]),
      ("1.00", "2026-11-03", [:], ["The day may not be over"]),
      ("1.00", "2026-11-01", ["include_promote": false], ["`include_promote`"]),
      ("1.00", "2026-11-01", ["include_deleted": false], ["`include_deleted`"]),
    ] as [(String, String, JSONObject, [String])])
  func `a difference has its reason`(
    own: String, day: String, fields: JSONObject, reasons: [String]
  ) async throws {
    let records = try await Self.read(Self.world(own: own, day: day), fields).records(of: Self.name)
    let record = try #require(records.first { $0["spend"] == 1 })
    let told = record["reasons"]?.array?.compactMap(\.string) ?? []
    #expect(told.count == reasons.count)
    for (text, part) in zip(told, reasons) { #expect(text.contains(part)) }
  }

  @Test func `the cost of GMV Max is shown next to the spend and explains an equal difference`()
    async throws
  {
    let api = Self.world(own: "1.30") { call in
      switch call.path {
      case "gmv_max/store/list/":
        .data(["store_list": [["store_id": "8", "is_gmv_max_available": true]]])
      case "gmv_max/report/get/":
        .page([
          [
            "dimensions": [
              "campaign_id": .string(call["filtering"]?.contains("LIVE") == true ? "3" : "4"),
              "stat_time_day": "2026-11-01 00:00:00",
            ], "metrics": ["cost": "0.50"],
          ]
        ])
      default: nil
      }
    }
    let record = try #require(try await Self.read(api).records(of: Self.name).first)
    #expect(record["gmv_max_cost"] == 1)
    #expect(record["ads_spend_difference"] == 1)
    #expect(record["reasons"]?.array?.first?.string?.contains("GMV Max") == true)
  }

  @Test func `a refused shop is named, and the cost of the others is delivered`() async throws {
    let api = Self.world { call in
      switch call.path {
      case "gmv_max/store/list/":
        .data([
          "store_list": [
            ["store_id": "7", "is_gmv_max_available": false],
            ["store_id": "8", "is_gmv_max_available": true],
            ["store_id": "9", "is_gmv_max_available": true],
          ]
        ])
      case "gmv_max/report/get/" where call["store_ids"]?.contains("9") == false:
        .refusal(40002, "The shop is not available")
      case "gmv_max/report/get/": .page([.row(4, of: call, id: "campaign_id")])
      default: nil
      }
    }
    let record = try #require(try await Self.read(api).records(of: Self.name).first)
    #expect(record["gmv_max_cost"] == 2)
    let reasons = record["reasons"]?.array?.compactMap(\.string) ?? []
    #expect(reasons.first?.hasPrefix("gmv_max: what belongs to shop 8 is missing") == true)
  }

  @Test func `when GMV Max is refused it is null and requested once`() async throws {
    let api = Self.world { call in call.path == "gmv_max/store/list/" ? .refusal(40001) : nil }
    let sink = try await Self.read(api, ["report_window_days": 1])
    let records = sink.records(of: Self.name)
    #expect(!records.isEmpty && records.allSatisfy { $0["gmv_max_cost"] == .null })
    #expect(api.calls(of: "gmv_max/store/list/").count == 1)
  }
}
