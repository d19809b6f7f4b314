import Testing

@testable import TikTok

struct `Record layout` {
  @Test func `fields have dotted paths, and the record's own come first`() {
    let layout = RecordLayout(fields: .report)
    #expect(
      layout.paths.prefix(7) == [
        "ad_id", "stat_time_day", "advertiser_id", "dimensions", "metrics", "currency", "timezone",
      ])
    #expect(
      layout.paths.dropFirst(7).prefix(3) == [
        "dimensions.ad_id", "dimensions.stat_time_day", "metrics.spend",
      ])
    #expect(layout.topLevelField("metrics") == 4)
    #expect(layout.topLevelField("metrics.spend") == nil)
    #expect(layout.topLevelField("spend") == nil)
  }

  @Test func `key and cursor are emitted even if they are not selected`() {
    let layout = RecordLayout(fields: .report, selection: .of(.report, "metrics"), requirements: .report)
    #expect(names(in: layout, .emit) == ["ad_id", "stat_time_day", "metrics"])
    #expect(names(in: layout, .inspect) == ["dimensions"])
    #expect(names(in: layout, .drop) == ["advertiser_id", "currency", "timezone"])
  }

  @Test func `the fallback for the cursor is read even if it is not selected`() {
    let fields = [
      RecordField("id", .text), RecordField("modify_time", .timestamp),
      RecordField("create_time", .timestamp),
    ]
    let requirements = RecordRequirements(
      key: ["id"], cursor: "modify_time", cursorFallback: "create_time")
    let layout = RecordLayout(fields: fields, selection: .of(fields, "id"), requirements: requirements)
    #expect(names(in: layout, .emit) == ["id", "modify_time"])
    #expect(names(in: layout, .inspect) == ["create_time"])
    #expect(layout.inspected == [2])
  }

  @Test func `only fields that also belong at the top are promoted`() {
    let fields = [
      RecordField("a", .text), RecordField("b", .text),
      RecordField(
        "inner", .object([RecordField("a", .text), RecordField("c", .text), RecordField("b", .text)])),
    ]
    let all = RecordLayout(fields: fields, requirements: .init(promoted: "inner"))
    #expect(all.promoted.map { all.paths[$0] } == ["inner.a", "inner.b"])
    let some = RecordLayout(
      fields: fields, selection: .of(fields, "b"), requirements: .init(promoted: "inner"))
    #expect(some.promoted.map { some.paths[$0] } == ["inner.b"])
    #expect(RecordLayout(fields: fields, requirements: .init(promoted: "a")).promoted == [])
    #expect(RecordLayout(fields: fields, requirements: .init(promoted: "nothing")).promoted == [])
  }

  @Test func `names missing from the schema are not fields`() {
    let layout = RecordLayout(
      fields: .report, requirements: .init(key: ["x", "ad_id"], cursor: "y", cursorFallback: "z"))
    #expect(layout.key == [0])
    #expect(layout.cursor == -1)
    #expect(layout.cursorFallback == -1)
  }

  @Test func `every name of a large schema is found`() throws {
    let fields = (0..<900).map { RecordField("field_\($0)", .integer) }
    let record = fields.reversed().enumerated().map { "\"\($1.name)\":\"\($0)\"" }.joined(separator: ",")
    let expected = record.replacing(#/:"(\d+)"/#) { ":\($0.1)" }
    #expect(try Scan(fields: fields).record("{\(record)}") == "{\(expected)}")
  }

  @Test(arguments: ["a", "ab", "abcdef", "abcdefg", "abcdefgh", "größe", "a.b", "x y"])
  func `a name of any length is found, predicted or not`(name: String) throws {
    let others = ["b\(name)", "\(name)b", "c"]
    let fields = ([name] + others).map { RecordField($0, .integer) }
    let record = "{" + ([name] + others).map { "\"\($0)\":\"1\"" }.joined(separator: ",") + "}"
    let reversed = "{" + (others + [name]).map { "\"\($0)\":\"1\"" }.joined(separator: ",") + "}"
    let result = try Scan(fields: fields).records([record, record, reversed, record].joined(separator: ","))
    #expect(result.records == [record, record, reversed, record].map { $0.replacing(":\"1\"", with: ":1") })
  }

  private func names(in layout: RecordLayout, _ disposition: RecordLayout.Disposition) -> [String] {
    (0..<layout.shapes[0].fieldCount).filter { layout.fields[$0].disposition == disposition }.map {
      layout.paths[$0]
    }
  }
}
