import Connector
import Foundation
import JSON
import TestSupport
import Testing

@testable import TikTok

/// What holds for every stream of the table. This suite runs over all of them, under
/// today's names and under older ones, in both layouts.
struct StreamTableTests {
  typealias Stream = TikTok.Stream

  private static let suffixed = StreamTable.catalog()
  private static let granularities = [nil] + Granularity.allCases.map(Optional.some)
  private static let all = ReportLayout.allCases.flatMap { layout in
    StreamTable.catalog(layout: layout) + StreamTable.olderNames(layout: layout)
  }
  private static let reports = all.filter { $0.report != nil }

  @Test func `the list of streams has not changed`() throws {
    let lines = Self.suffixed.map { stream in
      let environments = stream.environments.map(\.rawValue).sorted().joined(separator: ", ")
      let modes = stream.description.syncModes.map(\.rawValue).joined(separator: ", ")
      return """
        \(stream.name)
          key           \(stream.key.joined(separator: ", "))
          cursor        \(stream.cursor ?? "–")
          modes         \(modes)
          environments  \(environments)
          endpoint      \(Self.text(of: stream.endpoint))
          columns       \((try? stream.schema())?["properties"]?.object?.names.joined(separator: " ") ?? "?")
          metrics       \((try? stream.metrics().count) ?? 0)

        """
    }
    try expectSnapshot(lines.joined(), named: "streams.txt")
  }

  @Test func `every schema file has a row, and every row its own file`() {
    #expect(StreamTable.rows.map(\.schemaFile.name).sorted() == SchemaFile.all.map(\.name).sorted())
  }

  @Test func `names are unique in every catalog`() {
    for granularity in Self.granularities {
      let names = StreamTable.catalog(olderNames: granularity).map(\.name)
      #expect(Set(names).count == names.count)
      #expect(StreamTable.catalog(olderNames: granularity, layout: .flat).map(\.name) == names)
    }
  }

  @Test(arguments: all)
  func `the schema is an open object with known types`(stream: Stream) throws {
    let schema = try stream.schema()
    #expect(schema["$schema"] == "http://json-schema.org/draft-07/schema#")
    #expect(schema["type"] == "object")
    #expect(schema["additionalProperties"] == true)
    try Self.inspect(schema, path: "\(stream.name)")
  }

  private static func inspect(_ schema: JSON, path: String) throws {
    for property in schema["properties"]?.object?.members ?? [] {
      let inner = "\(path).\(property.name)"
      // This keyword of the schema files must not be emitted.
      #expect(property.value["granularities"] == nil, "\(inner)")
      let isOpen = property.value["type"] == ["null", "object"] && property.value["properties"] == nil
      #expect(isOpen || FieldType(schema: property.value) != .any, "\(inner)")
      if property.value["format"] == "date-time" {
        #expect(property.value["airbyte_type"] == "timestamp_without_timezone", "\(inner)")
      } else {
        #expect(property.value["airbyte_type"] == nil, "\(inner)")
      }
      try inspect(property.value, path: inner)
      if let items = property.value["items"] { try inspect(["properties": ["[]": items]], path: inner) }
    }
  }

  @Test(arguments: all)
  func `the key is at the top of the record and never null`(stream: Stream) throws {
    let properties = try #require(try stream.schema()["properties"]?.object)
    #expect(!stream.key.isEmpty)
    #expect(Set(stream.key).count == stream.key.count)
    for name in stream.key {
      #expect(properties[name]?["type"] == "string", "\(name)")
    }
  }

  @Test(arguments: all)
  func `the cursor is a time at the top of the record`(stream: Stream) throws {
    guard let cursor = stream.cursor else { return }
    let property = try #require(try stream.schema()["properties"]?[cursor])
    #expect(FieldType(schema: property) == .timestamp)
    #expect((stream.granularity != nil) == stream.key.contains(cursor))
  }

  @Test(arguments: all)
  func `the description matches the row`(stream: Stream) throws {
    let description = stream.description
    #expect(description.name == stream.name)
    #expect(try description.schema() == stream.schema())
    #expect(description.primaryKey == stream.key.map { [$0] })
    #expect(description.cursor == [stream.cursor].compactMap(\.self))
    #expect(description.syncModes == (stream.cursor == nil ? [.fullRefresh] : [.fullRefresh, .incremental]))
    #expect(description.isResumable)
  }

  @Test(arguments: all)
  func `every row of an account has its id`(stream: Stream) throws {
    let properties = try #require(try stream.schema()["properties"]?.object)
    #expect(properties["advertiser_id"]?["type"] == "string")
  }

  @Test(arguments: reports)
  func `a report has its account's time zone, its dimensions and metrics`(stream: Stream) throws {
    let report = try #require(stream.report)
    let properties = try #require(try stream.schema()["properties"]?.object)
    #expect(properties["timezone"] != nil)
    #expect(properties["currency"] != nil)
    let dimensions = report.dimensions.map(\.rawValue)
    let metrics = try stream.metrics()
    switch stream.layout {
    case .nested:
      let members = properties["dimensions"]?["properties"]?.object?.names
      // TikTok's other name for interests.
      #expect(members?.filter { !$0.hasSuffix("_v2") } == dimensions)
      #expect(properties["metrics"]?["properties"]?.object?.names == metrics)
    case .flat:
      #expect(Set(properties.names).isSuperset(of: dimensions + metrics))
      #expect(properties["dimensions"] == nil && properties["metrics"] == nil)
    }
    #expect((1...200).contains(metrics.count))
    #expect(metrics.contains(report.type.simplestMetric.rawValue))
    #expect(stream.key.starts(with: dimensions))
    #expect(stream.cursor == report.granularity.dimension?.rawValue)
  }

  @Test(arguments: reports)
  func `a report has no time of another granularity`(stream: Stream) throws {
    let text = try stream.schema().text
    for granularity in Granularity.allCases where granularity != stream.granularity {
      guard let dimension = granularity.dimension else { continue }
      #expect(!text.contains("\"\(dimension.rawValue)\""))
    }
  }

  @Test(arguments: all)
  func `lifetime reports and pixel statistics have their days, which are part of the key`(
    stream: Stream
  ) throws {
    let properties = try #require(try stream.schema()["properties"]?.object)
    let isLifetime = stream.granularity == .lifetime || stream.name == "pixel_events_statistics"
    for name in ["start_date", "end_date"] {
      #expect((properties[name]?["type"] == "string") == isLifetime)
      #expect(properties[name].map { FieldType(schema: $0) } == (isLifetime ? .date : nil))
    }
    // Where TikTok sums up the whole lifetime there is one row, but not always for advertisers.
    let isWhole = stream.report?.hasLifetimeQuery == true && stream.report?.level != .advertiser
    #expect(stream.key.contains("start_date") == (isLifetime && !isWhole))
    #expect(!stream.key.contains("end_date"))
  }

  @Test func `the documentation page of the streams is up to date`() throws {
    let pages = Dictionary(
      try Self.suffixed.map { (Self.path(of: $0.endpoint), try Self.documentation(of: $0).page) },
      uniquingKeysWith: { first, second in
        #expect(first == second)
        return first
      })
    let rows = try Self.suffixed.map { stream in
      let path = Self.path(of: stream.endpoint)
      let cells = [
        "`\(stream.name)`",
        try Self.documentation(of: stream).contents,
        stream.key.map { "`\($0)`" }.joined(separator: ", "),
        stream.cursor.map { "`\($0)`" } ?? "–",
        stream.environments.map(\.rawValue).sorted().joined(separator: ", "),
        // A link to TikTok's page, defined once below the table.
        pages[path] == "" ? "`\(path)`" : "[`\(path)`]",
      ]
      return "| \(cells.joined(separator: " | ")) |"
    }
    let links = pages.filter { $0.value != "" }.map { "[`\($0.key)`]: \($0.value)" }.sorted()
    let head = """
      | stream | contents | key | cursor | environments | endpoint |
      |---|---|---|---|---|---|
      """
    let text = ([head] + rows + [""] + links).joined(separator: "\n")
    try expectBlock(text, named: "streams", of: "Schemas/README.md")
  }

  private static func text(of endpoint: Endpoint) -> String {
    guard case .report(let report) = endpoint else {
      return "\(endpoint)".replacing("TikTok.", with: "")
    }
    let dimensions = report.dimensions.map(\.rawValue).joined(separator: ", ")
    return "report \(report.type.rawValue) \(report.level?.rawValue ?? "–"): \(dimensions)"
  }

  private static func path(of endpoint: Endpoint) -> String {
    switch endpoint {
    case .accounts: "advertiser/info/"
    case .grants: "oauth2/advertiser/get/"
    case .entity(let endpoint): endpoint.path.rawValue
    case .report(let report): report.type.path.rawValue
    case .reconciliation: "report/integrated/get/"
    }
  }

  /// What a schema's description says about the records, and the URL of TikTok's page at its end; empty if it has
  /// none.
  private static func documentation(of stream: Stream) throws -> (contents: String, page: String) {
    let text = try #require(try stream.schema()["description"]?.string)
    let start = text.range(of: "https://")?.lowerBound ?? text.endIndex
    let contents = text[..<start].trimmingCharacters(in: .whitespaces)
    return (contents.hasSuffix(".") ? String(contents.dropLast()) : contents, String(text[start...]))
  }
}

extension TikTok.Stream: CustomTestStringConvertible {
  var testDescription: String { "\(name), \(layout)" }
}
