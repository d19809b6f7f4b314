import Connector
import JSON
import Testing

@testable import TikTok

/// Parts of rows with unusual content: without metrics, with duplicate members, in any order.
struct RowJoinShapeTests {
  private static let dimensions = #""dimensions":{"ad_id":"1","day":"2026-11-03 00:00:00"}"#

  /// The possible places of a row's metrics among its members.
  private static func rows(_ metrics: String) -> [String] {
    [
      #"{\#(dimensions),"metrics":{\#(metrics)}}"#, #"{"metrics":{\#(metrics)},\#(dimensions)}"#,
      #"{"x":0,"metrics":{\#(metrics)},\#(dimensions),"y":0}"#,
    ]
  }

  private static func metrics(of record: String, _ layout: ReportLayout) throws -> JSONObject {
    let record = try JSON(parsing: record)
    guard layout == .flat else { return record["metrics"]?.object ?? [:] }
    let names = Set(Joining.metrics.map(\.name))
    return JSONObject((record.object?.members ?? []).filter { names.contains($0.name) })
  }

  @Test(arguments: ReportLayout.allCases, [nil, ["spend", "clicks", "metrics"]] as [[String]?])
  func `a part without metrics keeps those of the others`(
    layout: ReportLayout, selection: [String]?
  ) throws {
    let joining = Joining(layout, selection: selection)
    for (first, second, expected) in [
      (#""spend":1"#, "", ["spend": 1]), ("", #""clicks":2"#, ["clicks": 2]), ("", "", [:]),
      (" ", #""clicks":2,"spend":1"#, ["clicks": 2, "spend": 1]),
    ] as [(String, String, JSONObject)] {
      for base in Self.rows(first) {
        for further in Self.rows(second) {
          let together = try joining.join([[[base]], [[further]]]).whole.records
          try #require(together.count == 1)
          #expect(try Self.metrics(of: together[0], layout) == expected, "\(base) \(further)")
          #expect(try JSON(parsing: together[0])["day"] == "2026-11-03T00:00:00")
          let apart = try joining.join([[[base], []], [[], [further]]]).whole.records
          #expect(apart == together)
        }
        let alone = try joining.join([[[base]], [[]]]).rest.records
        try #require(alone.count == 1)
        #expect(try JSON(parsing: alone[0])["ad_id"] == "1")
      }
    }
  }

  @Test(arguments: ReportLayout.allCases)
  func `three parts, any of which may be empty, form a row`(layout: ReportLayout) throws {
    let names = ["spend", "clicks", "likes"]
    for filled in 0..<8 {
      for place in 0..<3 {
        let parts = names.enumerated().map { index, name in
          [[Self.rows(filled >> index & 1 == 1 ? "\"\(name)\":\(index)" : "")[place]]]
        }
        let record = try #require(try Joining(layout).join(parts).whole.records.first)
        let expected = names.enumerated().filter { filled >> $0.offset & 1 == 1 }
        #expect(
          try Self.metrics(of: record, layout)
            == JSONObject(expected.map { .init($0.element, .int($0.offset)) }))
      }
    }
  }

  @Test(arguments: [
    #"{"spend":9,D,"metrics":{"spend":1}}"#, #"{D,"metrics":{"spend":9},"spend":1}"#,
    #"{"spend":9,"rate":9,"name":"a long text that is taken out","metrics":{"rate":2,"spend":1,"name":"b"},D}"#,
    #"{D,"metrics":{"spend":9,"spend":1}}"#, #"{"currency":null,D,"metrics":{"spend":1}}"#,
    #"{D,"metrics":{"currency":null,"spend":1}}"#, #"{D,"metrics":{"spend":1,"currency":null}}"#,
    #"{D,"metrics":{"spend":9},"metrics":{"spend":1}}"#,
    #"{"x":1,"x":2,D,"metrics":{"x":3,"spend":1},"x":4}"#,
    #"{"ad_id":"1","day":"2026-11-03","metrics":{"spend":1}}"#,
    #"{"ad_id":"1",D,"metrics":{"spend":1,"ad_id":"1"}}"#,
  ])
  func `duplicate members do not damage a flat row`(row: String) throws {
    let base = row.replacing("D", with: Self.dimensions)
    let further = Self.rows(#""clicks":2"#)[0]
    let alone = try JSON(parsing: Joining(.flat).scan.record(base))
    for (parts, isFirst) in [([[[base]], [[further]]], true), ([[[further]], [[base]]], false)] {
      let record = try JSON(parsing: Joining(.flat).join(parts).whole.records.first ?? "")
      #expect(record["clicks"] == 2)
      #expect(record["ad_id"] == "1")
      #expect(record["currency"] == "EUR")
      if isFirst {
        var expected = alone.object ?? [:]
        expected["clicks"] = 2
        #expect(record == .object(expected))
      }
    }
  }

  @Test(arguments: ["null", "7", "[]"])
  func `a row whose metrics are not an object cannot be joined`(value: String) throws {
    for layout in ReportLayout.allCases {
      for row in [#"{\#(Self.dimensions),"metrics":\#(value)}"#, "{\(Self.dimensions)}"] {
        let error = #expect(throws: PageError.self) { try Joining(layout).held([row]) }
        guard case .unexpectedShape(let text) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(text.hasPrefix("record 0 of the answer has no "))
        // Without a join the row is an ordinary one.
        #expect(try Joining(layout).scan.records(row).records.count == 1)
      }
    }
  }

  @Test func `rows of a page are recorded by their positions`() throws {
    for layout in ReportLayout.allCases {
      let page = try Joining(layout).held([
        Joining.row(1, #""spend":1.50,"clicks":"2""#), Joining.row(22, #""spend":"x""#),
      ])
      func text(_ range: Range<Int>) -> String { String(decoding: page.bytes[range], as: UTF8.self) }
      #expect(page.rows.rows.map { text($0.metrics) } == [#""spend":1.50,"clicks":2"#, #""spend":null"#])
      for row in page.rows.rows { #expect(try JSON(parsing: text(row.record))["ad_id"] != nil) }
      let keys = page.rows.rows.map { String(decoding: page.rows.keys[$0.key], as: UTF8.self) }
      #expect(keys == [#""1","2026-11-03T00:00:00","#, #""22","2026-11-03T00:00:00","#])
      #expect(
        page.rows.rows.map { $0.changes.map(\.field) } == [[], [layout == .flat ? "spend" : "metrics.spend"]])
    }
  }

  @Test(arguments: ReportLayout.allCases)
  func `a key that is escaped differently is the same key`(layout: ReportLayout) throws {
    let plain = Joining.row(17, #""spend":1"#)
    let escaped =
      #"{"metrics":{"clicks":4},"dimensions":{"d\u0061y":"2026-11-03\u002000:00:00","ad_id":"\u0031\u0037"}}"#
    let outcome = try Joining(layout).join([[[plain]], [[escaped]]])
    #expect(outcome.rest.records.isEmpty)
    #expect(try Self.metrics(of: #require(outcome.whole.records.first), layout) == ["spend": 1, "clicks": 4])
  }
}
