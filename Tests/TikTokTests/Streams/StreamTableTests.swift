import Connector
import Foundation
import JSON
import Testing

@testable import TikTok

/// What holds for every stream of the table: this suite runs over all of them, in the suffixed catalog and in the
/// older ones.
struct StreamTableTests {
  typealias Stream = TikTok.Stream

  private static let suffixed = StreamTable.rows.flatMap { $0.streams(only: nil) }
  private static let legacy = Granularity.allCases.flatMap { granularity in
    StreamTable.rows.flatMap { $0.streams(only: granularity) }
  }
  private static let all = suffixed + legacy

  @Test func `the streams are what they were`() throws {
    let lines = Self.suffixed.map { stream in
      let environments = stream.environments.map(\.rawValue).sorted().joined(separator: ", ")
      let modes = (try? stream.description())?.syncModes.map(\.rawValue).joined(separator: ", ") ?? "?"
      return """
        \(stream.name)
          key           \(stream.key.joined(separator: ", "))
          cursor        \(stream.cursor ?? "–")
          modes         \(modes)
          environments  \(environments)
          endpoint      \("\(stream.endpoint)".replacing("TikTok.", with: ""))
          columns       \((try? stream.schema())?["properties"]?.object?.names.joined(separator: " ") ?? "?")

        """
    }
    try expectSnapshot(lines.joined(), named: "streams.txt")
  }

  @Test func `every schema file has its row, and every row its own file`() {
    #expect(StreamTable.rows.map(\.schemaFile.name).sorted() == SchemaFile.all.map(\.name).sorted())
  }

  @Test func `names are unique in every catalog`() {
    for granularity in [nil] + Granularity.allCases.map(Optional.some) {
      let names = StreamTable.rows.flatMap { $0.streams(only: granularity) }.map(\.name)
      #expect(Set(names).count == names.count)
    }
  }

  @Test(arguments: all)
  func `the schema is that of an open object of known types`(stream: Stream) throws {
    let schema = try stream.schema()
    #expect(schema["$schema"] == "http://json-schema.org/draft-07/schema#")
    #expect(schema["type"] == "object")
    #expect(schema["additionalProperties"] == true)
    try Self.inspect(schema, path: "\(stream.name)")
  }

  private static func inspect(_ schema: JSON, path: String) throws {
    for property in schema["properties"]?.object?.members ?? [] {
      let inner = "\(path).\(property.name)"
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
  func `the key stands at the record's top and is never null`(stream: Stream) throws {
    let properties = try #require(try stream.schema()["properties"]?.object)
    #expect(!stream.key.isEmpty)
    #expect(Set(stream.key).count == stream.key.count)
    for name in stream.key {
      #expect(properties[name]?["type"] == "string", "\(name)")
    }
  }

  @Test(arguments: all)
  func `the cursor is a time at the record's top`(stream: Stream) throws {
    guard let cursor = stream.cursor else { return }
    let property = try #require(try stream.schema()["properties"]?[cursor])
    #expect(FieldType(schema: property) == .timestamp)
    #expect((stream.report != nil) == stream.key.contains(cursor))
  }

  @Test(arguments: all)
  func `the description says what the row says`(stream: Stream) throws {
    let description = try stream.description()
    #expect(description.name == stream.name)
    #expect(try description.schema == stream.schema())
    #expect(description.primaryKey == stream.key.map { [$0] })
    #expect(description.cursor == [stream.cursor].compactMap(\.self))
    #expect(description.syncModes == (stream.cursor == nil ? [.fullRefresh] : [.fullRefresh, .incremental]))
    #expect(description.isResumable == (stream.cursor != nil))
  }

  @Test(arguments: all)
  func `every row of an account carries its id`(stream: Stream) throws {
    let properties = try #require(try stream.schema()["properties"]?.object)
    #expect(properties["advertiser_id"]?["type"] == "string")
  }

  @Test(arguments: all.filter { $0.report != nil })
  func `a report has its account's zone, its dimensions and metrics`(stream: Stream) throws {
    let report = try #require(stream.report)
    let properties = try #require(try stream.schema()["properties"]?.object)
    #expect(properties["timezone"] != nil)
    #expect(properties["currency"] != nil)
    #expect(properties["dimensions"]?["properties"]?.object?.names == report.dimensions.map(\.rawValue))
    let metrics = properties["metrics"]?["properties"]?.object?.names ?? []
    #expect((1...100).contains(metrics.count))
    #expect(metrics.contains("spend"))
    #expect(stream.key == report.dimensions.map(\.rawValue))
    #expect(stream.cursor == report.granularity.dimension?.rawValue)
  }

  @Test(arguments: all.filter { $0.report != nil })
  func `a report holds no time of another granularity`(stream: Stream) throws {
    let text = try stream.schema().text
    for granularity in Granularity.allCases where granularity != stream.granularity {
      guard let dimension = granularity.dimension else { continue }
      #expect(!text.contains("\"\(dimension.rawValue)\""))
    }
  }

  @Test(arguments: suffixed)
  func `the README lists the stream with key, cursor and endpoint`(stream: Stream) throws {
    let file = URL(filePath: #filePath).appending(path: "../../../../README.md").standardized
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("| `\(stream.name)` |") })
    for name in stream.key + [stream.cursor].compactMap(\.self) { #expect(line.contains("`\(name)`")) }
    for environment in stream.environments { #expect(line.contains(environment.rawValue)) }
    let path =
      switch stream.endpoint {
      case .accounts: "advertiser/info/"
      case .entity(let endpoint): endpoint.path
      case .report: "report/integrated/get/"
      }
    #expect(line.contains("`\(path)`"))
  }

  @Test func `the configuration chooses the catalog`() throws {
    func names(_ fields: JSONObject, _ credentials: JSON = .oauth) throws -> [StreamName] {
      try StreamTable.streams(for: .make(fields, credentials: credentials)).map(\.name)
    }
    let core: [StreamName] = ["advertisers", "campaigns", "ad_groups", "ads"]
    #expect(try names([:]) == core + ["ads_reports_daily"])
    #expect(try names([:], .sandbox) == core + ["ads_reports_daily"])
    #expect(try names(["report_granularity": "DAY"]) == core + ["ads_reports"])
    #expect(try names(["report_granularity": "DAY"], .sandbox) == core + ["ads_reports"])
    #expect(try names(["report_granularity": 7]) == core + ["ads_reports_daily"])
  }

  @Test func `the catalog of a word reads the same report under a shorter name`() {
    let daily = Stream.named("ads_reports_daily")
    let plain = Stream.named("ads_reports", only: .day)
    #expect(plain.report == daily.report)
    #expect(plain.key == daily.key)
    #expect(plain.cursor == daily.cursor)
  }
}

extension TikTok.Stream: CustomTestStringConvertible {
  var testDescription: String { "\(name)" }
}
