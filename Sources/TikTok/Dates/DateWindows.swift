/// A run of days, both ends included: one report request's `start_date` and `end_date`.
struct DateWindow: Sendable, Hashable, CustomStringConvertible {
  let start: CalendarDay
  let end: CalendarDay

  /// How many days it has.
  var days: Int { end.ordinal - start.ordinal + 1 }

  /// Its two halves, the first the longer one; itself alone for a single day.
  var halves: DateWindows { parts(2) }

  /// Runs of days of the same length but the last, which may be shorter: `count` of them at most.
  func parts(_ count: Int) -> DateWindows {
    DateWindows(from: start, through: end, daysPerWindow: (days + count - 1) / count)
  }

  var description: String { start == end ? "\(start)" : "\(start)…\(end)" }
}

/// The windows that cover a run of days, first to last, none longer than a request may be. Nothing is stored
/// per window: hourly streams of many accounts and years have millions.
struct DateWindows: RandomAccessCollection, Sendable, Hashable {
  let start: CalendarDay
  let end: CalendarDay
  /// Days per window.
  let length: Int

  /// No windows at all when `start` is after `end`.
  init(from start: CalendarDay, through end: CalendarDay, daysPerWindow length: Int) {
    self.start = start
    self.end = end
    self.length = length
  }

  /// The windows without those that end up to a day: the rest keep their places, because rows that sum up a window
  /// are told apart by its first day.
  func dropping(through day: CalendarDay) -> DateWindows {
    let windows = Swift.max(0, day.ordinal - start.ordinal + 1) / length
    return DateWindows(from: start.advanced(by: windows * length), through: end, daysPerWindow: length)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { start > end ? 0 : (end.ordinal - start.ordinal) / length + 1 }

  subscript(index: Int) -> DateWindow {
    let first = start.advanced(by: index * length)
    return DateWindow(start: first, end: Swift.min(end, first.advanced(by: length - 1)))
  }
}
