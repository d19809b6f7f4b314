/// What a stream requires of its records.
struct RecordRequirements: Sendable, Equatable {
  /// The array of records in the response's `data`.
  var records: String = "list"
  /// Whether `"-"` means null in text too, as in report rows (§3.6 of the fact sheet). In the groups of a breakdown it
  /// stays.
  var dashIsNull = false
  /// Top-level fields that must be present and not null.
  var key: [String] = []
  var cursor: String?
  /// Whether the API sorts records by their cursor, newest first.
  var isNewestFirst = false
  /// The field that is compared if the cursor is null.
  var cursorFallback: String?
  /// The object whose members are repeated at the top of the record.
  var promoted: String?
  /// Paths of fields within objects → the names under which they are repeated at the top of the record.
  var aliases: [String: String] = [:]
  /// The objects that are replaced by their members.
  var flattened: [String] = []
}
