/// Some of an account's objects.
struct ObjectFilter: Sendable, Hashable {
  /// The level of the objects.
  let level: DataLevel
  let ids: [String]

  /// The `field_name` of a report's filter (§3.2 of the fact sheet).
  var field: String { level.idDimension.rawValue + "s" }

  /// The most ids that a filter takes (§3.2).
  static let maximumIDs = 100

  /// The filter in two halves; nil for a single id.
  var halves: [ObjectFilter]? {
    ids.halves?.map { ObjectFilter(level: level, ids: $0) }
  }
}
