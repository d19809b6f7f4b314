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
  /// How many days the first window is shorter than the others; the last window may be shorter where it is 0.
  private let lead: Int

  /// No windows at all when `start` is after `end`.
  /// - Parameters:
  ///   - start: the first day.
  ///   - end: the last day.
  ///   - length: the most days of a window, at least 1.
  ///   - isWholeAtEnd: whether the first window may be shorter than the others, and not the last one.
  init(
    from start: CalendarDay, through end: CalendarDay, daysPerWindow length: Int, isWholeAtEnd: Bool = false
  ) {
    self.start = start
    self.end = end
    self.length = length
    let rest = (end.ordinal - start.ordinal + 1) % length
    lead = isWholeAtEnd && rest > 0 ? length - rest : 0
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
    let first = start.advanced(by: index * length - lead)
    return DateWindow(
      start: Swift.max(start, first), end: Swift.min(end, first.advanced(by: length - 1)))
  }
}
