import TestSupport
import Testing

@testable import TikTok

struct CSVReaderTests {
  static func rows(_ bytes: [UInt8]) throws(CSVError) -> [[String]] {
    let span = bytes.span
    var reader = CSVReader()
    var cells: [CSVReader.Cell] = []
    var rows: [[String]] = []
    while try reader.next(span, into: &cells) { rows.append(cells.map { $0.text(in: span) }) }
    return rows
  }

  @Test(
    arguments: [
      ("", []), ("a", [["a"]]), ("a\n", [["a"]]), ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,2", [["a", "b"], ["1", "2"]]), (",\n,", [["", ""], ["", ""]]), ("a,\r\n", [["a", ""]]),
      ("\n\n", [[""], [""]]), ("\r\n", [[""]]), ("\u{feff}a,b", [["a", "b"]]), ("\u{feff}\"a\"", [["a"]]),
      (#""a","b""#, [["a", "b"]]), ("\"a\",\"b\"\r\n", [["a", "b"]]), (#""""#, [[""]]), (#""""""#, [["\""]]),
      (#""a""b""c""#, [[#"a"b"c"#]]), ("\"a\r\nb\",\"c\nd\"\r\n1,2", [["a\r\nb", "c\nd"], ["1", "2"]]),
      ("\"a,b\",c", [["a,b", "c"]]), (#"5" screen,x"#, [[#"5" screen"#, "x"]]),
      ("a\rb,c\n", [["a\rb", "c"]]),
      (" a , b ", [[" a ", " b "]]), ("é,€\n𝄞,\u{1}", [["é", "€"], ["𝄞", "\u{1}"]]),
      (#"\",\n"#, [["\\\"", "\\n"]]),
    ] as [(String, [[String]])])
  func `rows and cells are parsed according to RFC 4180`(text: String, rows: [[String]]) throws {
    #expect(try Self.rows(Array(text.utf8)) == rows)
  }

  @Test(arguments: [
    ("a\n\"b", CSVError.openQuote(row: 2)), (#"""#, .openQuote(row: 1)), (#""a"""#, .openQuote(row: 1)),
    (#""a"b"#, .textBehindQuote(row: 1)), ("a\n\"b\" ,c", .textBehindQuote(row: 2)),
    ("\"a\"\rb", .textBehindQuote(row: 1)), ("\"a\"\r", .textBehindQuote(row: 1)),
  ])
  func `invalid CSV is an error with its row`(text: String, error: CSVError) {
    #expect(throws: error) { try Self.rows(Array(text.utf8)) }
  }

  /// Text that is hard to parse, quoted in half of the cases.
  static func cell(_ random: inout Seeded) -> String {
    let pieces = [
      "a", "\"", "\"\"", ",", "\r\n", "\n", "\r", "é", "𝄞", "\\", "{", " ", "-", "1.5", "\u{1}", "\u{feff}",
    ]
    return (0..<random.below(6)).map { _ in random.one(of: pieces) }.joined()
  }

  /// A cell, written in one of the allowed ways.
  static func written(_ cell: String, _ random: inout Seeded) -> String {
    let needsQuotes =
      cell.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) } || cell.hasPrefix("\u{feff}")
    guard needsQuotes || random.oneIn(3) else { return cell }
    return "\"\(String(cell.flatMap { $0 == "\"" ? ["\"", "\""] : [$0] }))\""
  }

  @Test(arguments: 0..<300)
  func `written rows are read back`(seed: Int) throws {
    var random = Seeded(seed)
    let columns = 1 + random.below(5)
    let rows = (0..<1 + random.below(20)).map { _ in (0..<columns).map { _ in Self.cell(&random) } }
    var text = random.oneIn(2) ? "\u{feff}" : ""
    for (place, row) in rows.enumerated() {
      text += row.map { Self.written($0, &random) }.joined(separator: ",")
      // The last line break may be missing, unless the row would be empty.
      if place < rows.count - 1 || row == [""] || random.oneIn(2) { text += random.oneIn(2) ? "\n" : "\r\n" }
    }
    #expect(try Self.rows(Array(text.utf8)) == rows, "\(text.debugDescription)")
  }

  @Test(arguments: 0..<300)
  func `any bytes lead to an end or an error`(seed: Int) {
    var random = Seeded(seed)
    let bytes = (0..<random.below(200)).map { _ in
      random.one(of: [0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xff] as [UInt8])
    }
    let rows = try? Self.rows(bytes)
    #expect((rows?.count ?? 0) <= bytes.count)
  }
}
