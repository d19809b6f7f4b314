import Connector
import JSON
import Testing

@testable import TikTok

/// Rows whose parts come from several requests.
struct RowJoinTests {
  private static func row(_ ad: Int, _ metrics: String) -> String { Joining.row(ad, metrics) }
  private static func spend(_ ad: Int) -> String { row(ad, #""spend":"\#(ad).50""#) }
  private static func clicks(_ ad: Int) -> String { row(ad, #""clicks":"\#(ad)""#) }
  private static func likes(_ ad: Int) -> String { row(ad, #""likes":"\#(ad)""#) }

  private static func ads(_ result: Scan.Result) throws -> [Int] {
    try result.records.map { try JSON(parsing: $0) }.ads
  }

  @Test func `a row has the first request's metrics followed by the others'`() throws {
    let parts = [[[Self.spend(1)]], [[Self.clicks(1)]], [[Self.likes(1)]]]
    let day = #""day":"2026-11-03T00:00:00""#
    #expect(
      try Joining(.nested).join(parts).whole.records == [
        #"{"dimensions":{"ad_id":"1",\#(day)},"metrics":{"spend":1.50,"clicks":1,"likes":1},"ad_id":"1",\#(day),"#
          + #""currency":"EUR"}"#
      ])
    #expect(
      try Joining(.flat).join(parts).whole.records
        == [#"{"ad_id":"1",\#(day),"spend":1.50,"clicks":1,"likes":1,"currency":"EUR"}"#])
  }

  @Test(arguments: ReportLayout.allCases)
  func `rows in the same order are written page by page`(layout: ReportLayout) throws {
    let join = RowJoin(parts: 2)
    let joining = Joining(layout)
    for pages in [[1, 2, 3], [4, 5], []] {
      var out = ByteBuffer()
      let held = [try joining.held(pages.map(Self.spend)), try joining.held(pages.map(Self.clicks))]
      #expect(join.write(held, Scan.frame, into: &out) == pages.count)
      #expect(try Self.ads(.init(lines: out.array())) == pages)
      #expect(join.waiting == 0)
    }
  }

  @Test(arguments: ReportLayout.allCases)
  func `rows on different pages wait for each other`(layout: ReportLayout) throws {
    let spend = [[1, 2, 3], [4, 5, 6], [7]].map { $0.map(Self.spend) }
    let clicks = [[7, 2, 5], [3, 6, 1], [4]].map { $0.map(Self.clicks) }
    let likes = [[6, 5, 4], [3, 2, 1], [7]].map { $0.map(Self.likes) }
    for parts in [[spend, clicks], [clicks, likes, spend], [likes, spend, clicks]] {
      let outcome = try Joining(layout).join(parts)
      #expect(try Self.ads(outcome.whole).sorted() == Array(1...7))
      #expect(outcome.rest.records.isEmpty)
      for record in try outcome.whole.records.map({ try JSON(parsing: $0) }) {
        let metrics = layout == .flat ? record : try #require(record["metrics"])
        #expect(metrics["spend"]?.text == record["ad_id"]?.string.map { "\($0).50" })
        #expect(metrics["clicks"]?.text == record["ad_id"]?.string)
        #expect(metrics["likes"]?.text == (parts.count == 3 ? record["ad_id"]?.string : nil))
      }
    }
  }

  @Test func `one request may have more pages than another`() throws {
    let outcome = try Joining(.nested).join([
      [[1, 2, 3].map(Self.spend)], [[3].map(Self.clicks), [1].map(Self.clicks), [2].map(Self.clicks)],
    ])
    #expect(try Self.ads(outcome.whole) == [3, 1, 2])
    #expect(outcome.rest.records.isEmpty)
  }

  @Test func `a row that moves to the next page of one request is written once`() throws {
    let outcome = try Joining(.nested).join([
      [[1, 2].map(Self.spend), [2, 3].map(Self.spend)], [[1, 2].map(Self.clicks), [3].map(Self.clicks)],
    ])
    #expect(try Self.ads(outcome.whole) == [1, 2, 3])
    #expect(outcome.rest.records.isEmpty)
    let early = try Joining(.nested).join([
      [[1, 2].map(Self.spend), [3].map(Self.spend)], [[3, 1].map(Self.clicks), [1, 2, 3].map(Self.clicks)],
    ])
    #expect(try Self.ads(early.whole).sorted() == [1, 2, 3])
    #expect(early.rest.records.isEmpty)
  }

  @Test(arguments: ReportLayout.allCases)
  func `a row that is missing from one request is written once, at the end`(layout: ReportLayout) throws {
    let outcome = try Joining(layout).join([
      [[1, 2].map(Self.spend), [3, 2].map(Self.spend)], [[3, 4].map(Self.clicks), [5, 1].map(Self.clicks)],
    ])
    #expect(try Self.ads(outcome.whole).sorted() == [1, 3])
    #expect(try Self.ads(outcome.rest).sorted() == [2, 4, 5])
    for record in try outcome.rest.records.map({ try JSON(parsing: $0) }) {
      let metrics = layout == .flat ? record : try #require(record["metrics"])
      let isOfFirst = record["ad_id"] == "2"
      #expect((metrics["spend"] != nil) == isOfFirst)
      #expect((metrics["clicks"] != nil) != isOfFirst)
      #expect(record["currency"] == "EUR")
      #expect(record["day"] == "2026-11-03T00:00:00")
    }
  }

  @Test(arguments: ReportLayout.allCases)
  func `rows of a page with equal keys pair up in their order`(layout: ReportLayout) throws {
    func rows(_ metric: String, _ values: [Int]) -> [String] {
      values.map { Self.row(1, "\"\(metric)\":\"\($0)\"") }
    }
    let parts = [
      [[Self.spend(2)] + rows("spend", [1, 2, 3])], [rows("clicks", [10, 20, 30]) + [Self.clicks(2)]],
    ]
    let late = [parts[0] + [[Self.spend(3)]], [[Self.clicks(3)]] + parts[1]]
    for parts in [parts, late] {
      let outcome = try Joining(layout).join(parts)
      #expect(outcome.rest.records.isEmpty)
      let records = try outcome.whole.records.map { try JSON(parsing: $0) }.filter { $0["ad_id"] == "1" }
      let metrics = records.compactMap { layout == .flat ? $0 : $0["metrics"] }
      #expect(metrics.compactMap { $0["spend"]?.int } == [1, 2, 3])
      #expect(metrics.compactMap { $0["clicks"]?.int } == [10, 20, 30])
    }
  }

  @Test func `rows of several pages with equal keys are written when the list is known not to change`() throws
  {
    let join = RowJoin(parts: 2)
    let joining = Joining(.nested)
    var out = ByteBuffer()
    for value in [1, 2] {
      let held = [
        try joining.held([Self.row(1, "\"spend\":\(value)")]),
        try joining.held([Self.row(1, "\"clicks\":\(value)")]),
      ]
      #expect(join.write(held, Scan.frame, into: &out) == (value == 1 ? 1 : 0))
    }
    #expect(join.repeated == 1 && join.waiting == 0)
    #expect(join.writeRepeated(Scan.frame, into: &out) == 1)
    let metrics = try Scan.Result(lines: out.array()).records.map { try JSON(parsing: $0)["metrics"] }
    #expect(metrics == [["spend": 1, "clicks": 1], ["spend": 2, "clicks": 2]])
    #expect(join.repeated == 0)
  }

  @Test func `if two of three parts were sent, they are written together`() throws {
    let outcome = try Joining(.nested).join([
      [[1].map(Self.spend)], [[2].map(Self.clicks), [1].map(Self.clicks)], [[2].map(Self.likes)],
    ])
    #expect(outcome.whole.records.isEmpty)
    let rest = try outcome.rest.records.map { try JSON(parsing: $0) }
    let metrics = Dictionary(uniqueKeysWithValues: zip(rest.ads, rest.map { $0["metrics"] }))
    #expect(metrics == [1: ["spend": .decimal("1.50"), "clicks": 1], 2: ["clicks": 2, "likes": 2]])
  }

  @Test(arguments: ReportLayout.allCases)
  func `a record without its key does not take the key of a removed one`(layout: ReportLayout) throws {
    // The last of two lists is kept. The first record's key is no longer part of the output.
    let twice = Self.row(1_000_000, #""spend":"1.50""#) + #"],"list":[{"metrics":{}}"#
    let error = #expect(throws: PageError.self) { try Joining(layout).held([twice]) }
    #expect(error == .missingKey(field: "ad_id", record: 0))
  }

  @Test func `keys with a common prefix are distinguished`() throws {
    let outcome = try Joining(.nested).join([
      [[1, 11, 111].map(Self.spend)], [[111].map(Self.clicks), [11, 1].map(Self.clicks)],
    ])
    for record in try outcome.whole.records.map({ try JSON(parsing: $0) }) {
      #expect(record["metrics"]?["clicks"]?.text == record["ad_id"]?.string)
    }
    #expect(outcome.whole.records.count == 3)
  }

  @Test(arguments: ReportLayout.allCases)
  func `values that did not fit are listed from all parts`(layout: ReportLayout) throws {
    let spend = Self.row(1, #""spend":"x","rate":"1""#)
    let clicks = Self.row(1, #""clicks":"y","likes":2"#)
    let path = layout == .flat ? "" : "metrics."
    for (first, second) in [(spend, clicks), (clicks, spend)] {
      let together = try Joining(layout).join([[[first]], [[second]]]).whole
      #expect(together.nulled.map(Set.init) == [[path + "spend", path + "clicks"]])
      let apart = try Joining(layout).join([[[first], []], [[], [second]]]).whole
      #expect(apart.nulled.map(Set.init) == [[path + "spend", path + "clicks"]])
    }
    let alone = try Joining(layout).join([[[spend]], [[Self.clicks(1), Self.clicks(2)]]])
    #expect(alone.whole.nulled == [[path + "spend"]])
    #expect(alone.rest.nulled == [[]])
  }

  @Test(arguments: ReportLayout.allCases)
  func `only selected columns are joined, and the key always`(layout: ReportLayout) throws {
    let names = layout == .flat ? ["spend", "clicks"] : ["metrics.spend", "metrics.clicks"]
    let outcome = try Joining(layout, selection: names).join([
      [[Self.row(1, #""spend":1,"rate":2"#)]], [[Self.row(1, #""likes":3,"clicks":4"#)]],
    ])
    let record = try JSON(parsing: outcome.whole.records.first ?? "")
    let metrics: JSONObject = ["spend": 1, "clicks": 4]
    var expected: JSONObject = ["ad_id": "1", "day": "2026-11-03T00:00:00"]
    if layout == .flat {
      for metric in metrics.members { expected[metric.name] = metric.value }
    } else {
      expected["metrics"] = .object(metrics)
    }
    #expect(record == .object(expected))
  }
}
