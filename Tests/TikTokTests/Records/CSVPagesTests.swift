import HTTP
import JSON
import TestSupport
import Testing

@testable import TikTok

struct CSVPagesTests {
  private static let titles = "ad_id,stat_time_day,ad_name,spend"

  private static func pages(_ text: String, _ dimensions: [Dimension] = ["ad_id", "stat_time_day"]) throws
    -> CSVPages
  {
    try pages(Array(text.utf8), dimensions)
  }

  private static func pages(_ bytes: [UInt8], _ dimensions: [Dimension]) throws(APIError) -> CSVPages {
    let request = APIRequest("report/task/download/")
    return try CSVPages(
      of: Page(request: request, body: ResponseBody(bytes), truncation: nil), dimensions: dimensions,
      metrics: ["spend"])
  }

  /// The record lists of all pages.
  private static func lists(_ pages: inout CSVPages) throws -> [[JSON]] {
    var lists: [[JSON]] = []
    while let page = pages.next() { lists.append(try #require(try page.document()["list"]?.array)) }
    return lists
  }

  @Test func `a row has the format of a report's row`() throws {
    var pages = try Self.pages("\(Self.titles)\r\n17,2026-11-01 00:00:00,\"A \"\"b\"\", \\\n\",1.50\r\n")
    #expect(pages.rows == 1)
    #expect(
      try Self.lists(&pages) == [
        [
          [
            "dimensions": ["ad_id": "17", "stat_time_day": "2026-11-01 00:00:00"],
            "metrics": ["ad_name": "A \"b\", \\\n", "spend": "1.50"],
          ]
        ]
      ])
  }

  @Test func `dimensions and metrics are distinguished by name, in any order`() throws {
    var pages = try Self.pages("spend,stat_time_day,adgroup_id,ad_id\n1,2026-11-01,5,17\n")
    let row = try #require(try Self.lists(&pages).first?.first)
    #expect(row["dimensions"] == ["stat_time_day": "2026-11-01", "ad_id": "17"])
    #expect(row["metrics"] == ["spend": "1", "adgroup_id": "5"])
  }

  @Test func `an empty cell is null for a metric and empty text for a dimension`() throws {
    var pages = try Self.pages("search_terms,ad_name,spend\n,,-\n", ["search_terms"])
    #expect(
      try Self.lists(&pages) == [
        [["dimensions": ["search_terms": ""], "metrics": ["ad_name": .null, "spend": "-"]]]
      ])
  }

  @Test func `the newer name of interests is a dimension too`() throws {
    var pages = try Self.pages("interest_category_v2,spend\n10000,1\n", ["interest_category"])
    #expect(try Self.lists(&pages).first?.first?["dimensions"] == ["interest_category_v2": "10000"])
  }

  @Test func `country names are converted back to codes`() throws {
    let names = [
      "United States of America", "Germany", "\"Korea, Republic of\"", "DE", "None", "Atlantis", "Atlantis",
    ]
    var pages = try Self.pages("country_code,spend\n" + names.map { "\($0),1\n" }.joined(), ["country_code"])
    let codes = try Self.lists(&pages)[0].compactMap { $0["dimensions"]?["country_code"]?.string }
    #expect(codes == ["US", "DE", "KR", "DE", "None", "Atlantis", "Atlantis"])
    #expect(pages.unknownCountries == ["Atlantis"])
  }

  @Test(arguments: [0, 1, 999, 1000, 1001, 2500])
  func `a page has at most a thousand rows, and every row is included once`(count: Int) throws {
    let rows = (0..<count).map { "\($0),2026-11-01,n,1\n" }.joined()
    var pages = try Self.pages("\(Self.titles)\n\(rows)")
    let lists = try Self.lists(&pages)
    #expect(
      lists.flatMap(\.self).compactMap { $0["dimensions"]?["ad_id"]?.string } == (0..<count).map(String.init))
    #expect(lists.dropLast().allSatisfy { $0.count == 1000 })
    #expect(pages.rows == count)
    #expect(pages.next() == nil)
  }

  @Test(arguments: [
    ("", CSVError.noTitles), ("\u{feff}", .noTitles),
    ("AD ID,Date,Cost\n", .missingColumn("ad_id", of: ["AD ID", "Date", "Cost"])),
    ("ad_id,spend\n", .missingColumn("stat_time_day", of: ["ad_id", "spend"])),
    ("ad_id,stat_time_day,spe", .missingColumn("spend", of: ["ad_id", "stat_time_day", "spe"])),
    ("ad_id,stat_time_day,spend,spend\n", .columnTwice("spend")),
    ("ad_id,stat_time_day\n1,2\n1\n", .cells(1, titles: 2, row: 3)),
    ("ad_id,stat_time_day\n1,2,3\n", .cells(3, titles: 2, row: 2)),
    ("ad_id,stat_time_day\n\n1,2\n", .cells(1, titles: 2, row: 2)),
    ("ad_id,stat_time_day\n1,\"2\n", .openQuote(row: 2)),
  ])
  func `a damaged text is an error before any row is delivered`(text: String, error: CSVError) {
    let expected = APIError(.page(.unexpectedShape(error.problem)), path: "report/task/download/")
    #expect(throws: expected) { try Self.pages(text) }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    let bytes = Array("ad_id,ad_name\n1,".utf8) + [0xff, 0x0a]
    let error = #expect(throws: APIError.self) { try Self.pages(bytes, ["ad_id"]) }
    #expect(
      error?.description == "report/task/download/ the answer has an unexpected shape: its CSV is not UTF-8")
  }

  @Test(arguments: ["ad_id,stat_time_day,spend", "ad_id,stat_time_day\n", "ad_id,stat_time_day,spend\r\n"])
  func `a header line alone is a report without rows`(text: String) throws {
    #expect(try Self.pages(text).rows == 0)
  }

  @Test func `an empty line at the end is ignored`() throws {
    #expect(try Self.pages("\(Self.titles)\r\n1,2026-11-01,n,1\r\n\r\n").rows == 1)
  }

  @Test(arguments: 0..<100)
  func `any text is preserved`(seed: Int) throws {
    var random = Seeded(seed)
    let rows = (0..<random.below(30)).map { _ in (0..<4).map { _ in CSVReaderTests.cell(&random) } }
    let lines = rows.map { row in
      row.map { CSVReaderTests.written($0, &random) }.joined(separator: ",")
    }
    var pages = try Self.pages(([Self.titles] + lines).joined(separator: "\r\n"))
    let found = try Self.lists(&pages).flatMap(\.self)
    let names = Self.titles.split(separator: ",").map(String.init)
    #expect(found.count == rows.count)
    for (row, record) in zip(rows, found) {
      for (place, name) in names.enumerated() {
        let value = record[place < 2 ? "dimensions" : "metrics"]?[name]
        #expect(value == (place >= 2 && row[place].isEmpty ? .null : .string(row[place])))
      }
    }
  }
}
