import JSON

/// Reads the rows of a CSV text (RFC 4180) without creating a value for any cell.
struct CSVReader: Sendable {
  /// The number of rows read so far.
  private(set) var row = 0
  /// Where the next row begins.
  private var position = 0

  /// One cell, without the quotes around it.
  struct Cell: Sendable, Equatable {
    let start: Int
    let end: Int
    /// Whether the cell was quoted: a quote within it is then written twice.
    var isQuoted = false
  }

  /// Replaces `cells` with those of the next row, at least one; returns false after the last row.
  /// - Throws: `CSVError`.
  mutating func next(_ s: Span<UInt8>, into cells: inout [Cell]) throws(CSVError) -> Bool {
    cells.removeAll(keepingCapacity: true)
    if position == 0 { position = JSONScanner.skipByteOrderMark(s) }
    guard position < s.count else { return false }
    row += 1
    var i = position
    while true {
      let isQuoted = i < s.count && s[i] == ASCII.quote
      let cell = isQuoted ? try quoted(s, i) : plain(s, i)
      cells.append(cell)
      i = isQuoted ? cell.end + 1 : cell.end
      if i < s.count, s[i] == ASCII.comma {
        i += 1
        continue
      }
      position = i
      if i < s.count { position += s[i] == ASCII.carriageReturn ? 2 : 1 }
      return true
    }
  }

  /// Whether all rows have been read.
  func isAtEnd(of s: Span<UInt8>) -> Bool { position >= s.count }

  /// A cell that ends before a comma, a line break or the end of the text.
  private func plain(_ s: Span<UInt8>, _ start: Int) -> Cell {
    var i = start
    while i < s.count, s[i] != ASCII.comma, s[i] != ASCII.lineFeed { i += 1 }
    if i < s.count, s[i] == ASCII.lineFeed, i > start, s[i - 1] == ASCII.carriageReturn { i -= 1 }
    return Cell(start: start, end: i)
  }

  /// A quoted cell that begins at `start`.
  private func quoted(_ s: Span<UInt8>, _ start: Int) throws(CSVError) -> Cell {
    var i = start + 1
    while i < s.count {
      guard s[i] == ASCII.quote else {
        i += 1
        continue
      }
      if i + 1 < s.count, s[i + 1] == ASCII.quote {
        i += 2
        continue
      }
      guard endsCell(s, i + 1) else { throw .textBehindQuote(row: row) }
      return Cell(start: start + 1, end: i, isQuoted: true)
    }
    throw .openQuote(row: row)
  }

  private func endsCell(_ s: Span<UInt8>, _ i: Int) -> Bool {
    guard i < s.count, s[i] != ASCII.comma, s[i] != ASCII.lineFeed else { return true }
    return s[i] == ASCII.carriageReturn && i + 1 < s.count && s[i + 1] == ASCII.lineFeed
  }
}

/// Why a text is not the expected CSV. Rows are counted from 1, which is the row of titles.
enum CSVError: Error, Sendable, Equatable {
  /// The text ends within quotes.
  case openQuote(row: Int)
  case textBehindQuote(row: Int)
  case notUTF8
  case noTitles
  case missingColumn(String, of: [String])
  case columnTwice(String)
  case cells(Int, titles: Int, row: Int)

  /// What is wrong, as the end of a sentence.
  var problem: String {
    switch self {
    case .openQuote(let row): "row \(row) of its CSV has a quotation mark that nothing closes"
    case .textBehindQuote(let row): "row \(row) of its CSV has text behind a cell's closing quotation mark"
    case .notUTF8: "its CSV is not UTF-8"
    case .noTitles: "its CSV has no row of titles"
    case .missingColumn(let name, let titles):
      "its CSV has no column `\(name)`, only \(Array(titles.prefix(8)).quoted)"
    case .columnTwice(let name): "its CSV has the column `\(name)` twice"
    case .cells(let count, let titles, let row):
      "row \(row) of its CSV has \(count) cells under \(titles) titles"
    }
  }
}

extension CSVReader.Cell {
  /// The cell's text, decoded as UTF-8.
  func text(in s: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    var i = start
    while i < end {
      bytes.append(s[i])
      i += isQuoted && s[i] == ASCII.quote ? 2 : 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
