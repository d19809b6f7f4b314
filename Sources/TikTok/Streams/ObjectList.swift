/// A list of an account's objects, as far as looking up their ids takes it.
struct ObjectList: Sendable, Hashable {
  let path: EndpointPath
  /// The array within `data` that holds the records.
  let records: String
  let paging: Paging
  /// The member of a record that holds its id.
  let id: String
  /// A boolean member of records; nil for none. Where it is not true, TikTok may refuse requests about the object.
  let assurance: String?

  init(
    _ path: EndpointPath, records: String = "list", paging: Paging = 1000, id: String,
    assurance: String? = nil
  ) {
    self.path = path
    self.records = records
    self.paging = paging
    self.id = id
    self.assurance = assurance
  }

  static let audiences = ObjectList("dmp/custom_audience/list/", paging: 100, id: "audience_id")
  static let pixels = ObjectList("pixel/list/", records: "pixels", paging: 20, id: "pixel_id")
  /// All shops that the account can see (1822001044479041). Those that it can no longer use for GMV Max may have past
  /// rows, or be refused.
  static let stores = ObjectList(
    "gmv_max/store/list/", records: "store_list", paging: .none, id: "store_id",
    assurance: "is_gmv_max_available")
}

extension Stream {
  /// The list that its requests take ids from; nil for none.
  var list: ObjectList? { endpoint == .reconciliation ? .stores : parents?.list }

  /// The endpoints that reading it needs.
  var paths: [EndpointPath] {
    [endpoint.path] + [list?.path].compactMap(\.self)
  }
}

extension [Stream] {
  /// The lists that are read twice: as records of one of the streams, and for their ids by another.
  var sharedLists: [ObjectList] {
    let read = compactMap { stream in
      if case .entity(let endpoint) = stream.endpoint { endpoint.path } else { nil }
    }
    return compactMap(\.list).filter { read.contains($0.path) }
  }
}
