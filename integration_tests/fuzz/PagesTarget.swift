import Connector
import JSON

@testable import TikTok

/// A response's bytes → record lines, by the layout that the first byte chooses.
struct PagesTarget: FuzzTarget {
  private let scans = FuzzScan.all

  func take(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    scans[Int(choice) % scans.count].take(Array(input.dropFirst()))
  }
}

/// The plans with which pages are scanned.
struct FuzzScan: Sendable {
  let fields: [RecordField]
  let layout: RecordLayout
  var columns: [ConstantField] = []
  var since: String?
  var leavesOutCursors = false

  init(_ stream: Stream, selection: JSON? = nil, since: String? = nil, leavesOutCursors: Bool = false) throws
  {
    fields = RecordField.fields(of: try stream.schema())
    layout = RecordLayout(
      fields: fields, selection: try stream.selection(of: fields, in: selection),
      requirements: stream.requirements)
    self.since = since
    self.leavesOutCursors = leavesOutCursors
    for (name, value) in [("advertiser_id", #""70""#), ("currency", #""EUR""#), ("timezone", #""UTC""#)] {
      guard let field = layout.topLevelField(name) else { continue }
      columns.append(ConstantField(field: field, text: Array("\"\(name)\":\(value)".utf8)))
    }
  }

  init(_ fields: [RecordField], _ requirements: RecordRequirements, since: String? = nil) {
    self.fields = fields
    self.since = since
    layout = RecordLayout(fields: fields, requirements: requirements)
  }

  /// Scans a page and checks the result.
  func take(_ page: [UInt8]) {
    var out = ByteBuffer(capacity: 0)
    out.append("before")
    let scanner = PageScanner(
      layout: layout, frame: RecordLines.frame, columns: columns, since: since,
      leavesOutCursors: leavesOutCursors
    )
    do throws(PageError) {
      let summary = try scanner.scan(page.span, into: &out)
      require(Grammar.accepts(page[...]), "a page that is not JSON was taken")
      let lines = RecordLines(out.array(from: 6))
      require(lines.lines.count == summary.emitted, "\(summary.emitted) records, \(lines.lines.count) lines")
      require(summary.emitted <= summary.records, "more lines than records")
      lines.agree(with: fields, isFlat: !layout.requirements.flattened.isEmpty)
      for line in lines.lines { check(line.record) }
    } catch {
      if case .malformed(let error) = error {
        require((0...page.count).contains(error.offset), "the fault is not in the page")
      }
    }
    require(out.array().starts(with: "before".utf8), "what stood before the page is gone")
  }

  /// Its key is there, and its cursor as new as it must be.
  private func check(_ record: JSON) {
    for name in layout.requirements.key { require(record[name]?.isNull == false, "\(name) is missing") }
    guard let cursor = layout.requirements.cursor.flatMap({ record[$0]?.string }) else { return }
    require(!leavesOutCursors, "a record that has the cursor was handed on")
    if let since { require(cursor >= since, "\(cursor) is before \(since)") }
  }
}

extension FuzzScan {
  /// Entities with objects in them, reports in both layouts, selections, filters, and plans of our own that have
  /// everything at once, under names that a fuzzer finds.
  static let all: [FuzzScan] = {
    do {
      return try [
        FuzzScan(.named("campaigns")), FuzzScan(.named("ads"), since: "2026-11-01T00:00:00"),
        FuzzScan(.named("ads"), leavesOutCursors: true), FuzzScan(.named("smart_plus_ads")),
        FuzzScan(.named("spark_ads")), FuzzScan(.named("audience_details")),
        FuzzScan(.named("ads_reports_daily")), FuzzScan(.named("ads_reports_daily", .flat)),
        FuzzScan(
          .named("ads_reports_hourly"),
          selection: ["properties": ["metrics": ["properties": ["spend": [:], "clicks": [:]]]]]),
        FuzzScan(
          small, .init(key: ["a"], cursor: "t", cursorFallback: "m", promoted: "o"),
          since: "2026-11-03T01:02:03"),
        FuzzScan(
          small.filter { $0.name != "o" },
          .init(dashIsNull: true, key: ["a"], cursor: "t", aliases: ["p.x": "x"], flattened: ["o"])),
      ]
    } catch {
      fatalError("\(error)")
    }
  }()

  private static let small: [RecordField] = [
    RecordField("a", .text, isNullable: false), RecordField("t", .timestamp), RecordField("m", .timestamp),
    RecordField("n", .integer), RecordField("x", .number), RecordField("b", .boolean),
    RecordField("d", .date),
    RecordField("y", .any), RecordField("i", .array(.integer)), RecordField("s", .array(.text)),
    RecordField("z", .array(.any)), RecordField("w", .array(.array(.integer))),
    RecordField("r", .array(.object([RecordField("n", .integer), RecordField("x", .number)]))),
    RecordField("p", .object([RecordField("x", .number), RecordField("s", .array(.text))])),
    RecordField(
      "o", .object([RecordField("a", .text), RecordField("t", .timestamp), RecordField("x", .number)])),
  ]
}

extension Stream {
  /// The stream of that name in the table.
  static func named(_ name: String, _ layout: ReportLayout = .nested) -> Stream {
    let streams = StreamTable.rows.flatMap { $0.streams(only: nil, layout: layout) }
    return streams.first { $0.name.rawValue == name } ?? { fatalError("There is no stream \(name).") }()
  }
}
