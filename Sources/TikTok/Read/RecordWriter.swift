import Connector
import HTTP
import JSON
import Synchronization

/// Turns a stream's pages into record lines, and writes them to the sink.
final class RecordWriter: Sendable {
  let plan: StreamPlan
  let log: StreamLog
  /// Rows that are not written again when a slice is read again.
  let emitted: EmittedKeys
  private let sink: any RecordSink
  private let estimated = Mutex(0)

  init(_ plan: StreamPlan, into sink: any RecordSink, log: StreamLog) {
    self.plan = plan
    self.sink = sink
    self.log = log
    emitted = EmittedKeys(isByWindow: plan.stream.granularity == .lifetime)
  }

  /// Page → record lines → sink.
  /// - Returns: what the page says; nothing where the stream has failed, and takes no more records.
  /// - Throws: `APIError` for a page that cannot be read; what the sink throws.
  @discardableResult
  func write(_ page: Page, of planned: PlannedRequest, in slice: Slice) async throws -> PageSummary {
    try refuseTruncated(page, in: slice)
    let constants = plan.columns(for: slice, about: planned.columns)
    let leavesOut = plan.identifiesRows || !slice.isOfStandardCampaigns || planned.mayOverlap
    let leftOut = leavesOut ? emitted.of(slice) : []
    let summary = try await sink.write(log.stream) { [plan] frame, buffer in
      let scanner = PageScanner(
        layout: plan.records, frame: frame, columns: constants, absent: planned.absent,
        since: planned.filter.since,
        leavesOutCursors: planned.filter == .undated, notesKeys: planned.paging.size != nil, leftOut: leftOut)
      let summary = try page.scan(with: scanner, planned.paging, into: &buffer)
      return (lines: summary.emitted, value: summary)
    }
    guard let summary else { return PageSummary() }
    explain(summary)
    return summary
  }

  /// Page → rows that wait for those of other requests.
  /// - Throws: `APIError` for a page that cannot be read.
  func rows(of page: Page, _ planned: PlannedRequest, in slice: Slice) throws(APIError) -> (
    bytes: [UInt8], rows: PageRows, summary: PageSummary
  ) {
    try refuseTruncated(page, in: slice)
    let constants = plan.columns(for: slice, about: planned.columns)
    let scanner = PageScanner(layout: plan.records, frame: .none, columns: constants, notesRows: true)
    var buffer = ByteBuffer(capacity: page.body.bytes.count)
    var summary = try page.scan(with: scanner, planned.paging, into: &buffer)
    let rows = summary.rows ?? PageRows()
    summary.rows = nil
    summary.keys = rows.rows.map(\.hash)
    explain(summary)
    return (buffer.array(), rows, summary)
  }

  /// What a page says, without writing any of it.
  /// - Throws: `APIError` for a page that cannot be read.
  func summary(of page: Page, _ planned: PlannedRequest, in slice: Slice) throws(APIError) -> PageSummary {
    var buffer = ByteBuffer(capacity: page.body.bytes.count)
    let constants = plan.columns(for: slice, about: planned.columns)
    let scanner = PageScanner(layout: plan.records, frame: .none, columns: constants, notesKeys: true)
    return try page.scan(with: scanner, planned.paging, into: &buffer)
  }

  /// Writes lines that `append` adds to the sink's buffer.
  /// - Returns: how many there are; 0 where the stream has failed, and takes no more records.
  @discardableResult
  func write(
    _ append: @escaping @Sendable (RecordFrame, inout ByteBuffer) throws -> Int
  ) async throws -> Int {
    try await sink.write(log.stream, append) ?? 0
  }

  /// Adds to the number of records that the stream will have.
  func estimate(_ records: Int) async throws {
    let sum = estimated.withLock { sum in
      sum += records
      return sum
    }
    try await sink.estimate(log.stream, records: sum)
  }

  /// Refuses a page whose rows TikTok has cut, where they can be had in another way. Nothing of it has been written yet,
  /// so that no row comes twice.
  private func refuseTruncated(_ page: Page, in slice: Slice) throws(APIError) {
    guard let truncation = page.truncation, plan.nextPart(of: slice) != nil || plan.hasAsyncReport(slice)
    else {
      return
    }
    throw APIError(.truncated(truncation), path: page.request.path)
  }

  /// Says once what is wrong with a field's values, and which fields the schema does not name.
  private func explain(_ page: PageSummary) {
    for misfit in page.misfits {
      log.warn(once: "\(misfit.field) \(misfit.change)", UserMessage.misfit(misfit, stream: log.stream))
    }
    let news = page.unknownFields.filter { log.isNews("unknown \($0)") }
    if !news.isEmpty { log.info(UserMessage.unknownFields(news, stream: log.stream)) }
  }
}

extension RecordFrame {
  /// Records that stand for themselves.
  fileprivate static let none = RecordFrame(prefix: [], suffix: []) { _ in [] }
}

extension Page {
  /// Appends the page's record lines to `out`.
  /// - Throws: `APIError`.
  fileprivate func scan(
    with scanner: consuming PageScanner, _ paging: Paging, into out: inout ByteBuffer
  ) throws(APIError) -> PageSummary {
    do throws(PageError) {
      let bytes = body.bytes
      var summary = try scanner.scan(bytes.span, into: &out)
      if paging.isMiscounted { summary.pageInfo = nil }
      if case .pages = paging, summary.pageInfo == nil {
        throw PageError.unexpectedShape("it has no `page_info`")
      }
      if paging.size != nil,
        let problem = summary.pageInfo?.contradiction(records: summary.records, onPage: request.number)
      {
        throw PageError.unexpectedShape(problem)
      }
      summary.truncation = truncation
      return summary
    } catch PageError.refused(let envelope) {
      throw APIError(.refused(envelope), path: request.path)
    } catch {
      throw APIError(.page(error), path: request.path)
    }
  }
}
