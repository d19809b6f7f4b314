import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// Where metrics and dimensions are, in the schema and in a catalog's selection.
struct ReportLayoutTests {
  /// A small report's schema: a key, a column of the account, and dimensions, one of which is also at the top.
  private static let nested: JSON = [
    "type": "object", "additionalProperties": true,
    "properties": [
      "ad_id": ["type": "string", "description": "Id."], "currency": ["type": ["null", "string"]],
      "dimensions": [
        "type": "object", "properties": ["ad_id": ["type": "string"], "country": ["type": "string"]],
      ],
      "metrics": [
        "type": "object",
        "properties": ["spend": ["type": ["null", "number"]], "clicks": ["type": ["null", "integer"]]],
      ],
    ],
  ]

  private static let metrics = ["spend", "clicks"]

  private static func names(_ schema: JSON?) -> [String] { schema?["properties"]?.object?.names ?? [] }

  @Test func `the nested schema is the schema file's`() {
    #expect(ReportLayout.nested.schema(of: Self.nested) == Self.nested)
  }

  @Test func `the flat schema has one column each, the key's first and no duplicates`() throws {
    let flat = ReportLayout.flat.schema(of: Self.nested)
    #expect(Self.names(flat) == ["ad_id", "currency", "country", "spend", "clicks"])
    #expect(flat["properties"]?["ad_id"]?["description"] == "Id.")
    #expect(flat["properties"]?["spend"] == ["type": ["null", "number"]])
    #expect(flat["additionalProperties"] == true)
    #expect(flat["type"] == "object")
  }

  @Test(arguments: [[:], ["properties": [:]], ["properties": nil], "x"] as [JSON])
  func `a schema without objects is unchanged`(schema: JSON) {
    #expect(ReportLayout.flat.schema(of: schema) == schema)
  }

  @Test(arguments: MetricFactsTests.reports)
  func `a flat stream has the same columns as the nested one`(stream: TikTok.Stream) throws {
    let row = try #require(StreamTable.rows.first { .file($0.schemaFile) == stream.schemaSource })
    let granularity = try #require(stream.granularity)
    let flat = row.stream(named: stream.name, by: granularity, layout: .flat).withAllMetrics
    #expect(flat.report == stream.report)
    let key = flat.key.filter { $0 != "start_date" }
    let nested = try #require(try stream.schema()["properties"]?.object)
    let top = nested.names.filter { !ReportLayout.objects.contains($0) }
    // TikTok's other name for a dimension is not part of the key.
    let others = nested["dimensions"]?["properties"]?.object?.names.filter { !top.contains($0) } ?? []
    let isByInterest = stream.key.contains("interest_category")
    #expect(others == (isByInterest ? ["interest_category_v2"] : []))
    #expect(try Self.names(flat.schema()) == top + others + stream.metrics())
    #expect(Array(top.prefix(key.count)) == key)
    #expect(flat.key == stream.key)
    #expect(flat.cursor == stream.cursor)
    #expect(try flat.metrics() == stream.metrics())
  }

  // MARK: - Selection

  @Test(arguments: ReportLayout.allCases)
  func `without a schema or properties everything is selected`(layout: ReportLayout) {
    for schema in [nil, [:], ["type": "object"], ["properties": nil]] as [JSON?] {
      #expect(layout.selection(in: schema, metrics: Self.metrics) == nil)
    }
  }

  @Test func `a catalog in the same layout is used unchanged`() {
    #expect(ReportLayout.nested.selection(in: Self.nested, metrics: Self.metrics) == Self.nested)
    let flat: JSON = ["properties": ["ad_id": [:], "spend": [:]]]
    #expect(ReportLayout.flat.selection(in: flat, metrics: Self.metrics) == flat)
  }

  @Test func `a nested catalog selects the same columns of a flat stream`() {
    let all = ReportLayout.flat.selection(in: Self.nested, metrics: Self.metrics)
    #expect(Self.names(all) == ["ad_id", "currency", "country", "spend", "clicks"])
    let some: JSON = ["properties": ["ad_id": [:], "metrics": ["properties": ["clicks": [:]]]]]
    #expect(Self.names(ReportLayout.flat.selection(in: some, metrics: Self.metrics)) == ["ad_id", "clicks"])
    let none: JSON = ["properties": ["ad_id": [:], "dimensions": ["properties": ["country": [:]]]]]
    #expect(Self.names(ReportLayout.flat.selection(in: none, metrics: Self.metrics)) == ["ad_id", "country"])
  }

  @Test(arguments: [[:], ["type": "object"], ["properties": [:]], ["properties": nil]] as [JSON])
  func `an object that is selected as a whole has all its columns`(object: JSON) {
    let schema: JSON = ["properties": ["ad_id": [:], "metrics": object]]
    #expect(ReportLayout.flat.selection(in: schema, metrics: Self.metrics) == nil)
    #expect(ReportLayout.nested.selection(in: schema, metrics: Self.metrics) == schema)
  }

  @Test func `a flat catalog selects the same metrics of a nested stream`() {
    let flat: JSON = ["properties": ["ad_id": [:], "currency": [:], "clicks": ["type": "integer"]]]
    let selection = ReportLayout.nested.selection(in: flat, metrics: Self.metrics)
    #expect(selection?["properties"]?["metrics"]?["properties"] == ["clicks": ["type": "integer"]])
    #expect(selection?["properties"]?["ad_id"] == [:])
    #expect(selection?["properties"]?["dimensions"] == nil)
  }

  @Test func `a flat catalog without metrics selects none of a nested stream`() {
    let flat: JSON = ["properties": ["ad_id": [:], "currency": [:]]]
    #expect(ReportLayout.nested.selection(in: flat, metrics: Self.metrics) == flat)
  }

  /// A selection is kept when the layout changes, whatever it was.
  @Test(arguments: 0..<10)
  func `a selection survives a change of layout`(seed: Int) throws {
    var random = Seeded(seed)
    let nested = TikTok.Stream.named("ads_reports", olderNames: .day)
    let flat = TikTok.Stream.named("ads_reports", olderNames: .day, layout: .flat)
    let metrics = try nested.metrics()
    let chosen = metrics.filter { _ in random.oneIn(20) } + [metrics[random.below(metrics.count)]]
    let top = ["ad_id", "stat_time_day"] + ["currency", "timezone"].filter { _ in random.oneIn(2) }
    let columns = JSONObject(chosen.map { .init($0, [:]) })
    var nestedProperties = JSONObject(top.map { .init($0, [:]) })
    var flatProperties = nestedProperties
    nestedProperties["metrics"] = ["properties": .object(columns)]
    for column in columns.members { flatProperties[column.name] = column.value }
    let schemas: [JSON] = [
      ["properties": .object(nestedProperties)], ["properties": .object(flatProperties)],
    ]
    for stream in [nested, flat] {
      for schema in schemas {
        let request = StreamRequest.make(stream.name, schema: schema)
        #expect(
          try RequestedFields(of: stream, for: request).names == metrics.filter(chosen.contains),
          "\(stream.layout)")
        let selection = try stream.selection(
          of: RecordField.fields(of: stream.schema()), in: schema)
        #expect(selection.includes("currency") == top.contains("currency"))
        #expect(!selection.keepsUnknown)
      }
    }
  }
}
