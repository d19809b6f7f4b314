/// How far behind the latest clock an account's clocks can be, as far as the name of its time zone tells without a time
/// zone database: the counterpart of ``LatestClock``. Each bound is meant to be too small rather than too large, because
/// a day that is taken for over too early may still grow.
enum EarliestClock {
  /// The least hours by which the clocks may be ahead of UTC, −12…14, in a time zone as the API names it; −12 where it is
  /// not known.
  static func hoursAheadOfUTC(in timezone: String?) -> Int {
    guard let timezone else { return least }
    if let hours = LatestClock.fixedHours(of: timezone) { return max(hours - margin, least) }
    guard let slash = timezone.firstIndex(of: "/") else { return least }
    return areas[String(timezone[..<slash])] ?? least
  }

  private static let least = -12

  /// As in ``LatestClock``: the zone's name may stand for one with summer time or half hours.
  private static let margin = 2

  /// The first part of a zone's name, and the bound of all zones that begin with it, an hour less than the zone that
  /// stands beside has had since 2023.
  private static let areas = [
    "Africa": -1,  // Abidjan, 0
    "America": -11,  // Adak in winter, -10
    "Arctic": 0,  // Longyearbyen in winter, +1
    "Asia": 1,  // Beirut in winter, +2
    "Atlantic": -5,  // Bermuda in winter, -4
    "Australia": 7,  // Perth, +8
    "Europe": -1,  // London in winter, 0
    "Indian": 2,  // Mayotte, +3
  ]
}
