import Connector
import JSON
import Synchronization

/// Joins rows whose metrics come in several requests: of one report, over the same days, with different metrics.
///
/// TikTok's rows have no fixed order, so a row may be on different pages of different requests. Rows whose parts come
/// together are written immediately; the others wait for their missing parts. Rows of one answer with equal keys pair up
/// in the order in which they come.
final class RowJoin: Sendable {
  /// The number of requests whose rows belong together.
  let parts: Int
  private let state: Mutex<State>

  /// One request's part of a row.
  struct Piece: Sendable {
    let record: [UInt8]
    /// Offsets in ``record``.
    let metrics: Range<Int>
    let changes: [RecordChange]
    /// Whether there are metrics that were not requested.
    let hasMore: Bool
  }

  private struct State {
    /// The parts received so far, by key.
    var waiting: [[UInt8]: [Piece?]] = [:]
    /// Hashes of the keys of rows that were written completely, here or before.
    var written: Set<UInt64>
    /// Hashes of the keys of rows that have been complete here.
    var complete: Set<UInt64> = []
    /// Complete rows of several pages with the key of one before them. They come again if the list has changed; if it has
    /// not, they are rows of their own.
    var repeated: [[Piece?]] = []

    /// Notes a complete row. Returns whether to write it now.
    mutating func note(_ hash: UInt64, _ pieces: @autoclosure () -> [Piece?]) -> Bool {
      guard complete.insert(hash).inserted else {
        repeated.append(pieces())
        return false
      }
      return written.insert(hash).inserted
    }

    /// Keeps a part of a row. Returns all parts once they are complete.
    mutating func add(
      _ piece: Piece, _ part: Int, of parts: Int, key: [UInt8]
    ) -> [Piece?]? {
      waiting[key, default: Array(repeating: nil, count: parts)][part] = piece
      guard let pieces = waiting[key], pieces.allSatisfy({ $0 != nil }) else { return nil }
      waiting[key] = nil
      return pieces
    }
  }

  /// - Parameters:
  ///   - parts: how many requests there are for the same rows.
  ///   - written: hashes of the keys of rows that are not to be written again.
  init(parts: Int, written: Set<UInt64> = []) {
    self.parts = parts
    state = Mutex(State(written: written))
  }

  /// Hashes of the keys of rows that were written completely.
  var written: Set<UInt64> { state.withLock(\.written) }

  /// The number of rows that still lack parts.
  var waiting: Int { state.withLock(\.waiting.count) }

  /// Appends the lines of the rows that are complete now.
  /// - Parameters:
  ///   - pages: one page of each request; nil if a request has no such page.
  ///   - frame: the bytes around each record.
  ///   - out: where the lines go.
  /// - Returns: the number of lines.
  func write(_ pages: [BufferedPage?], _ frame: RecordFrame, into out: inout ByteBuffer) -> Int {
    let indices = pages.map { $0?.index ?? [:] }
    var places = Array(repeating: 0, count: parts)
    return state.withLock { state in
      var lines = 0
      for (part, page) in pages.enumerated() {
        guard let page else { continue }
        for (place, row) in page.rows.rows.enumerated() {
          var isWhole = true
          for other in pages.indices {
            let match = other == part ? place : pages[other]?.place(of: page, row, in: indices[other])
            isWhole = isWhole && match != nil
            places[other] = match ?? -1
          }
          if isWhole {
            // Written once, with the first request's page.
            guard part == 0,
              state.note(row.hash, pages.enumerated().map { $1?.piece(places[$0]) })
            else { continue }
            Self.append(parts, frame, into: &out) { pages[$0]?.view(places[$0]) }
          } else {
            let piece = page.piece(place)
            guard let pieces = state.add(piece, part, of: parts, key: Array(page.rows.keys[row.key])) else {
              continue
            }
            guard state.note(row.hash, pieces) else { continue }
            Self.append(parts, frame, into: &out) { pieces[$0]?.view }
          }
          lines += 1
        }
      }
      return lines
    }
  }

  /// Appends the lines of rows that lack parts after the last page, because they were added or removed between the
  /// requests. A row that was written completely is not written again.
  /// - Returns: the number of lines.
  func writeRest(_ frame: RecordFrame, into out: inout ByteBuffer) -> Int {
    state.withLock { state in
      var lines = 0
      // Sorted, so that the same answers give the same output.
      for (key, pieces) in state.waiting.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        guard !state.written.contains(FNV1a.hash(key)) else { continue }
        Self.append(parts, frame, into: &out) { pieces[$0]?.view }
        lines += 1
      }
      state.waiting.removeAll()
      return lines
    }
  }

  /// The number of complete rows that have the key of one on an earlier page.
  var repeated: Int { state.withLock(\.repeated.count) }

  /// Appends the lines of complete rows with the keys of others, when the list has turned out not to change.
  /// - Returns: the number of lines.
  func writeRepeated(_ frame: RecordFrame, into out: inout ByteBuffer) -> Int {
    state.withLock { state in
      let lines = state.repeated.count
      for pieces in state.repeated { Self.append(parts, frame, into: &out) { pieces[$0]?.view } }
      state.repeated = []
      return lines
    }
  }

  /// Appends the first part's record with the other parts' metrics after its own.
  private static func append(
    _ parts: Int, _ frame: RecordFrame, into out: inout ByteBuffer, _ view: (Int) -> View?
  ) {
    guard let first = (0..<parts).first(where: { view($0) != nil }), let base = view(first) else { return }
    out.append(frame.prefix)
    out.append(base.bytes.span, from: base.record.lowerBound, to: base.metrics.upperBound)
    var isFirst = base.bytes[base.metrics.upperBound - 1] == ASCII.openBrace
    var changes = base.changes
    // Metrics that were not requested may be in several parts.
    let hasMore = (0..<parts).contains { view($0)?.hasMore == true }
    var known = hasMore ? base.members : JSONObject()
    for part in first + 1..<max(parts, first + 1) {
      guard let further = view(part), !further.metrics.isEmpty else { continue }
      changes += further.changes
      guard hasMore else {
        if !isFirst { out.append(ASCII.comma) }
        out.append(further.bytes.span, from: further.metrics.lowerBound, to: further.metrics.upperBound)
        isFirst = false
        continue
      }
      for member in further.members.members where known[member.name] == nil {
        if !isFirst { out.append(ASCII.comma) }
        out.append(Array("\(JSON.string(member.name).text):\(member.value.text)".utf8))
        isFirst = false
        known[member.name] = member.value
      }
    }
    out.append(base.bytes.span, from: base.metrics.upperBound, to: base.record.upperBound)
    out.append(changes.isEmpty ? frame.suffix : frame.suffixForChanges(changes.firstOfEachField))
  }

  /// A part of a row, of a page or of a ``Piece``.
  struct View {
    let bytes: [UInt8]
    let record: Range<Int>
    let metrics: Range<Int>
    let changes: [RecordChange]
    let hasMore: Bool

    /// The metrics as an object.
    var members: JSONObject {
      let text = [ASCII.openBrace] + bytes[metrics] + [ASCII.closeBrace]
      return (try? JSON(parsing: text))?.object ?? JSONObject()
    }
  }
}

extension RowJoin.Piece {
  fileprivate var view: RowJoin.View {
    RowJoin.View(
      bytes: record, record: 0..<record.count, metrics: metrics, changes: changes, hasMore: hasMore)
  }
}
