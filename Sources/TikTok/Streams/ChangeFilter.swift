/// How the objects that changed since a cursor are found.
enum ChangeFilter: Sendable, Hashable {
  /// They are not: records do not say when they changed.
  case none
  /// By `modify_time`. The API has no filter: all objects are read, and those older than the cursor are dropped.
  case atClient
  /// By `modify_time`, which the API filters by `filtering.modified_after`.
  case atServer

  /// The field that orders changes; nil where there is none.
  var cursor: String? { self == .none ? nil : "modify_time" }
}
