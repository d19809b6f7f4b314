import HTTP
import JSON

/// The CSV output of an asynchronous report, converted to pages of the synchronous API's shape, so that records are
/// made of both in the same way: values as text, dimensions separate from metrics.
struct CSVPages: Sendable {
  /// The number of rows below the titles.
  let rows: Int
  /// Names of countries without a known code.
  private(set) var unknownCountries: Set<String> = []
  private let output: Page
  private let dimensions: [Column]
  private let metrics: [Column]
  /// Ids of objects whose rows are left out.
  private let others: Set<String>
  private var reader: CSVReader
  private var left: Int
  private var cells: [CSVReader.Cell] = []

  private struct Column: Sendable {
    let place: Int
    /// `"name":`, as it is written into the row.
    let name: [UInt8]
    var isMetric = false
    var isCountry = false
    var isID = false
  }

  static let rowsPerPage = 1000

  /// Checks the whole output first, so that no row is emitted if any is damaged.
  /// - Parameters:
  ///   - output: the CSV as downloaded.
  ///   - dimensions: the dimensions of the report.
  ///   - metrics: the metrics that were requested.
  ///   - others: ids of objects whose rows are left out.
  /// - Throws: `APIError`.
  init(
    of output: Page, dimensions: [Dimension], metrics: [String], leavingOut others: Set<String> = []
  ) throws(APIError) {
    do throws(CSVError) {
      try self.init(checking: output, dimensions, metrics, others)
    } catch {
      throw APIError(.page(.unexpectedShape(error.problem)), path: output.request.path)
    }
  }

  private init(
    checking output: Page, _ wanted: [Dimension], _ asked: [String], _ others: Set<String>
  ) throws(CSVError) {
    self.output = output
    self.others = others
    let bytes = output.body.bytes
    let s = bytes.span
    guard (try? UTF8Span(validating: s)) != nil else { throw .notUTF8 }
    var reader = CSVReader()
    var cells: [CSVReader.Cell] = []
    guard try reader.next(s, into: &cells) else { throw .noTitles }
    let titles = cells.map { $0.text(in: s) }
    (dimensions, metrics) = try Self.columns(titles, wanted)
    // A text that ends within its titles would otherwise look like a report without rows.
    if s[s.count - 1] != ASCII.lineFeed, reader.isAtEnd(of: s),
      let missing = asked.first(where: { !titles.contains($0) })
    {
      throw .missingColumn(missing, of: titles)
    }
    self.reader = reader
    var rows = 0
    while try reader.next(s, into: &cells) {
      if cells.count != titles.count {
        // An empty line at the end is no row; elsewhere it is an error.
        var rest = reader
        let isBlank = cells.count == 1 && cells[0].start == cells[0].end
        if isBlank, try !rest.next(s, into: &cells) { break }
        throw .cells(isBlank ? 1 : cells.count, titles: titles.count, row: reader.row)
      }
      rows += 1
    }
    self.rows = rows
    left = rows
  }

  private static func columns(
    _ titles: [String], _ wanted: [Dimension]
  ) throws(CSVError) -> (dimensions: [Column], metrics: [Column]) {
    // TikTok uses this name for some accounts (§3.4 of the fact sheet).
    let aliases = ["interest_category_v2": "interest_category"]
    var names = Set(wanted.map(\.rawValue))
    var columns: (dimensions: [Column], metrics: [Column]) = ([], [])
    var seen: Set<String> = []
    for (place, title) in titles.enumerated() {
      guard seen.insert(title).inserted else { throw .columnTwice(title) }
      var column = Column(place: place, name: Array((JSON.string(title).text + ":").utf8))
      if names.remove(aliases[title] ?? title) != nil {
        column.isCountry = title == Dimension.countryCode.rawValue
        column.isID = DataLevel(of: Dimension(rawValue: title)) != nil
        columns.dimensions.append(column)
      } else {
        column.isMetric = true
        columns.metrics.append(column)
      }
    }
    if let missing = names.min() { throw .missingColumn(missing, of: titles) }
    return columns
  }

  /// The next page; nil after the last one.
  mutating func next() -> Page? {
    guard left > 0 else { return nil }
    let bytes = output.body.bytes
    let s = bytes.span
    let count = min(left, Self.rowsPerPage)
    var out = ByteBuffer(capacity: 1 << 16)
    out.append(#"{"code":0,"data":{"list":["#)
    var isFirst = true
    for _ in 0..<count {
      // The initializer has checked all rows.
      guard (try? reader.next(s, into: &cells)) == true else { break }
      guard !isOfOthers(s) else { continue }
      if !isFirst { out.append(ASCII.comma) }
      isFirst = false
      out.append(#"{"dimensions":{"#)
      append(dimensions, of: s, &out)
      out.append(#"},"metrics":{"#)
      append(metrics, of: s, &out)
      out.append("}}")
    }
    left -= count
    out.append("]}}")
    return Page(request: output.request, body: ResponseBody(out.array()), truncation: nil)
  }

  private func isOfOthers(_ s: Span<UInt8>) -> Bool {
    !others.isEmpty && dimensions.contains { $0.isID && others.contains(cells[$0.place].text(in: s)) }
  }

  private mutating func append(_ columns: [Column], of s: Span<UInt8>, _ out: inout ByteBuffer) {
    var isFirst = true
    for column in columns {
      let cell = cells[column.place]
      if !isFirst { out.append(ASCII.comma) }
      isFirst = false
      out.append(column.name)
      if column.isCountry {
        out.append(utf8: JSON.string(country(cell.text(in: s))).text)
      } else if column.isMetric, cell.start == cell.end {
        // The object does not have the attribute.
        out.append("null")
      } else {
        out.append(textOf: cell, s)
      }
    }
  }

  /// Converts a country's name to its code. Asynchronous reports have names, the others codes (§3.7).
  private mutating func country(_ name: String) -> String {
    if let code = CountryFact.code(of: name) { return code }
    if name != "None", name != "-", !name.isEmpty { unknownCountries.insert(name) }
    return name
  }
}

extension ByteBuffer {
  /// Appends a cell as JSON text.
  fileprivate mutating func append(textOf cell: CSVReader.Cell, _ s: Span<UInt8>) {
    append(ASCII.quote)
    var i = cell.start
    while i < cell.end {
      var end = i
      while end < cell.end, s[end] >= ASCII.space, s[end] != ASCII.quote, s[end] != ASCII.backslash {
        end += 1
      }
      append(s, from: i, to: end)
      guard end < cell.end else { break }
      let byte = s[end]
      append(escaping: byte)
      i = end + (byte == ASCII.quote && cell.isQuoted ? 2 : 1)
    }
    append(ASCII.quote)
  }

  private mutating func append(escaping byte: UInt8) {
    append(ASCII.backslash)
    if byte >= ASCII.space {
      append(byte)
    } else {
      let digits = Array("0123456789abcdef".utf8)
      append("u00")
      append(digits[Int(byte >> 4)])
      append(digits[Int(byte & 15)])
    }
  }
}
