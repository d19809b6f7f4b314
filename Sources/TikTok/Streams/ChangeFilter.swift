/// How the objects that changed since a cursor are found.
enum ChangeFilter: Sendable, Hashable {
  /// They are not: records do not say when they changed.
  case none
  /// By `modify_time`. The API has no filter: all objects are read, and those older than the cursor are dropped.
  case atClient
  /// By `modify_time`, which the API filters by `filtering.modified_after`.
  case atServer
  /// By `modify_time`, which the API sorts by, newest first, if `sort_field` has this value. Reading ends where objects
  /// are older than the cursor. The API lists at most `limit` objects: those that changed last.
  case newestFirst(sortField: String, limit: Int)

  /// The field that orders changes; nil where there is none.
  var cursor: String? { self == .none ? nil : "modify_time" }
}
