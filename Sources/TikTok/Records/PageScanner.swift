import Connector
import JSON

/// Converts one response to record lines in one pass, without a tree, without text values and without an allocation per
/// record.
///
/// A scanner reads one page. This type reads what is around the records, ``RecordScanner`` the records.
struct PageScanner: ~Copyable {
  /// The name of the array of records in `data`.
  private let name: String
  private var records: RecordScanner
  private var pageInfo: PageSummary.PageInfo?
  private var pageSize: Int?

  /// - Parameters:
  ///   - layout: how the stream's records are made.
  ///   - frame: the bytes around each record in the output.
  ///   - columns: members to add if the API's record lacks them; only those that are selected.
  ///   - absent: names of metrics that the rows lack; the selected ones are written as null.
  ///   - since: the least cursor to emit, `YYYY-MM-DDTHH:MM:SS`; nil for all records.
  ///   - leavesOutCursors: whether only records without the cursor field are emitted.
  ///   - notesKeys: whether the summary gets the records' keys.
  ///   - leftOut: hashes of the keys of records that are left out; only with `notesKeys`.
  ///   - notesRows: whether the summary gets the place of each record in the output.
  init(
    layout: RecordLayout, frame: RecordFrame, columns: [ConstantField] = [], absent: [String] = [],
    since: String? = nil, leavesOutCursors: Bool = false, notesKeys: Bool = false, leftOut: Set<UInt64> = [],
    notesRows: Bool = false
  ) {
    name = layout.requirements.records
    records = RecordScanner(
      layout: layout, frame: frame, columns: columns, absent: absent,
      cursor: CursorFilter(layout, since: since, leavesOutCursors: leavesOutCursors), notesKeys: notesKeys,
      leftOut: leftOut, notesRows: notesRows)
  }

  /// Appends the page's record lines to `out`. After an error the caller removes what was appended.
  /// - Parameters:
  ///   - body: the response's bytes.
  ///   - out: where the lines go.
  /// - Returns: what the page contains apart from its records.
  /// - Throws: `PageError`.
  consuming func scan(_ body: Span<UInt8>, into out: inout ByteBuffer) throws(PageError) -> PageSummary {
    var envelope = PartialEnvelope(start: out.count)
    do {
      do {
        try scanEnvelope(body, &envelope, &out)
      } catch .loneSurrogate, .infinite {
        // No page that TikTok means to send has them, so that looking for them costs the others nothing.
        let portable = PortableJSON(body)
        forgetRecords(&envelope, &out)
        records.replacements = PendingReplacements(portable.replacements)
        envelope = PartialEnvelope(start: envelope.start)
        (pageInfo, pageSize) = (nil, nil)
        try scanEnvelope(portable.bytes.span, &envelope, &out)
      }
    } catch {
      throw .malformed(error)
    }
    guard let code = envelope.code else { throw .unexpectedShape("it has no `code`") }
    guard code == 0 else {
      throw .refused(Envelope(code: code, message: envelope.message, requestID: envelope.requestID))
    }
    if let fault = records.fault { throw fault }
    guard envelope.hasRecords else {
      throw .unexpectedShape("it has no array `data.\(name)`")
    }
    var summary = records.summary
    summary.pageInfo = pageInfo
    summary.pageSize = pageSize
    return summary
  }

  /// What is known of the envelope so far. Its members come in any order.
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
    var members = try MemberIterator(s, JSONScanner.skipSpace(s, 0))
    while let member = try members.next(s) {
      let isText = JSONScanner.byte(s, member.value) == ASCII.quote
      if member.isNamed("data", s) {
        forgetRecords(&envelope, &out)
        pageInfo = nil
        pageSize = nil
        members.position = try scanData(s, member.value, &envelope, &out)
        continue
      }
      members.position = try JSONScanner.skipValue(s, member.value, depth: 1)
      if member.isNamed("code", s) {
        envelope.code = Self.integer(s, member.value)
      } else if isText, member.isNamed("message", s) {
        envelope.message = try JSONScanner.text(s, member.value + 1, members.position - 1)
      } else if isText, member.isNamed("request_id", s) {
        envelope.requestID = try JSONScanner.text(s, member.value + 1, members.position - 1)
      }
    }
    let end = JSONScanner.skipSpace(s, members.position)
    guard end == s.count else { throw .syntax(at: end) }
  }

  /// Forgets an earlier member of the same name, because the last one counts.
  private mutating func forgetRecords(_ envelope: inout PartialEnvelope, _ out: inout ByteBuffer) {
    out.truncate(to: envelope.start)
    envelope.hasRecords = false
    records.reset()
  }

  private mutating func scanData(
    _ s: Span<UInt8>, _ start: Int, _ envelope: inout PartialEnvelope, _ out: inout ByteBuffer
  ) throws(JSONError) -> Int {
    guard JSONScanner.byte(s, start) == ASCII.openBrace else {
      return try JSONScanner.skipValue(s, start, depth: 1)
    }
    var members = try MemberIterator(s, start)
    while let member = try members.next(s) {
      let first = JSONScanner.byte(s, member.value)
      if member.isNamed(name, s) {
        forgetRecords(&envelope, &out)
        // An array without elements may come as null.
        envelope.hasRecords = first == ASCII.openBracket || first == ASCII.n
        if first == ASCII.openBracket {
          members.position = try records.scan(s, member.value, &out)
          continue
        }
      } else if first == ASCII.openBrace, member.isNamed("page_info", s) {
        members.position = try scanPageInfo(s, member.value)
        continue
      }
      members.position = try JSONScanner.skipValue(s, member.value, depth: 2)
    }
    return members.position
  }

  private mutating func scanPageInfo(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    var info = PageSummary.PageInfo()
    var tellsPages = false
    var members = try MemberIterator(s, start)
    while let member = try members.next(s) {
      let value = Self.integer(s, member.value).flatMap { Self.plausibleCounts.contains($0) ? $0 : nil }
      if member.isNamed("total_number", s) { info.totalNumber = value }
      if member.isNamed("page_size", s) { pageSize = value }
      if member.isNamed("total_page", s) {
        info.totalPages = value ?? 0
        tellsPages = value != nil
      }
      members.position = try JSONScanner.skipValue(s, member.value, depth: 3)
    }
    // Without a readable number of pages there is no page info: 0 would drop all pages after the first.
    pageInfo = tellsPages ? info : nil
    return members.position
  }

  /// The limit is more than any account has, and sums of such counts do not overflow.
  private static let plausibleCounts = 0..<1_000_000_000_000

  /// The integer at `start`, bare or as text; nil for anything else.
  private static func integer(_ s: Span<UInt8>, _ start: Int) -> Int? {
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
