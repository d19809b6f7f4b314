import Connector
import JSON
import Synchronization

/// The pages of several requests for the same rows, on their way to being joined.
final class PageJoin: Sendable {
  let rows: RowJoin
  private let planned: PlannedRequest
  private let slice: Slice
  private let client: APIClient
  private let writer: RecordWriter
  private let requests: [APIRequest]
  /// How many metrics each of them names.
  private let metrics: [Int]
  /// Records that the pages of each request have room for, as far as known.
  private let room: Mutex<[Int?]>

  init(of planned: PlannedRequest, in slice: Slice, by client: APIClient, into writer: RecordWriter) {
    self.planned = planned
    self.slice = slice
    self.client = client
    self.writer = writer
    requests = [planned.request] + planned.companions
    metrics = requests.map { request in
      request["metrics"].flatMap { try? JSON(parsing: Array($0.utf8)) }?.array?.count ?? .max
    }
    rows = RowJoin(
      parts: requests.count, written: writer.plan.identifiesRows ? writer.emitted.of(slice) : [])
    room = Mutex(Array(repeating: nil, count: requests.count))
  }

  /// How many days the rows are of, where they can be read in shorter runs: a lifetime's row sums up its days, so that
  /// fewer of them would make another row.
  private var days: Int {
    writer.plan.stream.granularity == .lifetime ? 1 : slice.window?.days ?? 1
  }

  /// Reads one page of each request, of the number and size that `page` has, and writes the rows that are whole. One
  /// place among the requests in flight holds all these pages, so that the number of places bounds the memory.
  /// - Returns: what the pages say together.
  /// - Throws: `APIError`, ``JoinTooLarge``, `CancellationError`, what the sink throws.
  func readPage(as page: APIRequest, untilTimeout: Bool) async throws -> PageSummary {
    try await client.occupyPlace {
      var total = PageSummary()
      var held: [BufferedPage?] = []
      for (part, request) in requests.enumerated() {
        guard mayHave(page, of: part) else {
          held.append(nil)
          continue
        }
        let (rows, summary) = try await client.ask(
          request.like(page), untilTimeout: untilTimeout
        ) { [self] page in
          let (bytes, rows, summary) = try writer.rows(of: page, planned, in: slice)
          return (BufferedPage(bytes: bytes, rows: rows, asked: metrics[part]), summary)
        }
        held.append(rows)
        note(pages: summary.pageInfo?.totalPages ?? 0, like: page, of: part)
        if part == 0 {
          total = summary
        } else {
          total.add(pageOf: summary)
        }
        total.parts[part] = summary.counts[0]
        guard page.number == 1, part == 0, let rows = summary.pageInfo?.totalNumber else { continue }
        // Without rows for one set of metrics there are none for another: most days of most accounts take one request.
        if rows == 0, summary.records == 0 { return total }
        if rows > JoinTooLarge.maximumRows, days > 1 {
          throw JoinTooLarge(parts: min(days, (rows - 1) / JoinTooLarge.maximumRows + 1))
        }
      }
      let pages = held
      try await writer.write { [rows] frame, buffer in rows.write(pages, frame, into: &buffer) }
      return total
    }
  }

  /// Writes the rows whose keys came before and those that not all requests have given, when there are no more pages and
  /// nothing is read again.
  func finish() async throws {
    if rows.repeated > 0 {
      try await writer.write { [rows] frame, buffer in rows.writeRepeated(frame, into: &buffer) }
    }
    guard rows.waiting > 0 else { return }
    let count = try await writer.write { [rows] frame, buffer in rows.writeRest(frame, into: &buffer) }
    if count > 0 {
      writer.log.warn(ListNotice.incompleteRows(count, stream: writer.log.stream, slice: slice))
    }
  }

  /// Whether the request at `part` may have such a page.
  private func mayHave(_ page: APIRequest, of part: Int) -> Bool {
    room.withLock { $0[part].map { (page.number - 1) * page.size < $0 } ?? true }
  }

  /// Notes how many pages the request at `part` has that are as large as `page`.
  private func note(pages count: Int, like page: APIRequest, of part: Int) {
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

extension APIRequest {
  fileprivate var size: Int { self["page_size"].flatMap { Int($0) } ?? 1 }

  /// The same request for a page as large as another one, and of its number.
  fileprivate func like(_ page: APIRequest) -> APIRequest {
    with("page_size", String(page.size)).page(page.number)
  }
}
