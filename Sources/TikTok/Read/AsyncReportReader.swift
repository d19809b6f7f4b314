import HTTP

/// Reads slices that TikTok refuses to report at once: it makes these reports in its own time.
struct AsyncReportReader: Sendable {
  let plan: StreamPlan
  let reports: AsyncReports
  let division: SliceDivision
  let refusals: RefusalLog
  let writer: RecordWriter

  private var log: StreamLog { writer.log }

  /// Reads a slice through to the sink, in halves where the output is too large.
  /// - Parameters:
  ///   - slice: what is wanted.
  ///   - error: with which TikTok refused it.
  /// - Throws: ``SliceFailure``, `CancellationError`, what the sink throws.
  func read(_ slice: Slice, after error: APIError) async throws {
    var pending = [(slice: slice, error: error)]
    while let (slice, error) = pending.popLast() {
      refusals.note(onlyAsync: slice)
      guard let task = plan.task(for: slice, without: refusals.known.columns) else {
        throw SliceFailure(error: error, slice: slice)
      }
      log.info(AsyncReportNotice.used(error, stream: log.stream, slice: slice))
      log.warn(once: "its tasks", AsyncReportNotice.limits(of: task, stream: log.stream))
      do {
        try await read(task, of: slice)
      } catch let failure as APIError {
        if failure.isTooLarge, let window = slice.window, window.days > 1 {
          pending += window.halves.reversed().map { (slice.narrowed(to: $0), failure) }
        } else if let columns = plan.columnsToDrop(after: failure, of: task.columns, knowing: Refusals()) {
          refusals.note(columns: columns, failure)
          pending.append((slice, failure))
        } else {
          throw SliceFailure(error: failure, slice: slice)
        }
      }
    }
  }

  private func read(_ task: AsyncReport, of slice: Slice) async throws {
    // Tasks have special campaigns among the others where no filter leaves them out (Promote, 1785880454546433).
    let special = try await division.specialObjects(besides: slice)
    try await reports.read(task) { page throws(APIError) in
      try CSVPages(of: page, dimensions: task.report.dimensions, metrics: task.columns, leavingOut: special)
    } deliver: { output in
      try await write(output, of: task, in: slice)
    }
  }

  private func write(_ output: CSVPages, of task: AsyncReport, in slice: Slice) async throws {
    try await writer.estimate(output.rows)
    let absent = slice.kind == .promote ? plan.namedColumns.filter { !task.columns.contains($0) } : []
    let planned = PlannedRequest(task.creation, paging: .none, absent: absent)
    var pages = output
    while let page = pages.next() { try await writer.write(page, of: planned, in: slice) }
    for country in pages.unknownCountries.sorted() {
      log.warn(once: "country \(country)", AsyncReportNotice.unknownCountry(country, stream: log.stream))
    }
  }
}

extension APIError {
  /// Whether an answer is larger than memory is set aside for.
  fileprivate var isTooLarge: Bool {
    guard case .transport(let error) = cause, case .tooLarge(limit: _) = error.kind else { return false }
    return true
  }
}
