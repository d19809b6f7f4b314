/// Which requests together give all of an account's objects.
enum Coverage: Sendable, Hashable {
  /// A single one without a filter.
  case plain
  /// Campaigns and their parts: by primary status, which includes deleted objects, and TopView apart from the rest.
  case campaigns
  /// By primary status, for all ways of buying.
  case statuses
  /// One for everything but deleted objects, and one for these. `filtering` must have a member with all of its
  /// possible values in both.
  case deletedApart(String, of: [String])
  /// One for each of these values of a parameter, and then one without the parameter. That one returns the same objects
  /// again and those of all other values, but its pages count them wrongly.
  case valuesApart(String, of: [String])
}
