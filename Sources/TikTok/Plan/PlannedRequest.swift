import JSON

/// A request of a slice, and which of its records are wanted.
struct PlannedRequest: Sendable, Hashable {
  let request: APIRequest
  /// Requests for further metrics of the same rows, which are joined to those of ``request`` by key.
  let companions: [APIRequest]
  let filter: RecordFilter
  let paging: Paging
  /// What the request is about, which its records do not tell: members for each of them.
  let columns: [String: String]
  /// Metrics that the request's rows do not have: null in each of them.
  let absent: [String]
  /// Whether requests before it may have given some of its records, which are not handed on again.
  let leavesOutKnown: Bool

  init(
    _ request: APIRequest, companions: [APIRequest] = [], filter: RecordFilter = .everything,
    paging: Paging = .pages(1000), columns: [String: String] = [:], absent: [String] = [],
    leavesOutKnown: Bool = false
  ) {
    self.request = request
    self.companions = companions
    self.filter = filter
    self.paging = paging
    self.columns = columns
    self.absent = absent
    self.leavesOutKnown = leavesOutKnown
  }
}

/// What a request is about besides an account and days: objects that have been looked up.
struct RequestScope: Sendable, Hashable {
  /// Further parameters of the request.
  let parameters: [APIRequest.Parameter]
  /// Members of each of its records.
  let columns: [String: String]
  /// Whether TikTok is to be expected to refuse it, as the list says.
  var isDoubtful = false

  /// The account as a whole.
  static let account = RequestScope(parameters: [], columns: [:])

  init(parameters: [APIRequest.Parameter], columns: [String: String]) {
    self.parameters = parameters
    self.columns = columns
  }

  /// Objects of a list, named in one parameter. A single one is told in each record.
  init(_ ids: [String], of list: ObjectList, in parameter: String, isSingle: Bool) {
    let value = JSON.array(ids.map { .string($0) })
    self.init(parameters: [.init(parameter, value)], columns: isSingle ? [list.id: ids[0]] : [:])
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
