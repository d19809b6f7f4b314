import Connector
import Platform

/// The line on a terminal that shows the progress of a read.
struct ProgressMeter: Sendable {
  private static let erase = "\r\u{1b}[K"

  private let screen: any Output
  private let columns: Int
  private var isShown = false
  private var last: (records: Int, at: Duration)?

  /// - Parameter screen: the meter is nil if this is no terminal.
  init?(_ screen: any Output) {
    guard let columns = screen.columns else { return nil }
    self.screen = screen
    self.columns = columns
  }

  /// Overwrites the line with the current state.
  mutating func show(_ deliveries: [StreamDelivery], at clock: any TimeSource) {
    let records = deliveries.reduce(0) { $0 + $1.records }
    let moment = clock.uptime
    let line = ProgressLine(deliveries, since: last, at: moment, now: clock.millisecondsSince1970)
    last = (records, moment)
    isShown = true
    // A line as long as the screen is wide would wrap and not be overwritten.
    put(Self.erase + line.text.prefix(columns - 1))
  }

  /// Prints a line above the meter's, which the next ``show(_:at:)`` writes again.
  func tell(_ text: String) { put((isShown ? Self.erase : "") + text + "\n") }

  /// Removes the line.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    put(Self.erase)
  }

  /// Replaces the line by the results of all streams.
  mutating func finish(_ deliveries: [StreamDelivery], at clock: any TimeSource) {
    clear()
    put(Summary.table(deliveries.map { Summary($0, at: clock.uptime) }))
  }

  /// Errors are ignored, because a read does not depend on the screen.
  private func put(_ text: String) { try? screen.write(text) }
}

/// How far a read is, in one line.
struct ProgressLine: Equatable {
  let text: String

  /// - Parameters:
  ///   - deliveries: the streams of the read.
  ///   - last: how many records there were when the line was shown before, for the rate.
  ///   - moment: the time for measuring.
  ///   - now: milliseconds since 1970.
  init(
    _ deliveries: [StreamDelivery], since last: (records: Int, at: Duration)?, at moment: Duration, now: Int
  ) {
    let records = deliveries.reduce(0) { $0 + $1.records }
    let bytes = deliveries.reduce(0) { $0 + $1.bytes }
    let began = deliveries.filter { $0.phase != .waiting }.map(\.startedAt).min() ?? moment
    let elapsed = (moment - (last?.at ?? began)).milliseconds
    let rate = elapsed > 0 ? (records - (last?.records ?? 0)) * 1_000 / elapsed : 0
    var parts = [
      "\(deliveries.count { $0.hasEnded })/\(deliveries.count) streams",
      "\(records.grouped) records",
      "\(rate.grouped)/s",
      Self.size(bytes),
      (moment - began).onTheClock,
    ]
    let reset = deliveries.filter(\.isActive).compactMap(\.quotaReset).max() ?? 0
    if reset > now { parts.append("throttled for \((reset - now + 999) / 1_000) s") }
    text = parts.joined(separator: " | ")
  }

  private static func size(_ bytes: Int) -> String {
    let tenths = bytes / 100_000
    return "\((tenths / 10).grouped).\(tenths % 10) MB"
  }
}
