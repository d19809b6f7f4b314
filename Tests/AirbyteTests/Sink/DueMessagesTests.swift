import Connector
import JSON
import Testing

@testable import Airbyte

/// What the sink emits because its time has come: states, estimates, the ends of pauses, and that the read goes on.
struct `Messages that are due` {
  let output = MemoryOutput()
  let clock = ManualClock()

  private func sink() async throws -> OutputSink {
    let sink = try OutputSink(output, interruption: Interruption(), clock: clock)
    await sink.open([.make("a"), .make("b")])
    return sink
  }

  @Test func `a checkpoint is emitted after enough records or after five seconds`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a", at: 1)
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a", at: 2)
    #expect(try output.outline.last == "RECORD a")
    try await sink.write("a", records: 100)
    #expect(try output.outline.last == #"STATE a 101.0 {"n":2}"#)
    try await sink.checkpoint("a", at: 102)
    clock.advance(by: .seconds(5))
    try await sink.tick()
    #expect(try output.outline.last == #"STATE a 0.0 {"n":102}"#)
    try await sink.tick()
    #expect(try output.outline.count { $0.hasPrefix("STATE") } == 3)
  }

  @Test func `a line every five minutes says that the read goes on when nothing else does`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.complete("a")
    let count = try output.outline.count
    for second in 1...710 {
      clock.advance(by: .seconds(1))
      try await sink.tick()
      if second == 100 { try await sink.write("b", records: 1) }
    }
    // The first silence ends after 100 seconds, because of a record.
    #expect(
      try output.outline.dropFirst(count) == [
        "STARTED b", "RUNNING b", "RECORD b",
        "INFO Still reading 1 of 2 streams. No data came for 5 minutes.",
        "INFO Still reading 1 of 2 streams. No data came for 5 minutes.",
      ])
  }

  @Test func `states take at most a twentieth of the bytes of the records`() async throws {
    let sink = try await sink()
    let heavy = String(repeating: "w", count: 2_000)
    for n in 1...300 {
      try await sink.write("a", records: 10)
      try await sink.checkpoint("a") { ["n": .int(n), "heavy": .string(heavy)] }
    }
    try await sink.complete("a")
    var bytes = ["RECORD": 0, "STATE": 0]
    for line in output.text.split(separator: "\n") {
      bytes[line.hasPrefix(#"{"type":"STATE""#) ? "STATE" : "RECORD", default: 0] += line.utf8.count + 1
    }
    // The first and the last state are not counted.
    #expect(bytes["STATE", default: 0] <= bytes["RECORD", default: 0] / 20 + 2 * 2_200)
    let counts = try output.messages.compactMap {
      $0["state"]?["sourceStats"]?["recordCount"]?.number?.double
    }
    #expect(counts.reduce(0, +) == 3_000)
  }

  @Test func `estimates are emitted once a second at most, the last one before the end`() async throws {
    let sink = try await sink()
    for records in [10, 20, 30] { try await sink.estimate("a", records: records) }
    clock.advance(by: .seconds(1))
    try await sink.tick()
    try await sink.estimate("a", records: 40)
    try await sink.complete("a")
    #expect(
      try output.outline.filter { !$0.hasPrefix("INFO") } == [
        "STARTED a", "ESTIMATE a 10", "ESTIMATE a 30", #"STATE a 0.0 {"__ab_no_cursor_state_message":true}"#,
        "ESTIMATE a 40", "COMPLETE a",
      ])
  }

  @Test func `a throttled read reports the end of the pause, and when it runs again`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.start("b")
    let reset = clock.millisecondsSince1970 + 2_000
    try await sink.throttle(until: reset)
    try await sink.throttle(until: reset)
    try await sink.write("b", records: 1)
    clock.advance(by: .seconds(2))
    try await sink.write("a", records: 1)
    let reasons = #"[{"type":"RATE_LIMITED","rate_limited":{"quota_reset":\#(reset)}}]"#
    #expect(
      try output.outline.dropFirst(4) == [
        "RUNNING a \(reasons)", "RUNNING b \(reasons)", "RUNNING b \(reasons)", "RECORD b", "RUNNING a",
        "RECORD a",
      ])
  }
}
