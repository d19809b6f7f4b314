import Testing

@testable import TikTok

struct DateWindowsTests {
  private static func windows(_ days: Int, by length: Int) -> DateWindows {
    let start: CalendarDay = "2024-02-20"
    return DateWindows(from: start, through: start.advanced(by: days - 1), daysPerWindow: length)
  }

  @Test(arguments: [1, 2, 3, 7, 29, 30, 31, 59, 60, 61, 365, 366], [1, 2, 7, 30, 365])
  func `windows cover every day once, in order, within the maximum length`(days: Int, length: Int) {
    let windows = Self.windows(days, by: length)
    #expect(windows.count == (days + length - 1) / length)
    #expect(windows.first?.start == windows.start)
    #expect(windows.last?.end == windows.end)
    #expect(windows.dropLast().allSatisfy { $0.days == length })
    #expect(windows.allSatisfy { (1...length).contains($0.days) })
    for (window, next) in zip(windows, windows.dropFirst()) {
      #expect(next.start == window.end.advanced(by: 1))
    }
    #expect(windows.map(\.days).reduce(0, +) == days)
  }

  @Test func `there are no windows when the start is after the end`() {
    #expect(Self.windows(0, by: 30).isEmpty)
    #expect(Self.windows(-100, by: 30).isEmpty)
    #expect(Self.windows(1, by: 30).count == 1)
  }

  @Test func `a century of hourly windows takes no memory`() {
    let windows = Self.windows(36_500, by: 1)
    #expect(windows.count == 36_500)
    #expect(windows[36_499] == .make(windows.end))
  }

  @Test(arguments: 1...61)
  func `halves cover the window, and the first is the longer`(days: Int) {
    let window = Self.windows(days, by: days)[0]
    let halves = window.halves
    guard days > 1 else {
      #expect(Array(halves) == [window])
      return
    }
    #expect(halves.count == 2)
    #expect(halves[0].start == window.start)
    #expect(halves[1].start == halves[0].end.advanced(by: 1))
    #expect(halves[1].end == window.end)
    #expect([0, 1].contains(halves[0].days - halves[1].days))
  }

  @Test(arguments: [1, 2, 3, 7, 10, 29, 30, 31, 365, 366], [1, 2, 3, 5, 30, 365, 400])
  func `parts cover the window in runs of similar length, at most as many as requested`(
    days: Int, count: Int
  ) {
    let window = Self.windows(days, by: days)[0]
    let parts = window.parts(count)
    #expect(parts.count <= count)
    #expect(parts.count == min(parts.count, days))
    #expect(parts.first?.start == window.start)
    #expect(parts.last?.end == window.end)
    #expect(parts.map(\.days).reduce(0, +) == days)
    #expect(Set(parts.dropLast().map(\.days)).count <= 1)
    #expect(parts.allSatisfy { (1...parts[0].days).contains($0.days) })
    // No run is longer than necessary.
    #expect(parts[0].days == (days + count - 1) / count)
  }

  @Test func `thirty days in three parts are ten days each`() {
    #expect(
      DateWindow.make("2026-10-05", "2026-11-03").parts(3).map(\.description)
        == ["2026-10-05…2026-10-14", "2026-10-15…2026-10-24", "2026-10-25…2026-11-03"])
    #expect(DateWindow.make("2026-10-05").parts(3).map(\.description) == ["2026-10-05"])
  }

  @Test func `remaining windows keep their positions`() {
    let windows = DateWindows(from: "2026-09-01", through: "2026-11-03", daysPerWindow: 30)
    #expect(windows.dropping(through: "2026-08-01") == windows)
    #expect(windows.dropping(through: "2026-09-29") == windows)
    #expect(Array(windows.dropping(through: "2026-09-30")) == Array(windows.dropFirst()))
    #expect(Array(windows.dropping(through: "2026-10-31")) == Array(windows.dropFirst(2)))
    #expect(windows.dropping(through: "2026-12-31").isEmpty)
  }

  @Test func `a window is described by its days`() {
    #expect("\(DateWindow.make("2026-10-05", "2026-11-03"))" == "2026-10-05…2026-11-03")
    #expect("\(DateWindow.make("2026-10-05"))" == "2026-10-05")
    #expect(DateWindow.make("2026-10-05").days == 1)
    #expect(DateWindow.make("2026-10-05", "2026-11-03").days == 30)
  }
}
