import Connector
import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `Progress of a read` {
  let clock = ManualClock()

  private func deliveries() -> [StreamDelivery] {
    var deliveries = ["campaigns", "ads_reports_daily", "ads"].map { StreamDelivery(.make(StreamName($0))) }
    deliveries[0].start(at: .zero)
    deliveries[0].add(records: 1_234, bytes: 400_000)
    deliveries[0].end(.complete, at: .milliseconds(1_500))
    deliveries[1].start(at: .seconds(1))
    deliveries[1].run()
    deliveries[1].add(records: 200_000, bytes: 350_123_456)
    return deliveries
  }

  @Test func `the line shows streams, records, rate, size and time`() {
    let line = ProgressLine(
      deliveries(), since: (101_234, .seconds(64)), at: .seconds(65), now: clock.millisecondsSince1970)
    #expect(line.text == "1/3 streams | 201,234 records | 100,000/s | 350.5 MB | 1:05")
  }

  @Test func `the line shows the end of a throttling pause`() {
    var deliveries = deliveries()
    deliveries[1].quotaReset = clock.millisecondsSince1970 + 41_001
    let line = ProgressLine(deliveries, since: nil, at: .seconds(10), now: clock.millisecondsSince1970)
    #expect(line.text == "1/3 streams | 201,234 records | 20,123/s | 350.5 MB | 0:10 | throttled for 42 s")
  }

  @Test func `a rate over zero time does not divide by zero`() {
    let line = ProgressLine([StreamDelivery(.make("a"))], since: nil, at: .zero, now: 0)
    #expect(line.text == "0/1 streams | 0 records | 0/s | 0.0 MB | 0:00")
  }

  @Test func `the line overwrites itself, fits the screen and is replaced by the summary`() throws {
    let screen = MemoryOutput(columns: 30)
    var meter = try #require(ProgressMeter(screen))
    var deliveries = deliveries()
    clock.advance(by: .seconds(3))
    meter.show(deliveries, at: clock)
    meter.show(deliveries, at: clock)
    deliveries[1].end(.incomplete, at: .seconds(3))
    meter.finish(deliveries, at: clock)
    let erase = "\r\u{1b}[K"
    #expect(
      screen.text == "\(erase)1/3 streams | 201,234 records\(erase)1/3 streams | 201,234 records\(erase)"
        + """
        campaigns            1,234 records      1.5 s
        ads_reports_daily  200,000 records      2.0 s  INCOMPLETE
        ads                      0 records      0.0 s  INCOMPLETE

        """)
  }

  @Test func `there is no progress line without a terminal`() {
    #expect(ProgressMeter(MemoryOutput()) == nil)
  }

  @Test(arguments: [(true, nil), (false, nil), (true, 80)])
  func `the line is shown on a terminal, unless messages are printed there too`(
    isTerminal: Bool, columns: Int?
  )
    async throws
  {
    let folder = try TemporaryFolder()
    let errors = MemoryOutput(columns: isTerminal ? 80 : nil)
    let connection = Connection(
      source: FakeSource(), output: MemoryOutput(columns: columns), errors: errors, clock: clock)
    #expect(await connection.run(Array(try readArguments(folder).dropFirst())) == .success)
    let expected = isTerminal && columns == nil ? "a  0 records      0.0 s\nb  0 records      0.0 s\n" : ""
    #expect(errors.text == expected)
  }
}
