/// How a stream's records are asked for: the few kinds of endpoints that the API has.
enum Endpoint: Sendable, Hashable {
  /// `advertiser/info/`, for many accounts at once.
  case accounts
  /// `oauth2/advertiser/get/`: what the token was granted, at once for all accounts.
  case grants
  /// A list of one account's objects.
  case entity(EntityEndpoint)
  /// One account and run of days at a time; the report but for its granularity.
  case report(ReportType, level: DataLevel? = nil, breakdown: [Dimension] = [])
  /// Sums of reports, by account and day.
  case reconciliation

  /// Relative to the base URL, with the slash behind it.
  var path: String {
    switch self {
    case .accounts: "advertiser/info/"
    case .grants: "oauth2/advertiser/get/"
    case .entity(let endpoint): endpoint.path
    case .report(let type, level: _, breakdown: _): type.path
    case .reconciliation: ReportType.basic.path
    }
  }
}

/// A list of an account's objects (§2 of the fact sheet).
struct EntityEndpoint: Sendable, Hashable {
  /// Relative to the base URL, with the slash behind it.
  let path: String
  /// The array within `data` that holds the records.
  let records: String
  let paging: Paging
  /// How the objects that changed since a cursor are told apart.
  let changes: ChangeFilter
  /// Which requests together give all objects.
  let coverage: Coverage
  /// What each request is about, where it is not the account as a whole.
  let subject: Subject?
  /// Fields within objects, by their paths, that stand at the record's top too, under the names given.
  let copies: [String: String]

  init(
    _ path: String, records: String = "list", paging: Paging = .pages(1000),
    changes: ChangeFilter = .atClient, coverage: Coverage = .plain, subject: Subject? = nil,
    copies: [String: String] = [:]
  ) {
    self.path = path
    self.records = records
    self.paging = paging
    self.changes = changes
    self.coverage = coverage
    self.subject = subject
    self.copies = copies
  }

  /// Whether it can be asked for some fields alone, by their names (§2).
  var takesFields: Bool { coverage == .campaigns }
}

/// How an answer comes.
enum Paging: Sendable, Hashable {
  /// All at once.
  case none
  /// In pages of at most so many records, of which the first tells how many there are; of more records than
  /// `reach`, TikTok gives none.
  case pages(Int, reach: Int? = nil)
  /// In pages that need not tell how many there are: the last one is not full.
  case unannouncedPages(Int)

  /// The most records of a page; nil without pages.
  var size: Int? {
    switch self {
    case .none: nil
    case .pages(let size, _), .unannouncedPages(let size): size
    }
  }

  /// Whether pages tell how many records there are.
  var isCounted: Bool { if case .pages = self { true } else { false } }
}

/// Where older objects are left out.
enum ChangeFilter: Sendable, Hashable {
  /// The API has no filter: everything is read, and what is older than the cursor is not handed on.
  case atClient
  /// `filtering.modified_after`.
  case modifiedAfter
}

/// Which requests together give all of an account's objects.
enum Coverage: Sendable, Hashable {
  /// One gives them all.
  case plain
  /// Campaigns and parts of them: by their status, which lets deleted ones in, and TopView apart from the rest.
  case campaigns
  /// By status, whatever way of buying.
  case statuses
  /// One gives all but deleted ones, which another one gives, by their status. Both name all values of a member of
  /// `filtering` that must be there.
  case deletedApart(String, of: [String])
}

/// What requests are about that ask for more than an account's list: the account's other objects, which have to be
/// looked up first.
enum Subject: Sendable, Hashable {
  /// So many objects at a time, named in a parameter.
  case objects(ObjectList, parameter: String, perRequest: Int)
  /// As ``objects(_:parameter:perRequest:)``, for runs of at most 30 days that a parameter `date_range` names. The
  /// days are UTC's (§6).
  case objectsByDays(ObjectList, parameter: String, perRequest: Int)
  /// Each pair of objective and optimization goal that the account's campaigns have: TikTok wants both named, and
  /// all pairs there are would be hundreds of requests per account.
  case goals
}

extension Subject {
  /// Where the objects are looked up; nil where they are no one list.
  var list: ObjectList? {
    switch self {
    case .objects(let list, parameter: _, perRequest: _),
      .objectsByDays(let list, parameter: _, perRequest: _):
      list
    case .goals: nil
    }
  }
}

extension Stream {
  /// The list that its requests go by; nil for none.
  var list: ObjectList? { endpoint == .reconciliation ? .stores : subject?.list }

  /// The endpoints that are asked for its sake, relative to the base URL.
  var paths: [String] {
    [endpoint.path] + [list?.path].compactMap(\.self)
  }
}

extension [Stream] {
  /// The lists that some of the streams hand on and others look up.
  var sharedLists: [ObjectList] {
    let handedOn = compactMap { stream in
      if case .entity(let endpoint) = stream.endpoint { endpoint.path } else { nil }
    }
    return compactMap(\.list).filter { handedOn.contains($0.path) }
  }
}

/// A list of ids to be looked up.
struct ObjectList: Sendable, Hashable {
  let path: String
  let records: String
  let paging: Paging
  /// The member of a record that holds its id.
  let id: String
  /// A member without which, being true, TikTok may refuse requests about the object; nil for none.
  let assurance: String?

  init(_ path: String, records: String = "list", paging: Paging, id: String, assurance: String? = nil) {
    self.path = path
    self.records = records
    self.paging = paging
    self.id = id
    self.assurance = assurance
  }

  static let audiences = ObjectList("dmp/custom_audience/list/", paging: .pages(100), id: "audience_id")
  static let pixels = ObjectList("pixel/list/", records: "pixels", paging: .pages(20), id: "pixel_id")
  /// All shops that the account can see (1822001044479041): those that it cannot use for GMV Max any more may have a
  /// history, or be refused.
  static let stores = ObjectList(
    "gmv_max/store/list/", records: "store_list", paging: .none, id: "store_id",
    assurance: "is_gmv_max_available")
}
