import Connector
import JSON

@testable import TikTok

/// Pages of two or three requests for the same rows → joined record lines. The first byte chooses layout and number
/// of requests; bytes that no UTF-8 has part the pages.
struct JoinTarget: FuzzTarget {
  private let scans: [FuzzScan]

  init() {
    do {
      scans = try [
        FuzzScan(.named("ads_reports_daily")), FuzzScan(.named("ads_reports_daily", .flat)),
        Self.small(.nested), Self.small(.flat),
      ]
    } catch {
      fatalError("\(error)")
    }
  }

  func take(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let scan = scans[Int(choice & 3)]
    let parts = 2 + Int(choice >> 2 & 1)
    var held: [BufferedPage] = []
    for page in input.dropFirst().split(separator: 0xff, omittingEmptySubsequences: true) {
      guard let rows = hold(Array(page), scan) else { return }
      held.append(rows)
    }
    check(held, parts, scan)
  }

  private func hold(_ page: [UInt8], _ scan: FuzzScan) -> BufferedPage? {
    var out = ByteBuffer()
    let scanner = PageScanner(
      layout: scan.layout, frame: RecordFrame(prefix: [], suffix: [], suffixForNulled: { _ in [] }),
      columns: scan.columns, notesRows: true)
    guard let summary = try? scanner.scan(page.span, into: &out), let rows = summary.rows else { return nil }
    require(rows.rows.count == summary.emitted, "\(summary.emitted) records, \(rows.rows.count) rows")
    return BufferedPage(bytes: out.array(), rows: rows, asked: .max)
  }

  /// Joins the pages round after round. No key is lost or invented.
  private func check(_ held: [BufferedPage], _ parts: Int, _ scan: FuzzScan) {
    let join = RowJoin(parts: parts)
    var out = ByteBuffer()
    var count = 0
    var rest = held[...]
    while !rest.isEmpty {
      let round = rest.prefix(parts).map { Optional($0) }
      rest = rest.dropFirst(parts)
      count += join.write(
        round + Array(repeating: nil, count: parts - round.count), RecordLines.frame, into: &out)
    }
    count += join.writeRest(RecordLines.frame, into: &out)
    require(join.waiting == 0, "rows still wait")
    let lines = RecordLines(out.array()).lines
    require(lines.count == count, "\(count) rows, \(lines.count) lines")
    let keys = Set(held.flatMap { page in page.rows.rows.map { Array(page.rows.keys[$0.key]) } })
    let written = Set(
      lines.map { line in
        scan.layout.requirements.key.flatMap { (line.record[$0] ?? .null).bytes + [0x2c] }
      })
    require(written.count <= keys.count, "\(keys.count) keys, \(written.count) written")
    require(written == Set(keys.map(Self.normal)), "a key was lost, or made up")
  }

  /// A key's values, written as the program writes values.
  private static func normal(_ key: [UInt8]) -> [UInt8] {
    guard let values = try? JSON(parsing: [0x5b] + key.dropLast() + [0x5d]).array else {
      fatalError("a key is not JSON")
    }
    return values.flatMap { $0.bytes + [0x2c] }
  }

  private static func small(_ layout: ReportLayout) -> FuzzScan {
    let key = [RecordField("a", .text, isNullable: false), RecordField("d", .timestamp, isNullable: false)]
    let metrics = [
      RecordField("x", .number), RecordField("n", .integer), RecordField("s", .text),
      RecordField("b", .boolean),
    ]
    var requirements = RecordRequirements(dashIsNull: true, key: ["a", "d"], cursor: "d")
    switch layout {
    case .nested:
      requirements.promoted = "dimensions"
      return FuzzScan(
        key + [RecordField("dimensions", .object(key)), RecordField("metrics", .object(metrics))],
        requirements)
    case .flat:
      requirements.flattened = ReportLayout.objects
      return FuzzScan(key + metrics, requirements)
    }
  }
}
