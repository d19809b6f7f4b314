import JSON

/// How far ahead of UTC an account's clocks can be, as far as the name of its time zone tells without a time zone
/// database: no report has rows of a day that has not begun there.
///
/// Each bound is meant to be too large rather than too small, because a day that is not asked for is lost until the next
/// sync, while one that is asked for too early costs a request. It is the most that a zone of the area has had since
/// 2023, and an hour for laws to come; 14 hours, the most there is on Earth, for every name that is not understood.
enum LatestClock {
  /// The most hours by which the clocks may be ahead of UTC, −10…14, in a time zone as the API names it, e.g.
  /// `Etc/GMT+8` or `America/New_York`; nil where it is not known.
  static func hoursAheadOfUTC(in timezone: String?) -> Int {
    guard let timezone else { return most }
    if let hours = fixedHours(of: timezone) { return min(hours + margin, most) }
    guard let slash = timezone.firstIndex(of: "/") else { return most }
    return areas[String(timezone[..<slash])] ?? most
  }

  private static let most = 14

  /// TikTok calls `Etc/GMT+8` what it shows as `America/Los_Angeles`, and which of the two reports follow is not
  /// certain (§6 of the fact sheet): an hour for summer time, and one for half hours, which such names do not have.
  private static let margin = 2

  /// The first part of a zone's name, and the bound of all zones that begin with it. The zone that comes nearest
  /// stands beside; the other areas reach to 13 and 14 hours.
  private static let areas = [
    "Africa": 4,  // Nairobi, +3; Cairo in summer
    "America": 1,  // Danmarkshavn, 0
    "Arctic": 3,  // Longyearbyen in summer, +2
    "Asia": 13,  // Anadyr, +12
    "Atlantic": 3,  // Jan_Mayen in summer, +2
    "Australia": 12,  // Sydney in summer, +11
    "Europe": 5,  // Samara, +4
    "Indian": 8,  // Christmas, +7
  ]

  /// Hours ahead of UTC by a name that has no place: `Etc/GMT+8` is eight hours behind, as POSIX has it.
  static func fixedHours(of timezone: String) -> Int? {
    if ["UTC", "GMT", "Etc/UTC", "Etc/GMT"].contains(timezone) { return 0 }
    let prefix = "Etc/GMT"
    guard timezone.hasPrefix(prefix) else { return nil }
    let digits = timezone.dropFirst(prefix.count + 1)
    guard (1...2).contains(digits.utf8.count), digits.utf8.allSatisfy(ASCII.isDigit),
      let hours = Int(digits), hours <= most
    else { return nil }
    switch timezone.dropFirst(prefix.count).first {
    case "+": return -hours
    case "-": return hours
    default: return nil
    }
  }
}
