import JSON

/// When an account's days were last read again as far back as its ad groups attribute conversions, and how far that is.
/// It is a member of an account's state, which other connectors ignore.
///
/// TikTok counts a conversion on the day of the impression that led to it, so a day grows until the longest window of the
/// ad groups has passed, and is corrected on the day after (1777694366654465, 1738864894606337).
struct AttributionLookback: Sendable, Equatable {
  /// The day that it was for the account then.
  let readOn: CalendarDay
  /// The longest window of the account's ad groups, in days, and the day on which they were asked for; nil if they never
  /// were.
  let known: Known?

  struct Known: Sendable, Equatable {
    let windowDays: Int
    let askedOn: CalendarDay
  }

  /// The longest window of an ad group outside of Minis (1777694366654465): what is supposed where none is known.
  static let supposedDays = 28
  /// The longest window of all.
  private static let longestDays = 180

  init(readOn: CalendarDay, known: Known? = nil) {
    self.readOn = readOn
    self.known = known
  }

  /// Whether the ad groups have to be asked for their windows. A window never changes, but ad groups are added: one with a
  /// longer window matters when its first day is about to be older than the known window.
  func isOutdated(on today: CalendarDay) -> Bool {
    known.map { $0.askedOn.advanced(by: $0.windowDays + 1) < today } ?? true
  }

  /// The first day that may have grown since.
  /// - Parameters:
  ///   - today: the day that it is for the account.
  ///   - found: the longest window as it is now; nil for what is known or supposed.
  /// - Returns: the day; nil where the days have been read again on that day already.
  func firstDay(on today: CalendarDay, with found: Known? = nil) -> CalendarDay? {
    guard readOn < today else { return nil }
    let window = found ?? (isOutdated(on: today) ? nil : known)
    return readOn.advanced(by: -(window?.windowDays ?? Self.supposedDays))
  }
}

extension AttributionLookback {
  /// The name of the member within an account's state.
  static let member = "attribution_lookback"

  /// Reads the member; nil for anything else, which only means that more days are read again.
  init?(_ json: JSON?) {
    guard let day = json?["read_on"]?.string.flatMap({ CalendarDay($0) }) else { return nil }
    let days = json?["window_days"]?.int.flatMap { (0...Self.longestDays).contains($0) ? $0 : nil }
    let asked = json?["asked_on"]?.string.flatMap { CalendarDay($0) }
    self.init(readOn: day, known: days.flatMap { days in asked.map { Known(windowDays: days, askedOn: $0) } })
  }

  var json: JSON {
    var member: JSONObject = ["read_on": .string("\(readOn)")]
    if let known {
      member["window_days"] = .int(known.windowDays)
      member["asked_on"] = .string("\(known.askedOn)")
    }
    return .object(member)
  }
}
