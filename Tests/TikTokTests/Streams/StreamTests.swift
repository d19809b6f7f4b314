import Connector
import JSON
import Testing

@testable import TikTok

/// What is derived from a stream's endpoint and schema, including streams that the table may get later.
struct StreamTests {
  @Test func `a breakdown is part of the key and comes before the time`() {
    let stream = Stream.report(.adGroup, .day, breakdown: ["gender", "age"], type: .audience)
    #expect(stream.key == ["adgroup_id", "gender", "age", "stat_time_day"])
    #expect(stream.report?.dimensions == ["adgroup_id", "gender", "age", "stat_time_day"])
    #expect(stream.report?.type == .audience)
  }

  @Test func `the schema has no times of other granularities at any depth`() throws {
    for (granularity, times) in [
      (Granularity.day, ["stat_time_day"]), (.hour, ["stat_time_hour"]), (.lifetime, []),
    ] {
      let properties = try #require(try Stream.report(.ad, granularity).schema()["properties"]?.object)
      #expect(properties.names.filter { $0.hasPrefix("stat_time") } == times)
      let dimensions = properties["dimensions"]?["properties"]?.object?.names ?? []
      #expect(dimensions.filter { $0.hasPrefix("stat_time") } == times)
      #expect(properties["metrics"] != nil)
    }
  }

  @Test func `a damaged schema file is a system error`() {
    let stream = StreamRow(SchemaFile(name: "x", text: "{"), .accounts, key: ["id"]).streams()[0]
    let error = #expect(throws: (any Error).self) { try stream.schema() }
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("The schema of `x` is damaged."))
  }
}
