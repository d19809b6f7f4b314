import Connector
import JSON
import Testing

@testable import TikTok

/// What requests name: only what the catalog selects and what reading needs.
struct RequestedFieldsTests {
  private static func names(_ stream: TikTok.Stream, _ schema: JSON?) throws -> [String]? {
    try RequestedFields(of: stream, for: .make(stream.name, schema: schema)).names
  }

  private static func schema(_ names: [String]) -> JSON {
    ["properties": .object(JSONObject(names.map { .init($0, [:]) }))]
  }

  private static func daily(_ layout: ReportLayout) -> TikTok.Stream {
    .named("ads_reports_daily", layout: layout)
  }

  @Test(arguments: ReportLayout.allCases)
  func `a report requests its metrics in the schema's order`(layout: ReportLayout) throws {
    let stream = Self.daily(layout)
    #expect(try Self.names(stream, nil) == stream.metrics())
    #expect(try Self.names(stream, stream.schema()) == stream.metrics())
    let some: JSON =
      layout == .flat
      ? Self.schema(["ad_id", "clicks", "spend", "no_such_metric"])
      : ["properties": ["ad_id": [:], "metrics": Self.schema(["clicks", "spend", "no_such_metric"])]]
    #expect(try Self.names(stream, some) == ["spend", "clicks"])
  }

  @Test(arguments: ReportLayout.allCases)
  func `a report without a selected metric requests spend`(layout: ReportLayout) throws {
    let stream = Self.daily(layout)
    for schema in [Self.schema(["ad_id"]), Self.schema(["no_such_column"])] {
      #expect(try Self.names(stream, schema) == ["spend"])
    }
    let unknown: JSON = ["properties": ["ad_id": [:], "metrics": Self.schema(["no_such_metric"])]]
    #expect(try Self.names(stream, unknown) == ["spend"])
  }

  @Test func `a metric that is also in the key is requested only if it has a column of its own`() throws {
    let name: StreamName = "gmv_max_product_campaign_reports_daily"
    let (nested, flat) = (TikTok.Stream.named(name), TikTok.Stream.named(name, layout: .flat))
    let others = try nested.metrics().filter { $0 != "campaign_id" }
    #expect(try Self.names(nested, nil) == ["campaign_id"] + others)
    #expect(try Self.names(flat, nil) == others)
    // In a flat catalog, or in one that names nothing else, the key's column selects no metric.
    #expect(try Self.names(nested, Self.schema(["campaign_id", "roi"])) == ["roi"])
    #expect(try Self.names(nested, Self.schema(["campaign_id", "stat_time_day"])) == ["cost"])
    let alone: JSON = ["properties": ["metrics": Self.schema(["campaign_id"])]]
    #expect(try Self.names(nested, alone) == ["campaign_id"])
    #expect(try Self.names(flat, alone) == ["cost"])
  }

  @Test(arguments: ["campaigns", "ad_groups", "ads"] as [StreamName])
  func `entities request the selected fields, their key and their times`(name: StreamName) throws {
    let stream = TikTok.Stream.named(name)
    let fields = try #require(try stream.schema()["properties"]?.object?.names)
    let id = try #require(stream.key.first)
    let wanted = try #require(try Self.names(stream, Self.schema(["campaign_name", "no_such_field"])))
    let expected: Set = ["campaign_name", id, "modify_time", "create_time"]
    #expect(Set(wanted) == expected)
    #expect(wanted == fields.filter(expected.contains))
    #expect(
      try Set(Self.names(stream, Self.schema(["no_such_field"])) ?? []) == [id, "modify_time", "create_time"])
  }

  @Test(arguments: ["campaigns", "ad_groups", "ads", "advertisers"] as [StreamName])
  func `if all fields are selected none is named, so fields that TikTok adds are included`(name: StreamName)
    throws
  {
    let stream = TikTok.Stream.named(name)
    let fields = try #require(try stream.schema()["properties"]?.object?.names)
    #expect(try Self.names(stream, nil) == nil)
    #expect(try Self.names(stream, [:]) == nil)
    #expect(try Self.names(stream, stream.schema()) == nil)
    #expect(try Self.names(stream, Self.schema(fields + ["more"])) == nil)
    guard name != "advertisers" else { return }
    #expect(try Self.names(stream, Self.schema(fields.dropLast())) == fields.dropLast())
  }

  @Test func `accounts always request the fields that rows of other streams need`() throws {
    let stream = TikTok.Stream.named("advertisers")
    let wanted = try #require(try Self.names(stream, Self.schema(["name"])))
    #expect(Set(wanted) == ["advertiser_id", "timezone", "currency", "create_time", "name"])
    #expect(
      try Set(Self.names(stream, Self.schema(["x"])) ?? []) == Set(AccountRequests.neededFields))
  }

  @Test func `account fields that cannot be named are included when nothing is named`() throws {
    let stream = TikTok.Stream.named("advertisers")
    let fields = try #require(try stream.schema()["properties"]?.object?.names)
    let nameable = AccountRequests.nameableFields
    #expect(nameable.isSuperset(of: AccountRequests.neededFields))
    #expect(nameable.isSubset(of: fields))
    let all = fields.filter(nameable.contains)
    #expect(try Self.names(stream, Self.schema(all)) == all)
    for other in fields where !nameable.contains(other) {
      #expect(try Self.names(stream, Self.schema(["name", other])) == nil, "\(other)")
    }
  }

  @Test func `fields that the API refused are not requested again`() throws {
    let columns = try RequestedFields(
      of: .campaigns, for: .make("campaigns", schema: Self.schema(["campaign_name", "budget"])))
    #expect(columns.names(without: []) == columns.names)
    #expect(columns.names(without: ["budget", "x"]) == columns.names?.filter { $0 != "budget" })
    let all = try RequestedFields(of: .campaigns, for: .make("campaigns"))
    #expect(all.names(without: ["budget"]) == nil)
  }

  @Test func `only selected fields are emitted, whatever else is requested`() throws {
    let fields = RecordField.fields(of: try TikTok.Stream.ads.schema())
    let selection = try TikTok.Stream.ads.selection(of: fields, in: Self.schema(["ad_name"]))
    #expect(selection.includes("ad_name"))
    #expect(!selection.includes("create_time"))
  }

  @Test func `a stream's requirements depend on its endpoint and layout`() {
    let nested = Self.daily(.nested).requirements
    #expect(nested.promoted == "dimensions" && nested.flattened.isEmpty && nested.dashIsNull)
    let flat = Self.daily(.flat).requirements
    #expect(flat.promoted == nil && flat.flattened == ["dimensions", "metrics"] && flat.dashIsNull)
    let ads = TikTok.Stream.ads.requirements
    #expect(ads.cursorFallback == "create_time" && ads.cursor == "modify_time" && !ads.dashIsNull)
    #expect(TikTok.Stream.named("advertisers").requirements == .init(key: ["advertiser_id"]))
    for requirements in [nested, flat] {
      #expect(requirements.key == ["ad_id", "stat_time_day"] && requirements.cursor == "stat_time_day")
    }
  }
}
