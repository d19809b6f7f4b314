/// A list of an account's objects (§2 of the fact sheet).
struct EntityEndpoint: Sendable, Hashable {
  let path: EndpointPath
  /// The array within `data` that holds the records.
  let records: String
  let paging: Paging
  /// How the objects that changed since a cursor are found.
  let changes: ChangeFilter
  /// Which requests together give all objects.
  let coverage: Coverage
  /// The objects that each request is about; nil where it is about the whole account.
  let parents: ParentObjects?
  /// Fields within objects that records repeat at their top: the new name by the field's path.
  let aliases: [String: String]

  init(
    _ path: EndpointPath, records: String = "list", paging: Paging = 1000, changes: ChangeFilter = .none,
    coverage: Coverage = .plain, parents: ParentObjects? = nil, aliases: [String: String] = [:]
  ) {
    self.path = path
    self.records = records
    self.paging = paging
    self.changes = changes
    self.coverage = coverage
    self.parents = parents
    self.aliases = aliases
  }

  /// How many objects the API lists at most: those that changed last; nil where it lists all.
  var limit: Int? { if case .newestFirst(_, let limit) = changes { limit } else { nil } }

  /// Whether the API can be asked for what changed last, by a filter or by an order. Either may pass over objects that
  /// do not say when they changed.
  var asksForChanges: Bool {
    switch changes {
    case .atServer, .newestFirst: true
    case .none, .atClient: false
    }
  }

  /// Whether requests can name the fields that they want (§2).
  var takesFields: Bool { coverage == .campaigns }
}
