import Connector
import HTTP
import JSON
import Platform

@testable import TikTok

extension TikTokSource {
  /// The source with a scripted API, whose waits take no time. They do not advance the time that decides which days are
  /// read, so no state depends on them.
  static func make(
    _ api: ScriptedAPI, variables: [String: String] = [:], now: Int = testTime, clock: (any TimeSource)? = nil
  ) -> TikTokSource {
    let pinned = [PinnedClock.variable: UTCTime(seconds: now).recordText]
    return TikTokSource(variables: pinned.merging(variables) { $1 }, clock: clock ?? InstantClock(at: now)) {
      _ in api
    }
  }
}

extension StreamRequest {
  static func make(
    _ name: StreamName, _ mode: SyncMode = .incremental, schema: JSON? = nil, state: JSON? = nil
  ) -> StreamRequest {
    StreamRequest(name: name, syncMode: mode, schema: schema, state: state)
  }
}

extension ScriptedAPI {
  /// An API that returns its accounts, and answers other requests with `script`.
  static func world(kinds: Set<CampaignKind> = [], _ script: @escaping Script) -> ScriptedAPI {
    ScriptedAPI(kinds: kinds) { call in
      switch call.path {
      case "advertiser/info/": .accounts(call)
      case "oauth2/advertiser/get/": .granted(["7001", "7002"])
      default: await script(call)
      }
    }
  }

  /// Reads streams of this API: by default a few metrics of `ads_reports_daily` of account 7001 from October on.
  /// - Returns: the sink with what was delivered.
  func read(
    _ requests: StreamRequest..., fields: JSONObject = [:], now: Int = testTime,
    into sink: MemorySink = MemorySink()
  ) async throws -> MemorySink {
    var all: JSONObject = ["start_date": "2026-10-01"]
    for field in fields.members { all[field.name] = field.value }
    try await TikTokSource.make(self, now: now).read(
      requests.isEmpty ? [.make("ads_reports_daily", schema: .fewMetrics)] : requests, with: .make(all),
      into: sink)
    return sink
  }
}

extension JSON {
  /// A catalog's schema of a report with so few metrics that one request is enough.
  static let fewMetrics: JSON = [
    "properties": [
      "ad_id": [:], "stat_time_day": [:], "advertiser_id": [:], "timezone": [:], "currency": [:],
      "dimensions": [:], "metrics": ["properties": ["spend": [:], "impressions": [:], "clicks": [:]]],
    ]
  ]

  /// A row of `ads_reports_daily` as the API sends it.
  static func row(_ ad: Int, _ day: String = "2026-11-01", spend: String = "1.50") -> JSON {
    [
      "dimensions": ["ad_id": .string("\(ad)"), "stat_time_day": .string("\(day) 00:00:00")],
      "metrics": ["spend": .string(spend), "impressions": "10"],
    ]
  }

  /// A report's row with the requested metrics, all of them `value`.
  static func row(
    _ ad: Int, of call: Call, day: String? = "2026-11-01", id: String = "ad_id", value: String = "1"
  ) -> JSON {
    var dimensions: JSONObject = [:]
    dimensions[id] = .string("\(ad)")
    if let day { dimensions["stat_time_day"] = .string("\(day) 00:00:00") }
    return [
      "dimensions": .object(dimensions),
      "metrics": .object(JSONObject(call.metrics.map { .init($0, .string(value)) })),
    ]
  }

  /// An ad as the API sends it.
  static func ad(
    _ id: Int, modified: String? = "2026-10-20 00:00:00", created: String = "2026-01-01 00:00:00"
  )
    -> JSON
  {
    [
      "ad_id": .string("\(id)"), "advertiser_id": "7001", "create_time": .string(created),
      "modify_time": modified.map(JSON.string) ?? .null,
    ]
  }
}

extension [JSON] {
  /// The ids of ads, in order.
  var ads: [Int] { compactMap { $0["ad_id"]?.string.flatMap { Int($0) } } }
}
