import Connector
import FoundationEssentials
import JSON
import Synchronization

/// A sink that adds up the rows of a daily report in the flat layout, by account and day. A row that comes
/// twice, because it moved from one page to another, counts once.
final class DailySums: RecordSink {
  /// Amounts of one day by metric. Without a row an amount is 0.
  typealias Amounts = [String: Decimal]

  private struct Place: Hashable {
    let account: String
    let day: CalendarDay
  }

  private struct Sum {
    var amounts: Amounts = [:]
    /// Hashes of the keys of the rows that have been added.
    var rows: Set<Int> = []
  }

  let metrics: [String]
  private let key: [String]
  private let log: any Log
  private let sums = Mutex<[Place: Sum]>([:])

  /// - Parameters:
  ///   - metrics: what to sum up.
  ///   - key: the columns that identify a row of an account.
  ///   - log: takes the messages of the report's reader.
  init(of metrics: [String], key: [String], log: any Log) {
    self.metrics = metrics
    self.key = key
    self.log = log
  }

  /// Removes and returns the sums of an account's days.
  func take(_ account: AdvertiserID, _ window: DateWindow) -> [CalendarDay: Amounts] {
    sums.withLock { sums in
      var taken: [CalendarDay: Amounts] = [:]
      for ordinal in window.start.ordinal...window.end.ordinal {
        let day = CalendarDay(ordinal: ordinal)
        taken[day] = sums.removeValue(forKey: Place(account: account.text, day: day))?.amounts
      }
      return taken
    }
  }

  func write<Value: Sendable>(
    _ stream: StreamName,
    _ append: @escaping @Sendable (RecordFrame, inout ByteBuffer) throws -> (lines: Int, value: Value)
  ) async throws -> Value? {
    var buffer = ByteBuffer()
    let (_, value) = try append(Self.lines, &buffer)
    for line in buffer.array().split(separator: UInt8(ascii: "\n")) {
      add(try JSON(parsing: Array(line)))
    }
    return value
  }

  private static let lines = RecordFrame(prefix: [], suffix: Array("\n".utf8)) { _ in Array("\n".utf8) }

  private func add(_ row: JSON) {
    guard let account = row["advertiser_id"]?.string,
      let time = row["stat_time_day"]?.string.flatMap({ UTCTime($0) })
    else { return }
    let place = Place(account: account, day: CalendarDay(time))
    let identity = key.map { row[$0]?.string ?? "" }.hashValue
    sums.withLock { sums in
      guard sums[place, default: Sum()].rows.insert(identity).inserted else { return }
      for metric in metrics {
        let amount = row[metric]?.number.flatMap { Decimal(string: $0.text) } ?? 0
        sums[place, default: Sum()].amounts[metric, default: 0] += amount
      }
    }
  }

  func log(_ level: LogLevel, _ message: @autoclosure () -> String) { log.log(level, message()) }

  // The report is not a stream of the sync, so its other events go nowhere.
  func start(_ stream: StreamName) async throws {}
  func checkpoint(_ stream: StreamName, state: @escaping @Sendable () -> JSON) async throws {}
  func estimate(_ stream: StreamName, records: Int) async throws {}
  func complete(_ stream: StreamName) async throws {}
  func fail(_ stream: StreamName, with failure: SourceFailure) async throws {}
  func throttle(until reset: Int) async throws {}
}
