import Connector
import Glibc
import JSON
import Testing

@testable import Airbyte

/// What the sink still emits after the process was told to stop.
struct `Last words` {
  let output = MemoryOutput()
  let interruption = Interruption()

  private func sink() async throws -> OutputSink {
    let sink = try OutputSink(output, interruption: interruption, clock: ManualClock())
    await sink.open([.make("a"), .make("b"), .make("c")])
    return sink
  }

  @Test func `the states of complete records and the incomplete streams are emitted`() async throws {
    let sink = try await sink()
    for n in 1...2 {
      for stream: StreamName in ["a", "b"] {
        try await sink.write(stream, records: 1)
        try await sink.checkpoint(stream, at: n)
      }
    }
    try await sink.complete("b")
    let before = try output.outline.count
    interruption.request(SIGTERM)
    await sink.finishInterrupted()
    await sink.finishInterrupted()
    #expect(try output.outline.dropFirst(before) == [#"STATE a 1.0 {"n":2}"#, "INCOMPLETE a"])
  }

  @Test func `a page being written stops at a line end, and the lines written are counted`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a", at: 1)
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a", at: 2)
    let before = output.writes.count
    output.onWrite { [interruption] count in if count == before + 2 { interruption.request(SIGTERM) } }
    await #expect(throws: CancellationError.self) { try await sink.write("a", records: 1_000, width: 200) }
    await #expect(throws: CancellationError.self) { try await sink.complete("a") }
    await sink.finishInterrupted()
    let delivered = try output.outline.count { $0 == "RECORD a" }
    #expect(delivered > 2 && delivered < 1_002)
    #expect(try output.outline.suffix(2) == [#"STATE a \#(delivered - 1).0 {"n":2}"#, "INCOMPLETE a"])
  }

  @Test func `a checkpoint after the signal covers what was delivered before it`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    interruption.request(SIGTERM)
    await #expect(throws: CancellationError.self) { try await sink.checkpoint("a", at: 1) }
    await sink.finishInterrupted()
    #expect(try output.outline.suffix(2) == [#"STATE a 1.0 {"n":1}"#, "INCOMPLETE a"])
  }

  @Test func `nothing new is started after the signal`() async throws {
    let sink = try await sink()
    interruption.request(SIGTERM)
    await #expect(throws: CancellationError.self) { try await sink.write("a", records: 1) }
    await #expect(throws: CancellationError.self) { try await sink.throttle(until: 1) }
    await #expect(throws: CancellationError.self) { try await sink.complete("a") }
    sink.log(.error, "too late")
    await sink.finishInterrupted()
    #expect(output.text == "")
  }

  @Test func `a line that might not be written whole is left out`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a") { ["weight": .string(String(repeating: "w", count: 300))] }
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a") { ["weight": .string(String(repeating: "w", count: 300))] }
    let before = try output.outline.count
    output.limitRoom(to: 200)
    interruption.request(SIGTERM)
    interruption.reach(.pressing)
    await sink.finishInterrupted()
    #expect(try output.outline.dropFirst(before) == ["INCOMPLETE a"])
  }
}
