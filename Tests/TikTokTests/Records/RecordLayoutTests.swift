import Testing

@testable import TikTok

struct `Record plan` {
  @Test func `fields have dotted paths, the record's own first`() {
    let plan = RecordPlan(fields: .report)
    #expect(
      plan.paths.prefix(7) == [
        "ad_id", "stat_time_day", "advertiser_id", "dimensions", "metrics", "currency", "timezone",
      ])
    #expect(
      plan.paths.dropFirst(7).prefix(3) == ["dimensions.ad_id", "dimensions.stat_time_day", "metrics.spend"])
    #expect(plan.topLevelField("metrics") == 4)
    #expect(plan.topLevelField("metrics.spend") == nil)
    #expect(plan.topLevelField("spend") == nil)
  }

  @Test func `key and cursor are emitted though they are not selected`() {
    let plan = RecordPlan(fields: .report, selection: .of(.report, "metrics"), requirements: .report)
    #expect(names(in: plan, .emit) == ["ad_id", "stat_time_day", "metrics"])
    #expect(names(in: plan, .inspect) == ["dimensions"])
    #expect(names(in: plan, .drop) == ["advertiser_id", "currency", "timezone"])
  }

  @Test func `a cursor's stand-in is looked at though it is not selected`() {
    let fields = [
      RecordField("id", .text), RecordField("modify_time", .timestamp),
      RecordField("create_time", .timestamp),
    ]
    let requirements = RecordPlan.Requirements(
      key: ["id"], cursor: "modify_time", cursorFallback: "create_time")
    let plan = RecordPlan(fields: fields, selection: .of(fields, "id"), requirements: requirements)
    #expect(names(in: plan, .emit) == ["id", "modify_time"])
    #expect(names(in: plan, .inspect) == ["create_time"])
    #expect(plan.inspected == [2])
  }

  @Test func `only what stands at the top as well is raised`() {
    let fields = [
      RecordField("a", .text), RecordField("b", .text),
      RecordField(
        "inner", .object([RecordField("a", .text), RecordField("c", .text), RecordField("b", .text)])),
    ]
    let all = RecordPlan(fields: fields, requirements: .init(raised: "inner"))
    #expect(all.raised.map { all.paths[$0] } == ["inner.a", "inner.b"])
    let some = RecordPlan(fields: fields, selection: .of(fields, "b"), requirements: .init(raised: "inner"))
    #expect(some.raised.map { some.paths[$0] } == ["inner.b"])
    #expect(RecordPlan(fields: fields, requirements: .init(raised: "a")).raised == [])
    #expect(RecordPlan(fields: fields, requirements: .init(raised: "nothing")).raised == [])
  }

  @Test func `names that the schema lacks are no fields`() {
    let plan = RecordPlan(
      fields: .report, requirements: .init(key: ["x", "ad_id"], cursor: "y", cursorFallback: "z"))
    #expect(plan.key == [0])
    #expect(plan.cursor == -1)
    #expect(plan.cursorFallback == -1)
  }

  @Test func `every name of a large schema is found again`() throws {
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

  private func names(in plan: RecordPlan, _ disposition: RecordPlan.Disposition) -> [String] {
    (0..<plan.shapes[0].fieldCount).filter { plan.fields[$0].disposition == disposition }.map {
      plan.paths[$0]
    }
  }
}
