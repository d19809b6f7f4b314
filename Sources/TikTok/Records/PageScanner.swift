import Connector
import JSON

/// One response's bytes → record lines, in one pass: no tree, no text values, nothing allocated per record.
///
/// A scanner lives for one page. It learns the order of the keys from the first record and predicts it for the
/// others, so that most keys cost one comparison.
struct PageScanner: ~Copyable {
  let layout: RecordLayout
  let frame: RecordFrame
  /// The frame's, for every record.
  let prefix: FixedBuffer<UInt8>
  let suffix: FixedBuffer<UInt8>
  /// Members that each record gets when the API's has none of that name or has null: their fields, and where their
  /// texts end, one after the other, in ``columnTexts``.
  let columns: FixedBuffer<Column>
  let columnTexts: FixedBuffer<UInt8>
  /// ``RecordLayout/promoted`` and ``RecordLayout/key``.
  let promoted: FixedBuffer<Int>
  let key: FixedBuffer<Int>
  /// Metrics that the page's rows do not have, by their fields: null in each row.
  let absent: [Int]
  /// Records whose cursor is less are left out.
  let since: [UInt8]
  /// Whether records that have the cursor are left out.
  let leavesOutCursors: Bool
  /// Whether the summary tells the records' keys.
  let notesKeys: Bool
  /// Hashes of the keys of records that are left out.
  let leftOut: Set<UInt64>
  /// Notes where each record lies in the output, for records that are to be joined to others.
  var rows: PageRows?

  /// Per field: the member that was written last.
  var extents: FixedBuffer<Extent>
  /// ``RecordLayout/quick`` and ``RecordLayout/names``.
  let quick: FixedBuffer<RecordLayout.QuickField>
  let names: FixedBuffer<UInt8>
  /// Per shape and position: the field whose key stood there last; -1 for an unknown one.
  var order: FixedBuffer<Int32>
  /// The members that the layout does not know.
  var unknown = UnknownMembers()
  /// Objects entered so far, and the first one's number of the record under way.
  var objects = 0
  var firstObject = 0
  /// Where the record under way holds null for a value that did not fit.
  var nulled: [(field: Int, place: Int)] = []
  var newestCursor: [UInt8] = []
  /// The shape of a report's values; -1 for none. And how many members those of the record under way have.
  let metricsShape: Int
  var metricsCount = 0
  var summary = PageSummary()
  /// The first fault that is not the grammar's.
  var fault: PageError?

  struct Column: BitwiseCopyable {
    let field: Int
    let end: Int
  }

  /// Where a member lies in the output: from its key's quote to the end of its value.
  struct Extent: BitwiseCopyable {
    /// The number of the object that it is a member of; 0 for a member that was taken out again.
    var object = 0
    var start = 0
    var value = 0
    var end = 0

    /// Moves up by what was taken out before it or within it.
    mutating func close(_ gap: Range<Int>) {
      if start >= gap.upperBound {
        start -= gap.count
        value -= gap.count
      }
      if end >= gap.upperBound { end -= gap.count }
    }
  }

  /// - Parameters:
  ///   - layout: how the stream's records are made.
  ///   - frame: what stands around each record in the output.
  ///   - columns: members to add, for fields of the layout; those that are not selected are not.
  ///   - absent: names of metrics that the rows do not have; those that are selected become null.
  ///   - since: the least cursor to hand on, `YYYY-MM-DDTHH:MM:SS`; nil for all records.
  ///   - leavesOutCursors: whether only records without the cursor field are handed on.
  ///   - notesKeys: whether the summary tells the records' keys.
  ///   - leftOut: hashes of the keys of records that are left out, where keys are noted.
  ///   - notesRows: whether the summary tells where each record lies in the output.
  init(
    layout: RecordLayout, frame: RecordFrame, columns: [ConstantField] = [], absent: [String] = [],
    since: String? = nil, leavesOutCursors: Bool = false, notesKeys: Bool = false, leftOut: Set<UInt64> = [],
    notesRows: Bool = false
  ) {
    self.layout = layout
    rows = notesRows ? PageRows() : nil
    self.frame = frame
    prefix = FixedBuffer(frame.prefix)
    suffix = FixedBuffer(frame.suffix)
    var texts: [UInt8] = []
    var ends: [Column] = []
    for column in columns where layout.fields[column.field].disposition != .drop {
      texts += column.text
      ends.append(Column(field: column.field, end: texts.count))
    }
    self.columns = FixedBuffer(ends)
    columnTexts = FixedBuffer(texts)
    self.absent = absent.compactMap(layout.metric).filter { layout.fields[$0].disposition == .emit }
    promoted = FixedBuffer(layout.promoted)
    key = FixedBuffer(layout.key)
    metricsShape = layout.metrics < 0 ? -1 : layout.fields[layout.metrics].shape
    self.since = since.map { Array($0.utf8) } ?? []
    self.leavesOutCursors = leavesOutCursors
    self.notesKeys = notesKeys && !layout.key.isEmpty
    self.leftOut = leftOut
    quick = FixedBuffer(layout.quick)
    names = FixedBuffer(layout.names)
    extents = FixedBuffer(repeating: Extent(), count: layout.fields.count)
    order = FixedBuffer(repeating: -1, count: layout.shapes.last.map { $0.orderStart + $0.orderCount } ?? 0)
  }

  /// Appends the page's record lines to `out`. After an error the caller takes back what was appended.
  /// - Parameters:
  ///   - body: the response's bytes.
  ///   - out: where the lines go.
  /// - Returns: what the page says besides its records.
  /// - Throws: `PageError`.
  consuming func scan(_ body: Span<UInt8>, into out: inout ByteBuffer) throws(PageError) -> PageSummary {
    var envelope = PartialEnvelope(start: out.count)
    do {
      try scanEnvelope(body, &envelope, &out)
    } catch {
      throw .malformed(error)
    }
    guard let code = envelope.code else { throw .unexpectedShape("it has no `code`") }
    guard code == 0 else {
      throw .refused(Envelope(code: code, message: envelope.message, requestID: envelope.requestID))
    }
    if let fault { throw fault }
    guard envelope.hasRecords else {
      throw .unexpectedShape("it has no array `data.\(layout.requirements.records)`")
    }
    summary.newestCursor = String(decoding: newestCursor, as: UTF8.self)
    summary.rows = rows
    summary.unknownFields = unknown.names
    return summary
  }

  /// What is known of the envelope so far: its members come in any order.
  private struct PartialEnvelope {
    /// Where the page's lines begin in the output.
    let start: Int
    var code: Int?
    var message = ""
    var requestID = ""
    var hasRecords = false
  }

  private mutating func scanEnvelope(
    _ s: Span<UInt8>, _ envelope: inout PartialEnvelope, _ out: inout ByteBuffer
  ) throws(JSONError) {
    var walk = try MemberIterator(s, JSONScanner.skipSpace(s, 0))
    while let member = try walk.next(s) {
      let isText = JSONScanner.byte(s, member.value) == ASCII.quote
      if member.isNamed("data", s) {
        forgetRecords(&envelope, &out)
        summary.pageInfo = nil
        walk.position = try scanData(s, member.value, &envelope, &out)
        continue
      }
      walk.position = try JSONScanner.skipValue(s, member.value, depth: 1)
      if member.isNamed("code", s) {
        envelope.code = Self.integer(s, member.value)
      } else if isText, member.isNamed("message", s) {
        envelope.message = try JSONScanner.text(s, member.value + 1, walk.position - 1)
      } else if isText, member.isNamed("request_id", s) {
        envelope.requestID = try JSONScanner.text(s, member.value + 1, walk.position - 1)
      }
    }
    let end = JSONScanner.skipSpace(s, walk.position)
    guard end == s.count else { throw .syntax(at: end) }
  }

  /// Of two members of one name the last one counts: nothing of an earlier one may stay.
  private mutating func forgetRecords(_ envelope: inout PartialEnvelope, _ out: inout ByteBuffer) {
    out.truncate(to: envelope.start)
    envelope.hasRecords = false
    summary = PageSummary(pageInfo: summary.pageInfo)
    newestCursor.removeAll()
    if rows != nil { rows = PageRows() }
    unknown = UnknownMembers()
    fault = nil
  }

  private mutating func scanData(
    _ s: Span<UInt8>, _ start: Int, _ envelope: inout PartialEnvelope, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard JSONScanner.byte(s, start) == ASCII.openBrace else {
      return try JSONScanner.skipValue(s, start, depth: 1)
    }
    var walk = try MemberIterator(s, start)
    while let member = try walk.next(s) {
      let first = JSONScanner.byte(s, member.value)
      if member.isNamed(layout.requirements.records, s) {
        forgetRecords(&envelope, &out)
        // An array without elements may come as null.
        envelope.hasRecords = first == ASCII.openBracket || first == ASCII.n
        if first == ASCII.openBracket {
          walk.position = try scanRecords(s, member.value, &out)
          continue
        }
      } else if first == ASCII.openBrace, member.isNamed("page_info", s) {
        walk.position = try scanPageInfo(s, member.value)
        continue
      }
      walk.position = try JSONScanner.skipValue(s, member.value, depth: 2)
    }
    return walk.position
  }

  private mutating func scanPageInfo(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    var info = PageSummary.PageInfo()
    var tellsPages = false
    var walk = try MemberIterator(s, start)
    while let member = try walk.next(s) {
      let value = Self.integer(s, member.value).flatMap { Self.plausibleCounts.contains($0) ? $0 : nil }
      if member.isNamed("page", s) { info.page = value ?? 0 }
      if member.isNamed("page_size", s) { info.pageSize = value ?? 0 }
      if member.isNamed("total_number", s) { info.totalNumber = value }
      if member.isNamed("total_page", s) {
        info.totalPages = value ?? 0
        tellsPages = value != nil
      }
      walk.position = try JSONScanner.skipValue(s, member.value, depth: 3)
    }
    // Taken for none, a number of pages that cannot be read would lose all but the first.
    summary.pageInfo = tellsPages ? info : nil
    return walk.position
  }

  /// More than any account has, and so few that sums of them do not overflow.
  private static let plausibleCounts = 0..<1_000_000_000_000

  private mutating func scanRecords(
    _ s: Span<UInt8>, _ start: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    var i = JSONScanner.skipSpace(s, start + 1)
    if JSONScanner.byte(s, i) == ASCII.closeBracket { return i + 1 }
    while true {
      if JSONScanner.byte(s, i) == ASCII.openBrace {
        i = try scanRecord(s, i, &out)
      } else {
        i = try JSONScanner.skipValue(s, i, depth: 3)
        fault = fault ?? .unexpectedShape("element \(summary.records) of its records is not an object")
      }
      summary.records += 1
      i = JSONScanner.skipSpace(s, i)
      let c = JSONScanner.byte(s, i)
      if c == ASCII.closeBracket { return i + 1 }
      guard c == ASCII.comma else { throw JSONScanner.unexpected(s, i) }
      i = JSONScanner.skipSpace(s, i + 1)
    }
  }

  /// The integer at `start`, bare or as text; nil for anything else.
  static func integer(_ s: Span<UInt8>, _ start: Int) -> Int? {
    let isText = JSONScanner.byte(s, start) == ASCII.quote
    let first = isText ? start + 1 : start
    let (end, form) = JSONScanner.number(s, first)
    guard form == .integer, end - first < 19, !isText || JSONScanner.byte(s, end) == ASCII.quote else {
      return nil
    }
    let isNegative = s[first] == ASCII.minus
    var value = 0
    for i in (isNegative ? first + 1 : first)..<end { value = value * 10 + Int(s[i] - ASCII.zero) }
    return isNegative ? -value : value
  }
}
