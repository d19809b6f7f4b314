import Connector
import JSON

@testable import TikTok

/// Rows of `ad_id` and `day` whose metrics are split over several requests, and their join.
struct Joining: Sendable {
  var scan: Scan

  private static let key = [
    RecordField("ad_id", .text, isNullable: false), RecordField("day", .timestamp, isNullable: false),
  ]
  static let metrics = [
    RecordField("spend", .number), RecordField("clicks", .integer), RecordField("name", .text),
    RecordField("rate", .number), RecordField("likes", .integer), RecordField("is_on", .boolean),
  ]

  init(_ layout: ReportLayout, selection: [String]? = nil) {
    let currency = RecordField("currency", .text)
    scan = Scan(columns: [("currency", #""EUR""#)])
    scan.requirements = .init(dashIsNull: true, key: ["ad_id", "day"], cursor: "day")
    switch layout {
    case .nested:
      scan.requirements.promoted = "dimensions"
      scan.fields =
        Self.key + [
          currency, RecordField("dimensions", .object(Self.key)),
          RecordField("metrics", .object(Self.metrics)),
        ]
    case .flat:
      scan.requirements.flattened = ReportLayout.objects
      scan.fields = Self.key + [currency] + Self.metrics
    }
    if let selection { scan.selection = .of(scan.fields, selection) }
  }

  /// A row as the API sends it. `metrics` are the members of the object.
  static func row(_ ad: Int, _ metrics: String) -> String {
    #"{"dimensions":{"ad_id":"\#(ad)","day":"2026-11-03 00:00:00"},"metrics":{\#(metrics)}}"#
  }

  /// A page of rows that waits for a join.
  func held(_ rows: [String]) throws(PageError) -> BufferedPage {
    let layout = scan.layout
    var out = ByteBuffer()
    out.append("before")
    let scanner = PageScanner(
      layout: layout, frame: RecordFrame(prefix: [], suffix: [], suffixForChanges: { _ in [] }),
      columns: scan.added(to: layout), notesRows: true)
    let bytes = Array(Scan.page(rows.joined(separator: ",")).utf8)
    let summary = try scanner.scan(bytes.span, into: &out)
    return BufferedPage(bytes: out.array(), rows: summary.rows ?? PageRows(), asked: .max)
  }

  /// The lines that a join writes: those of complete rows, and the rest at the end.
  struct Outcome {
    var whole = Scan.Result()
    var rest = Scan.Result()
  }

  /// Joins the requests' pages, each a list of rows: their first pages, then their second …
  func join(_ parts: [[[String]]]) throws -> Outcome {
    let count = parts.map(\.count).max() ?? 0
    return try join(
      rounds: (0..<count).map { page in parts.map { $0.indices.contains(page) ? $0[page] : nil } })
  }

  /// Joins several rounds, each with at most one page of each request.
  func join(rounds: [[[String]?]]) throws -> Outcome {
    let join = RowJoin(parts: rounds.first?.count ?? 1)
    var out = ByteBuffer()
    var lines = 0
    for round in rounds {
      let pages = try round.map { rows in try rows.map { try held($0) } }
      lines += join.write(pages, Scan.frame, into: &out)
    }
    var outcome = Outcome(whole: .init(lines: out.array()))
    precondition(outcome.whole.records.count == lines)
    var rest = ByteBuffer()
    lines = join.writeRest(Scan.frame, into: &rest)
    outcome.rest = .init(lines: rest.array())
    precondition(outcome.rest.records.count == lines && join.waiting == 0)
    return outcome
  }
}
