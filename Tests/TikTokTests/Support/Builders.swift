import Connector
import HTTP
import JSON

@testable import TikTok

/// 2026-11-03 09:00 UTC: the 3rd has begun everywhere but in UTC−12…−9, and the 1st has ended everywhere.
let testTime = 1_793_696_400

let canary = "c4nary0123456789abcdef0123456789abcdef01"
let canarySecret = "s3cret9876543210fedcba9876543210fedcba98"

extension JSON {
  static let oauth: JSON = [
    "auth_type": "oauth2.0", "app_id": "7000", "secret": .string(canarySecret),
    "access_token": .string(canary),
  ]
  static let sandbox: JSON = [
    "auth_type": "sandbox_access_token", "advertiser_id": "7001", "access_token": .string(canary),
  ]
  static let token: JSON = [
    "auth_type": "access_token", "advertiser_ids": ["7001"], "access_token": .string(canary),
  ]
}

extension JSON {
  /// A number with a fraction.
  static func decimal(_ text: String) -> JSON {
    .number(JSONNumber(text) ?? { preconditionFailure("\(text) is no number") }())
  }
}

extension Configuration {
  /// A configuration with these fields, by default with just a token and advertiser 7001.
  static func make(
    _ fields: JSONObject = [:], credentials: JSON = .token, variables: [String: String] = [:],
    now: Int = testTime
  ) throws(SourceFailure) -> Configuration {
    var document: JSONObject = ["credentials": credentials]
    for field in fields.members { document[field.name] = field.value }
    return try Configuration(.object(document), variables: variables, now: now)
  }
}

extension AdvertiserID {
  static func make(_ number: Int = 7001) -> AdvertiserID {
    AdvertiserID(String(number)) ?? { preconditionFailure("\(number) is no id") }()
  }
}

extension Account {
  static func make(
    _ number: Int = 7001, timezone: String? = "Etc/GMT+8", currency: String? = "EUR", createdAt: Int? = nil
  ) -> Account {
    Account(id: .make(number), timezone: timezone, currency: currency, createdAt: createdAt)
  }
}

extension CalendarDay: ExpressibleByStringLiteral {
  init(stringLiteral text: String) {
    self = CalendarDay(text) ?? { preconditionFailure("\(text) is no day") }()
  }
}

extension UTCTime: ExpressibleByStringLiteral {
  init(stringLiteral text: String) {
    self = UTCTime(text) ?? { preconditionFailure("\(text) is no time") }()
  }
}

extension DateWindow {
  static func make(_ start: CalendarDay, _ end: CalendarDay? = nil) -> DateWindow {
    DateWindow(start: start, end: end ?? start)
  }
}

extension StreamTable {
  /// The reports of all granularities under their older names.
  static func olderNames(layout: ReportLayout = .nested) -> [Stream] {
    Granularity.allCases.flatMap { LegacyCatalog.streams(of: rows, by: $0, layout: layout) }
  }
}

extension Stream {
  /// The stream of that name in the table, of any environment.
  static func named(
    _ name: StreamName, olderNames granularity: Granularity? = nil, layout: ReportLayout = .nested
  ) -> Stream {
    let streams = StreamTable.catalog(olderNames: granularity, layout: layout)
    return streams.first { $0.name == name } ?? { preconditionFailure("There is no stream \(name)") }()
  }

  static let campaigns = named("campaigns")
  static let ads = named("ads")
  static let adsDaily = named("ads_reports_daily")

  /// With all metrics of its schema file, whether they are standard or not.
  var withAllMetrics: Stream {
    var stream = self
    stream.metricSelection = .all
    return stream
  }

  /// Every report that a row could make, whether it is in the table or not.
  static func report(
    _ level: DataLevel = .ad, _ granularity: Granularity = .day, breakdown: [Dimension] = [],
    type: ReportType = .basic, layout: ReportLayout = .nested
  ) -> Stream {
    let row = StreamRow(.adsReports, type, level, by: breakdown, granularities: [granularity])
    return row.streams(layout: layout)[0]
  }
}

extension StreamPlan {
  static func make(
    _ stream: Stream = .adsDaily, schema: JSON? = nil, configuration: Configuration? = nil,
    accounts: [Account] = [.make()], now: Int = testTime
  ) throws -> StreamPlan {
    try StreamPlan(
      of: stream, for: StreamRequest(name: stream.name, syncMode: .incremental, schema: schema),
      configuration: configuration ?? .make(["start_date": "2026-09-01"]), batches: [accounts],
      today: Today(seconds: now))
  }
}

extension Slice {
  static func make(
    partition: Int = 0, number: Int = 0, accounts: [Account] = [.make()], window: DateWindow? = nil
  ) -> Slice {
    Slice(partition: partition, number: number, accounts: accounts, window: window)
  }
}

extension APIClient {
  /// A client of the scripted API whose waits take no time.
  static func make(
    _ api: ScriptedAPI, concurrency: Int = 4, policy: RetryPolicy = RetryPolicy(),
    clock: InstantClock = InstantClock(),
    onRetry: @escaping @Sendable (RetryEvent) async -> Void = { _ in }
  ) -> APIClient {
    APIClient(
      baseURL: .production, accessToken: canary,
      transport: RetryingTransport(
        api, limiter: RateLimiter([], clock: clock), policy: policy, clock: clock, jitter: { 1 }),
      slots: ConcurrencyLimiter(concurrency), clock: clock, onRetry: onRetry)
  }
}

extension APIError {
  static func refused(_ code: Int, _ message: String = "No.", path: String = "ad/get/") -> APIError {
    APIError(.refused(Envelope(code: code, message: message, requestID: "r1")), path: path)
  }
}

extension ObjectLookup {
  /// A look-up of the scripted objects; streams deliver only the given lists.
  static func make(_ api: ScriptedAPI, sharing lists: [ObjectList] = []) -> ObjectLookup {
    ObjectLookup(pages: PageCache(client: .make(api), lists: lists), log: MemorySink())
  }
}
