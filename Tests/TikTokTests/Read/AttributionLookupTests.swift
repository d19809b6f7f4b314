import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Daily reports are read again as far back as the account's ad groups attribute conversions: on 2026-11-03 at 09:00 UTC,
/// when it is surely the 2nd for the account.
@Suite(.timeLimit(.minutes(10)))
struct AttributionLookupTests {
  private static let daily: StreamName = "ads_reports_daily"
  private static let reports = "report/integrated/get/"
  private static let adGroups = "adgroup/get/"
  private static let yesterday: JSON = ["read_on": "2026-11-01"]

  private static func state(_ lookback: JSON?) -> JSON {
    var account: JSONObject = [
      "partition": ["advertiser_id": "7001"], "cursor": ["stat_time_day": "2026-10-31"],
    ]
    account["attribution_lookback"] = lookback
    return ["states": [.object(account)]]
  }

  /// A read of daily reports of an account with these ad groups, nil for a refusal.
  private static func read(
    _ adGroups: [JSON]?, after lookback: JSON? = yesterday, streams: [StreamName] = [daily],
    _ fields: JSONObject = ["start_date": "2026-01-01"]
  ) async throws -> (api: ScriptedAPI, sink: MemorySink) {
    let api = ScriptedAPI.world { call in
      guard call.path == Self.adGroups else { return .page([]) }
      return adGroups.map { .page($0) } ?? .refusal(40001, "No permission")
    }
    let sink = MemorySink()
    let requests = streams.map { StreamRequest.make($0, schema: .fewMetrics, state: state(lookback)) }
    try await TikTokSource.make(api).read(requests, with: .make(fields), into: sink)
    return (api, sink)
  }

  /// What the last state says of the account.
  private static func lookback(_ sink: MemorySink) -> JSON? {
    sink.states(of: daily).last?["states"]?.array?.first?["attribution_lookback"]
  }

  private static func adGroup(
    _ click: JSON?, _ view: JSON? = nil, _ engaged: JSON? = nil, _ type: JSON? = nil, id: Int = 1
  ) -> JSON {
    var members: JSONObject = ["adgroup_id": .string("\(id)")]
    members["click_attribution_window"] = click
    members["view_attribution_window"] = view
    members["engaged_view_attribution_window"] = engaged
    members["promotion_type"] = type
    return .object(members)
  }

  @Test(
    arguments: [
      ([adGroup("ONE_DAY", "SEVEN_DAYS")], 7), ([adGroup("OFF", "ONE_DAY", "FOURTEEN_DAYS")], 14),
      ([adGroup("ONE_DAY"), adGroup("TWENTY_EIGHT_DAYS", id: 2), adGroup("SEVEN_DAYS", id: 3)], 28),
      // Seven days are the default, which Promote campaigns have as well.
      ([], 7), ([adGroup("OFF", "OFF", "OFF")], 7), ([adGroup("ONE_DAY", "OFF")], 7),
      ([adGroup(nil)], 7), ([adGroup(.null, "ONE_DAY")], 7), ([adGroup("UNSET", "UNSET")], 7),
      // A word of tomorrow may be long.
      ([adGroup("NINETY_DAYS")], 28), ([adGroup(nil, nil, nil, "MINI_GAME")], 30),
      ([adGroup("ONE_HUNDRED_EIGHTY_DAYS", nil, nil, "MINI_APP")], 180),
    ] as [([JSON], Int)])
  func `the longest window of any ad group counts`(adGroups: [JSON], days: Int) async throws {
    let (api, sink) = try await Self.read(adGroups)
    let call = try #require(api.calls(of: Self.adGroups).first)
    #expect(api.calls(of: Self.adGroups).count == 1)
    #expect(call["filtering"]?.contains("STATUS_ALL") == true, "deleted ones have conversions, too")
    #expect(Self.lookback(sink)?["window_days"] == .int(days))
    #expect(Self.lookback(sink)?["asked_on"] == "2026-11-02")
    // From the day after the window of the last time, at least three days before the cursor.
    let first = min("2026-10-28", ("2026-11-01" as CalendarDay).advanced(by: -min(days, 28)))
    #expect(api.calls(of: Self.reports).map(\.days).min()?.hasPrefix("\(first)") == true)
    // What is longer than was supposed takes another read.
    #expect(Self.lookback(sink)?["read_on"] == (days > 28 ? "2026-11-01" : "2026-11-02"))
  }

  @Test func `a known window is not asked for, and the day's later reads go back three days`() async throws {
    let known: JSON = ["read_on": "2026-11-01", "window_days": 28, "asked_on": "2026-10-20"]
    let (api, sink) = try await Self.read([], after: known)
    #expect(api.calls(of: Self.adGroups).isEmpty)
    #expect(
      api.calls(of: Self.reports).map(\.days).sorted() == ["2026-10-04…2026-10-04", "2026-10-05…2026-11-03"])
    let (later, _) = try await Self.read([], after: Self.lookback(sink))
    #expect(later.calls(of: Self.adGroups).isEmpty)
    #expect(later.calls(of: Self.reports).map(\.days) == ["2026-10-28…2026-11-03"])
  }

  @Test func `several streams ask once`() async throws {
    let streams: [StreamName] = [
      Self.daily, "campaigns_reports_daily", "ads_audience_reports_by_country_daily",
    ]
    let (api, _) = try await Self.read([Self.adGroup("ONE_DAY")], streams: streams)
    #expect(api.calls(of: Self.adGroups).count == 1)
    #expect(Set(api.calls(of: Self.reports).map(\.days)) == ["2026-10-25…2026-11-03"])
  }

  @Test func `hours and a number of days ask for nothing`() async throws {
    let (hourly, _) = try await Self.read([], streams: ["advertisers_reports_hourly"])
    #expect(hourly.calls(of: Self.adGroups).isEmpty)
    let (fixed, sink) = try await Self.read([], ["start_date": "2026-01-01", "attribution_window": 28])
    #expect(fixed.calls(of: Self.adGroups).isEmpty)
    #expect(fixed.calls(of: Self.reports).map(\.days).min()?.hasPrefix("2026-10-03") == true)
    #expect(Self.lookback(sink) == Self.yesterday, "kept as it was")
  }

  @Test func `where ad groups are refused, 28 days are read, and asked for again next time`() async throws {
    let (api, sink) = try await Self.read(nil)
    #expect(api.calls(of: Self.adGroups).count == 1)
    #expect(
      api.calls(of: Self.reports).map(\.days).sorted() == ["2026-10-04…2026-10-04", "2026-10-05…2026-11-03"])
    #expect(Self.lookback(sink) == ["read_on": "2026-11-02"])
    #expect(sink.warnings.isEmpty)
    #expect(
      sink.logs.contains { $0.text.contains("The attribution windows of advertiser 7001 cannot be found") })
    #expect(sink.events(of: Self.daily).last == .complete)
  }

  @Test func `a state without the member reads from 28 days before its cursor's end`() async throws {
    let (api, sink) = try await Self.read([Self.adGroup("TWENTY_EIGHT_DAYS")], after: nil)
    #expect(
      api.calls(of: Self.reports).map(\.days).sorted() == ["2026-10-04…2026-10-04", "2026-10-05…2026-11-03"])
    #expect(Self.lookback(sink)?["window_days"] == 28)
  }

  @Test func `a first read needs no ad groups`() async throws {
    let api = ScriptedAPI.world { _ in .page([]) }
    let sink = try await api.read(
      .make(Self.daily, schema: .fewMetrics), fields: ["start_date": "2026-10-01"])
    #expect(api.calls(of: Self.adGroups).isEmpty)
    #expect(Self.lookback(sink) == ["read_on": "2026-11-02"])
  }
}
