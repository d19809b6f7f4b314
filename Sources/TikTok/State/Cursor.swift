/// How far an account's stream has been read: everything up to it has been delivered.
enum Cursor: Sendable, Hashable {
  /// A closed day of a daily report.
  case day(CalendarDay)
  /// A closed day of an hourly report.
  case hoursOf(CalendarDay)
  /// The newest change of an entity.
  case time(UTCTime)

  /// Reads a cursor of a state for a stream of the granularity; nil for text that is not a time.
  /// - Parameters:
  ///   - text: e.g. `2026-11-03`, `2026-11-03 23:00:00`, `2026-09-17 10:52:10Z`.
  ///   - granularity: the granularity of the stream's report; nil for entities.
  init?(_ text: String, granularity: Granularity?) {
    guard let time = UTCTime(text) else { return nil }
    self = granularity.map { Cursor(lastDay: CalendarDay(time), granularity: $0) } ?? .time(time)
  }

  /// A report's cursor on the last day of a window.
  init(lastDay day: CalendarDay, granularity: Granularity) {
    self = granularity == .hour ? .hoursOf(day) : .day(day)
  }

  /// The day up to which a report has been read; nil for entities.
  var day: CalendarDay? {
    switch self {
    case .day(let day), .hoursOf(let day): day
    case .time: nil
    }
  }

  /// The newest change of an entity; nil for reports.
  var time: UTCTime? { if case .time(let time) = self { time } else { nil } }

  /// In the form that Airbyte's connector takes (Decisions.md, "States in the shape of Airbyte's connector"). For a day
  /// of an hourly report it is the first hour, because version 4.7 of that connector skips, on every later day, the
  /// hours before the cursor's.
  var stateText: String {
    switch self {
    case .day(let day): "\(day)"
    case .hoursOf(let day): "\(day) 00:00:00"
    case .time(let time): time.apiText + "Z"
    }
  }
}

extension Cursor: Comparable {
  static func < (left: Self, right: Self) -> Bool { left.position < right.position }

  /// Comparable within one stream.
  private var position: Int {
    switch self {
    case .day(let day), .hoursOf(let day): day.ordinal
    case .time(let time): time.seconds
    }
  }
}
