import HTTP
import JSON
import Testing

@testable import TikTok

/// Which metrics or fields an error refuses, according to its text.
struct ColumnsRefusedTests {
  private static func refused(_ message: String, of asked: [String], code: Int = 40002) -> Set<String> {
    APIError.refused(code, message).columnsRefused(of: asked)
  }

  private static let asked = ["spend", "cash_spend", "search", "form", "clicks"]

  private static let texts: [(message: String, names: Set<String>)] = [
    ("Invalid metric fields: ['cash_spend']", ["cash_spend"]),
    ("Invalid metric fields: ['cash_spend', 'clicks']", ["cash_spend", "clicks"]),
    (#"metrics: "clicks" is not supported"#, ["clicks"]), ("Unknown metric `search`", ["search"]),
    ("Invalid metric fields: cash_spend,clicks", ["cash_spend", "clicks"]),
    ("Invalid Metrics [search]", ["search"]),
    ("The metrics clicks and spend have no relation with the dimensions", ["clicks", "spend"]),
    // Text in quotes is a name; text without quotes is a word.
    ("In this search form the metric 'clicks' is unknown", ["clicks"]),
    ("The search form has metrics '' that are unknown", []),
    ("Invalid metric fields: ['no_such_metric']", []), ("Invalid metric fields", []),
    ("metric spending is unknown", []),
  ]

  @Test(arguments: texts)
  func `names are read from the text`(message: String, names: Set<String>) {
    #expect(Self.refused(message, of: Self.asked) == names)
  }

  @Test(arguments: [
    "search: Invalid form", "Invalid parameter 'clicks'", "Conflict occurs: search", "", "spend",
  ])
  func `a text about neither metrics nor fields names none`(message: String) {
    #expect(Self.refused(message, of: Self.asked).isEmpty)
    #expect(!APIError.refused(40002, message).isOfColumns)
    #expect(APIError.refused(40002, message).isOfParameters)
  }

  @Test func `when the accepted names are listed, the others are refused`() {
    let message =
      "fields: 'clicks' is not acceptable, correct is ['spend', 'form', 'impressions', 'cash_spend_x']"
    #expect(Self.refused(message, of: Self.asked) == ["cash_spend", "search", "clicks"])
    #expect(Self.refused("field x is not acceptable, correct is []", of: Self.asked).isEmpty)
    #expect(Self.refused("field x is not acceptable, correct is", of: Self.asked).isEmpty)
    #expect(Self.refused("fields are not acceptable, correct is [spend]", of: ["spend"]).isEmpty)
    #expect(
      Self.refused("report_type field: correct is [BASIC]", of: Self.asked) == Set(Self.asked))
  }

  @Test(arguments: [40001, 40067, 40100, 40105, 50000, 0])
  func `other codes refuse no columns`(code: Int) {
    #expect(Self.refused("Invalid metric fields: ['clicks']", of: Self.asked, code: code).isEmpty)
    #expect(!APIError.refused(code, "metric").isOfParameters)
    #expect(!APIError.refused(code, "metric").isOfColumns)
  }

  @Test func `an error that is not a refusal names none`() {
    for cause in [
      APIError.Cause.status(400, excerpt: "metric 'clicks'"), .truncated("metric clicks"),
      .page(.unexpectedShape("metric clicks")),
    ] {
      #expect(APIError(cause, path: "x/").columnsRefused(of: Self.asked).isEmpty)
      #expect(!APIError(cause, path: "x/").isOfColumns)
    }
  }

  @Test func `only requested names are returned`() {
    #expect(Self.refused("Invalid metric fields: ['clicks']", of: []).isEmpty)
    #expect(Self.refused("metric x, correct is [y]", of: []).isEmpty)
  }
}
