import Connector
import JSON
import Testing

@testable import TikTok

struct StreamPlanTests {
  /// A catalog's schema with these properties and these members of `metrics`.
  private static func schema(_ names: [String], metrics: [String]? = nil) -> JSON {
    var properties = JSONObject(names.map { .init($0, [:]) })
    if let metrics {
      properties["metrics"] = ["properties": .object(JSONObject(metrics.map { .init($0, [:]) }))]
    }
    return ["properties": .object(properties)]
  }

  private static func metrics(of plan: StreamPlan) throws -> [String] {
    let requests = plan.requests(for: .make(window: .make("2026-11-01")), after: nil)
    let planned = try #require(requests.first)
    return try ([planned.request] + planned.companions).flatMap { request in
      try JSON(parsing: request["metrics"] ?? "").array?.compactMap(\.string) ?? []
    }
  }

  @Test func `a partition is an account, or a batch of them for the stream of accounts`() throws {
    let accounts = [Account.make(1), .make(2), .make(3)]
    #expect(try StreamPlan.make(.adsDaily, accounts: accounts).partitions == accounts.map { [$0] })
    #expect(try StreamPlan.make(.ads, accounts: accounts).partitions == accounts.map { [$0] })
    #expect(try StreamPlan.make(.named("advertisers"), accounts: accounts).partitions == [accounts])
  }

  @Test func `a batch of accounts uses the directory's request and is a single page`() throws {
    let accounts = [Account.make(1), .make(2)]
    let plan = try StreamPlan.make(.named("advertisers"), accounts: accounts)
    let requests = plan.requests(for: .make(accounts: accounts), after: nil)
    #expect(
      requests == [PlannedRequest(AccountRequests.request(for: [.make(1), .make(2)]), paging: .none)])
    #expect(plan.windows(of: 0, after: nil) == nil)
  }

  @Test func `without a selection all metrics of the schema are requested`() throws {
    let known = try Stream.adsDaily.schema()["properties"]?["metrics"]?["properties"]?.object?.names
    #expect(try Self.metrics(of: .make()) == known)
    #expect(try Self.metrics(of: .make(schema: ["type": "object"])) == known)
    #expect(try Self.metrics(of: .make(schema: Self.schema(["ad_id", "metrics"]))) == known)
  }

  @Test func `only selected metrics are requested, in the schema's order`() throws {
    let schema = Self.schema(["ad_id"], metrics: ["clicks", "spend", "no_such_metric"])
    #expect(try Self.metrics(of: .make(schema: schema)) == ["spend", "clicks"])
  }

  @Test(arguments: [schema(["ad_id"]), schema(["ad_id"], metrics: ["no_such_metric"])])
  func `a report without metrics requests one that every level has`(schema: JSON) throws {
    #expect(try Self.metrics(of: .make(schema: schema)) == ["spend"])
  }

  @Test func `dimensions are requested whether selected or not`() throws {
    let plan = try StreamPlan.make(schema: Self.schema(["currency"], metrics: ["spend"]))
    let request = try #require(plan.requests(for: .make(window: .make("2026-11-01")), after: nil).first)
    #expect(request.request["dimensions"] == #"["ad_id","stat_time_day"]"#)
  }

  @Test(arguments: [(nil, true, false), (true, true, true), (false, false, false)])
  func `deleted objects are included in reports and not among entities, unless configured otherwise`(
    include: Bool?, inReports: Bool, inEntities: Bool
  ) throws {
    let fields: JSONObject = include.map { ["include_deleted": .bool($0)] } ?? [:]
    let configuration = try Configuration.make(fields)
    let slice = Slice.make(window: .make("2026-11-01"))
    let report = try StreamPlan.make(configuration: configuration).requests(for: slice, after: nil)[0]
    let entity = try StreamPlan.make(.ads, configuration: configuration).requests(for: .make(), after: nil)[0]
    #expect(report.request["filtering"]?.contains("STATUS_ALL") ?? false == inReports)
    #expect(entity.request["filtering"]?.contains("STATUS_ALL") == inEntities)
  }

  @Test func `the page size is the endpoint's maximum or less`() throws {
    func sizes(_ fields: JSONObject, _ stream: TikTok.Stream) throws -> [String?] {
      let plan = try StreamPlan.make(stream, configuration: .make(fields))
      return plan.requests(for: .make(window: .make("2026-11-01")), after: nil).map {
        $0.request["page_size"]
      }
    }
    let pixels = StreamRow.objects(.ads, "pixel/list/", id: "ad_id", pages: 20).streams()[0]
    #expect(try sizes([:], .adsDaily) == ["1000", "1000", "1000"])
    #expect(try sizes(["page_size": 50], .adsDaily) == ["50", "50", "50"])
    #expect(try sizes([:], .ads) == ["1000", "100", "1000"])
    #expect(try sizes(["page_size": 50], .ads) == ["50", "50", "50"])
    #expect(try sizes([:], pixels) == ["20"])
    #expect(try sizes(["page_size": 50], pixels) == ["20"])
    #expect(try sizes(["page_size": 7], pixels) == ["7"])
  }

  @Test func `an entity's cursor is part of its requests`() throws {
    let cursor = Cursor.time("2026-11-01 00:00:00")
    #expect(try StreamPlan.make(.ads).requests(for: .make(), after: cursor, isDated: true).count == 2 + 2 + 1)
    #expect(try StreamPlan.make(.ads).requests(for: .make(), after: nil).count == 3)
    #expect(
      try StreamPlan.make(.campaigns).requests(for: .make(), after: cursor).map(\.filter)
        == [.since("2026-11-01 00:00:00"), .since("2026-11-01 00:00:00"), .everything])
  }

  @Test func `a report's rows have their account's id, time zone and currency`() throws {
    let plan = try StreamPlan.make()
    func columns(_ account: Account) -> [String] {
      plan.columns(for: .make(accounts: [account], window: .make("2026-11-01")))
        .map { String(decoding: $0.text, as: UTF8.self) }
    }
    #expect(
      columns(.make()) == [#""advertiser_id":"7001""#, #""timezone":"Etc/GMT+8""#, #""currency":"EUR""#])
    #expect(
      columns(.make(timezone: #"a"b"#, currency: nil))
        == [#""advertiser_id":"7001""#, #""timezone":"a\"b""#, #""currency":null"#])
  }

  @Test func `entities have their account's id, and accounts no extra columns`() throws {
    #expect(try StreamPlan.make(.ads).columns(for: .make()).count == 1)
    #expect(try StreamPlan.make(.named("advertisers")).columns(for: .make()).isEmpty)
  }
}
