import Connector
import HTTP
import Synchronization

/// The last resort: reports that TikTok makes in its own time.
extension StreamReader {
  /// Reads a slice through to the sink that TikTok refuses to report at once, with that error.
  /// - Throws: `SliceFailure`, `CancellationError`, what the sink throws.
  func readByTask(_ slice: Slice, after error: APIError) async throws {
    let columns = refusals.withLock { state in
      state.onlyByTask.insert(slice.ofAnyDays)
      return state.columns
    }
    guard let task = plan.task(for: slice, without: columns) else {
      throw SliceFailure(error: error, slice: slice)
    }
    sink.log(.info, UserMessage.byTask(error, stream: name, slice: slice))
    warn(once: "its tasks", UserMessage.lacking(task, stream: name))
    let special = try await idsOfSpecial(slice)
    do {
      try await tasks.read(task) { page throws(APIError) in
        try CSVPages(
          of: page, dimensions: task.report.dimensions, metrics: task.metrics, leavingOut: special)
      } handOn: { output in
        try await emit(output, of: task, in: slice)
      }
    } catch let failure as APIError {
      if failure.isTooLarge, let window = slice.window, window.days > 1 {
        for half in window.halves { try await readByTask(slice.narrowed(to: half), after: failure) }
      } else if let refused = plan.columnsToDrop(after: failure, of: task.metrics, knowing: Refusals()) {
        drop(refused, after: failure)
        try await readByTask(slice, after: failure)
      } else {
        throw SliceFailure(error: failure, slice: slice)
      }
    }
  }

  /// The ids of objects of special campaigns: they are read apart, or not wanted, and tasks have them among the others
  /// where nothing tells them to leave them out (Promote, 1785880454546433).
  private func idsOfSpecial(_ slice: Slice) async throws -> Set<String> {
    guard slice.kind == .standard, let level = plan.stream.report?.level, let account = slice.account else {
      return []
    }
    do {
      var ids: Set<String> = []
      for kind in CampaignKind.special where try await kinds.has(kind, account.id) {
        ids.formUnion(try await objects.ids(of: level, kind, of: account.id))
      }
      return ids
    } catch let error as APIError {
      throw SliceFailure(error: error, slice: slice)
    }
  }

  /// Hands on the output of a task.
  private func emit(_ output: CSVPages, of task: AsyncReport, in slice: Slice) async throws {
    try await estimate(output.rows)
    let absent = slice.kind == .promote ? plan.namedColumns.filter { !task.metrics.contains($0) } : []
    let planned = PlannedRequest(task.creation, paging: .none, absent: absent)
    var pages = output
    while let page = pages.next() { _ = try await emit(page, of: planned, in: slice) }
    for country in pages.unknownCountries.sorted() {
      warn(once: "country \(country)", UserMessage.unknownCountry(country, stream: name))
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
