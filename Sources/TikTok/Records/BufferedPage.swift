/// The records of a page that wait for the pages they are joined with.
struct BufferedPage: Sendable {
  let bytes: [UInt8]
  let rows: PageRows
  /// The number of metrics that were requested.
  let asked: Int

  /// The index of each row by the hash of its key.
  var index: [UInt64: Int] {
    Dictionary(rows.rows.enumerated().map { ($0.element.hash, $0.offset) }) { first, _ in first }
  }

  /// The index of the row with the same key as a row of another page; nil for none.
  func place(of page: BufferedPage, _ row: PageRows.Row, in index: [UInt64: Int]) -> Int? {
    guard let place = index[row.hash], rows.keys[rows.rows[place].key] == page.rows.keys[row.key] else {
      return nil
    }
    return place
  }

  func view(_ place: Int) -> RowJoin.View {
    let row = rows.rows[place]
    return RowJoin.View(
      bytes: bytes, record: row.record, metrics: row.metrics, changes: row.changes, hasMore: row.count > asked
    )
  }

  func piece(_ place: Int) -> RowJoin.Piece {
    let row = rows.rows[place]
    let start = row.record.lowerBound
    return RowJoin.Piece(
      record: Array(bytes[row.record]),
      metrics: row.metrics.lowerBound - start..<row.metrics.upperBound - start, changes: row.changes,
      hasMore: row.count > asked)
  }
}
