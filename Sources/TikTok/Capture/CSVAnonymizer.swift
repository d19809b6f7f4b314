import JSON

extension Anonymizer {
  /// The output of a report task as it may be shown: each column's cells are treated by its title.
  /// - Parameter bytes: CSV; what cannot be read is left out from there on, with a quotation mark that nothing closes.
  /// - Returns: CSV with the same titles and numbers of cells.
  func callAsFunction(csv bytes: [UInt8]) -> String {
    let span = bytes.span
    var reader = CSVReader()
    var cells: [CSVReader.Cell] = []
    var titles: [String] = []
    var lines = ""
    do throws(CSVError) {
      while try reader.next(span, into: &cells) {
        let texts = cells.map { $0.text(in: span) }
        if titles.isEmpty {
          titles = texts
          lines += line(texts.map { self(message: $0) })
        } else {
          lines += line(
            texts.enumerated().map { place, text in
              self(text, of: titles.indices.contains(place) ? titles[place].columnName : "")
            })
        }
      }
      return lines
    } catch {
      return lines + "\""
    }
  }

  private func line(_ cells: [String]) -> String {
    cells.map { cell in
      let isPlain = !cell.contains { "\",\r\n".contains($0) }
      return isPlain ? cell : "\"\(cell.replacing("\"", with: "\"\""))\""
    }.joined(separator: ",") + "\n"
  }
}

extension String {
  /// A title as the name of a column: some outputs have `Campaign ID` for `campaign_id`.
  fileprivate var columnName: String { lowercased().replacing(" ", with: "_") }
}
