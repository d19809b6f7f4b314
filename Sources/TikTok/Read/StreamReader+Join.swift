import Connector
import HTTP
import JSON
import Synchronization

/// The pages of several requests for the same rows, on their way to being joined.
final class PageJoin: Sendable {
  let requests: [APIRequest]
  /// How many metrics each of them names.
  let metrics: [Int]
  let rows: RowJoin
  /// Members of every row.
  let columns: [String: String]
  /// The days that the rows are of, where they can be read in shorter runs.
  let window: DateWindow?
  /// Records that the pages of each request have room for, as far as known.
  private let room: Mutex<[Int?]>

  init(of planned: PlannedRequest, window: DateWindow?, without delivered: Set<UInt64>) {
    requests = [planned.request] + planned.companions
    metrics = requests.map { request in
      request["metrics"].flatMap { try? JSON(parsing: Array($0.utf8)) }?.array?.count ?? .max
    }
    rows = RowJoin(parts: requests.count, written: delivered)
    columns = planned.columns
    self.window = window
    room = Mutex(Array(repeating: nil, count: requests.count))
  }

  /// Whether the request at `part` may have such a page.
  func mayHave(_ page: APIRequest, of part: Int) -> Bool {
    room.withLock { $0[part].map { (page.number - 1) * page.size < $0 } ?? true }
  }

  /// Notes how many pages the request at `part` has that are as large as `page`.
  func note(pages count: Int, like page: APIRequest, of part: Int) {
    room.withLock { $0[part] = max(count * page.size, $0[part] ?? 0) }
  }
}

/// More rows than are joined at a time, because those that stand on different pages must be kept until their
/// counterparts come.
struct JoinTooLarge: Error {
  /// How many runs of days it takes instead of one.
  let parts: Int

  static let maximumRows = 3000
}

extension StreamReader {
  /// Reads one page of each request, of the number and size that `page` has, and hands on the rows that are whole. One
  /// place among the requests in flight holds them all, so that places bound the memory.
  func readPage(
    as page: APIRequest, untilTimeout: Bool, of join: PageJoin, in slice: Slice
  ) async throws -> PageSummary {
    try await client.occupyPlace {
      var total = PageSummary()
      var held: [BufferedPage?] = []
      for (part, request) in join.requests.enumerated() {
        guard join.mayHave(page, of: part) else {
          held.append(nil)
          continue
        }
        let (rows, summary) = try await client.ask(
          request.like(page), untilTimeout: untilTimeout
        ) { page in
          try await self.hold(page, of: join, part, in: slice)
        }
        held.append(rows)
        join.note(pages: summary.pageInfo?.totalPages ?? 0, like: page, of: part)
        if part == 0 {
          total = summary
        } else {
          total.add(pageOf: summary)
        }
        total.parts[part] = summary.counts[0]
        guard page.number == 1, part == 0, let rows = summary.pageInfo?.totalNumber else { continue }
        // No rows by one set of metrics, none by another: most days of most accounts are asked about once.
        if rows == 0, summary.records == 0 { return total }
        if rows > JoinTooLarge.maximumRows, let days = join.window?.days, days > 1 {
          throw JoinTooLarge(parts: min(days, (rows - 1) / JoinTooLarge.maximumRows + 1))
        }
      }
      let pages = held
      try await sink.write(name) { frame, buffer in join.rows.write(pages, frame, into: &buffer) }
      return total
    }
  }

  /// Page → records that wait for their counterparts.
  private func hold(
    _ page: Page, of join: PageJoin, _ part: Int, in slice: Slice
  ) async throws -> (BufferedPage, PageSummary) {
    try refuseTruncated(page, in: slice)
    let columns = plan.columns(for: slice, about: join.columns)
    let scanner = PageScanner(plan: plan.records, frame: .none, columns: columns, notesRows: true)
    var buffer = ByteBuffer(capacity: page.body.bytes.count)
    var summary = try page.scan(with: scanner, .pages(1000), into: &buffer)
    let rows = summary.rows ?? PageRows()
    summary.rows = nil
    summary.keys = rows.rows.map(\.hash)
    explain(summary)
    return (BufferedPage(bytes: buffer.array(), rows: rows, asked: join.metrics[part]), summary)
  }

  /// Hands on the rows of which one request knew nothing, when there are no more pages and nothing is read again.
  func finish(_ join: PageJoin, in slice: Slice) async throws {
    guard join.rows.waiting > 0 else { return }
    let count =
      try await sink.write(name) { frame, buffer in join.rows.writeRest(frame, into: &buffer) } ?? 0
    if count > 0 { sink.log(.warning, UserMessage.incompleteRows(count, stream: name, slice: slice)) }
  }
}

extension APIRequest {
  fileprivate var size: Int { self["page_size"].flatMap { Int($0) } ?? 1 }

  /// The same request for a page as large as another one, and of its number.
  fileprivate func like(_ page: APIRequest) -> APIRequest {
    with("page_size", String(page.size)).page(page.number)
  }
}

extension RecordFrame {
  /// Records that stand for themselves.
  static let none = RecordFrame(prefix: [], suffix: []) { _ in [] }
}
