import JSON

/// A request of a slice, and what to do with its records.
struct PlannedRequest: Sendable, Hashable {
  let request: APIRequest
  /// Requests for further metrics of the same rows, which are joined to those of ``request`` by their key.
  let companions: [APIRequest]
  let filter: RecordFilter
  let paging: Paging
  /// Members that every record gets, because the records do not say what the request is about.
  let columns: [String: String]
  /// Metrics that the rows do not have. They are null in every record.
  let absent: [String]
  /// Whether earlier requests may have returned some of the records, which are then not written again.
  let mayOverlap: Bool
  /// Whether it asks for the newest changes first.
  let isNewestFirst: Bool
  /// Whether the account's records are known to come in that order, so that pages behind one that is older than the
  /// cursor have nothing new.
  let stopsAtCursor: Bool

  init(
    _ request: APIRequest, companions: [APIRequest] = [], filter: RecordFilter = .everything,
    paging: Paging = .pages(1000), columns: [String: String] = [:], absent: [String] = [],
    mayOverlap: Bool = false, isNewestFirst: Bool = false, stopsAtCursor: Bool = false
  ) {
    self.request = request
    self.companions = companions
    self.filter = filter
    self.paging = paging
    self.columns = columns
    self.absent = absent
    self.mayOverlap = mayOverlap
    self.isNewestFirst = isNewestFirst
    self.stopsAtCursor = stopsAtCursor
  }
}

/// What a request is about within an account: objects that have been looked up.
struct RequestScope: Sendable, Hashable {
  /// Further parameters of the request.
  let parameters: [APIRequest.Parameter]
  /// Members of each of its records.
  let columns: [String: String]
  /// Whether TikTok may refuse the request, because the list does not call the object available.
  var isDoubtful = false

  /// The account as a whole.
  static let account = RequestScope(parameters: [], columns: [:])

  init(parameters: [APIRequest.Parameter], columns: [String: String]) {
    self.parameters = parameters
    self.columns = columns
  }

  /// Objects of a list, named in one parameter. If there is just one, each record gets its id.
  init(_ ids: [String], of list: ObjectList, in parameter: String, isSingle: Bool) {
    let value = JSON.array(ids.map { .string($0) })
    self.init(parameters: [.init(parameter, value)], columns: isSingle ? [list.id: ids[0]] : [:])
  }
}

/// Which records of a page are written.
enum RecordFilter: Sendable, Hashable {
  case everything
  /// Those whose cursor is at least this, or that have none.
  case since(UTCTime)
  /// Those that have no cursor.
  case undated

  /// The least cursor, in the form that records have; nil for no limit.
  var since: String? { if case .since(let time) = self { time.recordText } else { nil } }
}
