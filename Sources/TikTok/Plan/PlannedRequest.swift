/// A request of a slice, and which of its records are wanted.
struct PlannedRequest: Sendable, Hashable {
  let request: APIRequest
  /// Requests for further metrics of the same rows, which are joined to those of ``request`` by key.
  let companions: [APIRequest]
  let filter: RecordFilter
  /// Whether the answer comes in pages.
  let isPaged: Bool

  init(
    _ request: APIRequest, companions: [APIRequest] = [], filter: RecordFilter = .everything,
    isPaged: Bool = true
  ) {
    self.request = request
    self.companions = companions
    self.filter = filter
    self.isPaged = isPaged
  }
}

/// Which records of a page are handed on.
enum RecordFilter: Sendable, Hashable {
  case everything
  /// Those whose cursor is not less, or that have none.
  case since(UTCTime)
  /// Those that have no cursor.
  case undated

  /// The least cursor of the records, as they have it; nil for no limit.
  var since: String? { if case .since(let time) = self { time.recordText } else { nil } }
}
