import Connector
import JSON

@testable import TikTok

/// How to scan a page: a stream's layout and what a slice adds. Everything has a default.
struct Scan: Sendable {
  var fields: [RecordField] = []
  var selection = FieldSelection.everything
  var requirements = RecordRequirements()
  /// Names and values, as JSON, of the columns to add.
  var columns: [(name: String, value: String)] = []
  var since: String?
  var leavesOutCursors = false

  /// The result of a scan: its lines without their frame, the null-ed fields of each line, the summary.
  struct Result: Equatable {
    var records: [String] = []
    var nulled: [[String]] = []
    /// The fields of each line that lack a part of their values.
    var truncated: [[String]] = []
    var summary = PageSummary()
  }

  /// The bytes around the lines of a scan.
  static let frame = RecordFrame(
    prefix: Array("<".utf8), suffix: Array(">\n".utf8),
    suffixForChanges: { changes in
      let fields = changes.map { $0.kind == .nulled ? $0.field : "\($0.field)…" }
      return Array(">\(fields.joined(separator: ","))\n".utf8)
    })

  var layout: RecordLayout { RecordLayout(fields: fields, selection: selection, requirements: requirements) }

  /// Scans a whole response.
  func page(_ text: String) throws(PageError) -> Result { try page(Array(text.utf8)) }

  /// Scans a whole response. With many responses, the layout can be compiled before.
  func page(_ bytes: [UInt8], by compiled: RecordLayout? = nil) throws(PageError) -> Result {
    let layout = compiled ?? self.layout
    // Earlier bytes of the buffer must not matter.
    var out = ByteBuffer(capacity: 0)
    out.append("before,")
    let scanner = PageScanner(
      layout: layout, frame: Self.frame, columns: added(to: layout), since: since,
      leavesOutCursors: leavesOutCursors)
    let summary = try scanner.scan(bytes.span, into: &out)
    var result = Result(lines: out.array(from: 7))
    result.summary = summary
    return result
  }

  /// The columns, for the fields of a layout.
  func added(to layout: RecordLayout) -> [ConstantField] {
    columns.compactMap { column in
      layout.topLevelField(column.name).map {
        ConstantField(field: $0, text: Array("\"\(column.name)\":\(column.value)".utf8))
      }
    }
  }

  /// Scans a response with `list` as the elements of its array.
  func records(_ list: String) throws(PageError) -> Result { try page(Self.page(list)) }

  /// The line of a single record, without its frame.
  func record(_ text: String) throws(PageError) -> String { try records(text).records.first ?? "" }

  /// A response as described in §1.
  static func page(_ list: String, code: String = "0", records: String = "list", info: String = "") -> String
  {
    #"{"code":\#(code),"message":"OK","request_id":"r1","data":{"\#(records)":[\#(list)]\#(info)}}"#
  }
}

extension Scan.Result {
  /// Splits lines from their frame.
  init(lines: [UInt8]) {
    self.init()
    for line in String(decoding: lines, as: UTF8.self).split(separator: "\n") {
      let end = line.lastIndex(of: ">") ?? line.endIndex
      records.append(String(line[..<end].dropFirst()))
      let changes = line[end...].dropFirst().split(separator: ",").map(String.init)
      nulled.append(changes.filter { !$0.hasSuffix("…") })
      truncated.append(changes.filter { $0.hasSuffix("…") }.map { String($0.dropLast()) })
    }
  }
}

extension FieldSelection {
  /// The selection of a catalog's schema with `names`, which are dotted for members of objects.
  static func of(_ fields: [RecordField], _ names: String...) -> FieldSelection { of(fields, names) }

  static func of(_ fields: [RecordField], _ names: [String]) -> FieldSelection {
    FieldSelection(of: fields, in: schema(of: names.map { $0.split(separator: ".")[...] }))
  }

  private static func schema(of paths: [ArraySlice<Substring>]) -> JSON {
    var properties = JSONObject()
    for path in paths {
      guard let name = path.first else { continue }
      let inner = paths.filter { $0.first == name && $0.count > 1 }.map { $0.dropFirst() }
      properties[String(name)] = inner.isEmpty ? [:] : schema(of: inner)
    }
    return ["type": "object", "properties": .object(properties)]
  }
}

extension [RecordField] {
  /// A report's row as the API sends it, with its dimensions promoted.
  static let report: [RecordField] = [
    RecordField("ad_id", .text, isNullable: false),
    RecordField("stat_time_day", .timestamp, isNullable: false),
    RecordField("advertiser_id", .text),
    RecordField(
      "dimensions", .object([RecordField("ad_id", .text), RecordField("stat_time_day", .timestamp)])),
    RecordField(
      "metrics",
      .object([
        RecordField("spend", .number), RecordField("clicks", .integer), RecordField("ad_name", .text),
        RecordField("is_aco", .boolean), RecordField("image_ids", .array(.text)),
      ])),
    RecordField("currency", .text), RecordField("timezone", .text),
  ]
}

extension RecordRequirements {
  static let report = Self(
    dashIsNull: true, key: ["ad_id", "stat_time_day"], cursor: "stat_time_day", promoted: "dimensions")
}

extension Scan {
  static let report = Scan(
    fields: .report, requirements: .report,
    columns: [("advertiser_id", #""70""#), ("currency", #""USD""#), ("timezone", #""UTC""#)])
}
