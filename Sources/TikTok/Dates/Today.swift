/// What "today" means without a time zone database (Decisions.md, "No time zone database"): an account's zone is
/// somewhere between UTC−12 and UTC+14.
struct Today: Sendable, Equatable {
  /// Seconds since 1970-01-01 00:00 UTC.
  let seconds: Int

  /// The last day that has begun anywhere.
  var lastBegun: CalendarDay { lastBegun(in: nil) }

  /// The last day that may have begun in a time zone, by its name: reports are asked for up to it. nil for a zone that
  /// is not known.
  func lastBegun(in timezone: String?) -> CalendarDay {
    CalendarDay(of: seconds, hoursAheadOfUTC: LatestClock.hoursAheadOfUTC(in: timezone))
  }

  /// The last day that has surely begun in a time zone, by its name; nil for a zone that is not known.
  func lastSurelyBegun(in timezone: String?) -> CalendarDay {
    CalendarDay(of: seconds, hoursAheadOfUTC: EarliestClock.hoursAheadOfUTC(in: timezone))
  }

  /// The last day that has ended everywhere: a cursor never passes it, because its rows may still grow.
  var lastClosed: CalendarDay { CalendarDay(of: seconds, hoursAheadOfUTC: -12).advanced(by: -1) }

  /// The first day that has not ended everywhere: the day that it is in UTC−12.
  var firstOpen: CalendarDay { lastClosed.advanced(by: 1) }

  /// The day that it is in UTC.
  var ofUTC: CalendarDay { CalendarDay(of: seconds, hoursAheadOfUTC: 0) }

  /// The first day that an account made at `seconds` can have rows on, wherever it is.
  static func firstDay(ofAccountMadeAt seconds: Int) -> CalendarDay {
    CalendarDay(of: seconds, hoursAheadOfUTC: -12)
  }
}
