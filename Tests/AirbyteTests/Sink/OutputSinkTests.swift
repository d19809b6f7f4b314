import Connector
import JSON
import Testing

@testable import Airbyte

struct `Output sink` {
  let output = MemoryOutput()
  let clock = ManualClock()
  let interruption = Interruption()

  private func sink(
    _ streams: [Selection.Item] = [.make("a"), .make("b")], lowestLevel: LogLevel = .info
  ) async throws -> OutputSink {
    let sink = try OutputSink(output, interruption: interruption, clock: clock, lowestLevel: lowestLevel)
    await sink.open(streams)
    return sink
  }

  @Test func `a stream starts, runs from its first record on, and completes with a state`() async throws {
    let sink = try await sink()
    try await sink.start("a")
    try await sink.write("a", records: 0)
    try await sink.write("a", records: 2)
    clock.advance(by: .milliseconds(1_250))
    try await sink.write("a", records: 1)
    try await sink.complete("a")
    #expect(
      try output.outline == [
        "STARTED a", "RUNNING a", "RECORD a", "RECORD a", "RECORD a",
        #"STATE a 3.0 {"__ab_no_cursor_state_message":true}"#, "COMPLETE a", "INFO a: 3 records in 1.2 s.",
      ])
    #expect(
      try output.messages.map { $0["record"]?["emitted_at"]?.int }.compactMap(\.self).last
        == 1_700_000_001_250)
  }

  @Test func `a stream that was not started starts with its first message`() async throws {
    let sink = try await sink()
    try await sink.estimate("a", records: 4)
    #expect(try output.outline == ["STARTED a", "ESTIMATE a 4"])
  }

  @Test func `a state follows the records that it covers`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a", at: 1)
    try await sink.write("b", records: 1)
    try await sink.checkpoint("b", at: 1)
    #expect(
      try output.outline == [
        "STARTED a", "RUNNING a", "RECORD a", #"STATE a 1.0 {"n":1}"#, "STARTED b", "RUNNING b", "RECORD b",
        #"STATE b 1.0 {"n":1}"#,
      ])
  }

  @Test func `a page that fails writes nothing`() async throws {
    let sink = try await sink()
    try await sink.start("a")
    await #expect(throws: PageFailure()) {
      try await sink.write("a") { frame, buffer in
        buffer.append(frame.prefix)
        buffer.append(utf8: "{")
        throw PageFailure()
      }
    }
    try await sink.write("a", records: 1)
    #expect(try output.outline == ["STARTED a", "RUNNING a", "RECORD a"])
  }

  @Test func `an incomplete record at the end of a page is never written`() async throws {
    let sink = try await sink()
    try await sink.start("a")
    await #expect(throws: SourceFailure.self) {
      try await sink.write("a") { _, buffer in
        buffer.append(utf8: #"{"type":"#)
        return 1
      }
    }
    #expect(try output.outline == ["STARTED a"])
  }

  @Test func `a failed stream emits its state, its error and its end, in this order`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a", at: 1)
    try await sink.write("a", records: 1)
    try await sink.checkpoint("a", at: 2)
    try await sink.fail("a", with: SourceFailure(.transient, "Try again."))
    #expect(
      try output.outline.suffix(4) == [
        #"STATE a 1.0 {"n":2}"#, "ERROR transient_error a Try again.", "INCOMPLETE a",
        "INFO a: 2 records in 0.0 s, incomplete.",
      ])
    try await sink.complete("b")
    #expect(try await sink.finish() == false)
    #expect(try output.outline.last == "ERROR 1 of 2 streams failed: a.")
  }

  @Test func `messages of other tasks are dropped after a stream failed`() async throws {
    let sink = try await sink()
    try await sink.fail("a", with: SourceFailure(.system, "No."))
    let before = try output.outline
    try await sink.write("a") { _, _ in
      Issue.record("A page of a failed stream was composed.")
      return 1
    }
    try await sink.checkpoint("a", at: 1)
    try await sink.estimate("a", records: 1)
    try await sink.fail("a", with: SourceFailure(.system, "Again."))
    try await sink.complete("a")
    #expect(try output.outline == before)
  }

  @Test func `writing to an unknown or completed stream is a bug in the source`() async throws {
    let sink = try await sink()
    await #expect(throws: SourceFailure.self) { try await sink.write("x", records: 1) }
    try await sink.complete("a")
    await #expect(throws: SourceFailure.self) { try await sink.write("a", records: 1) }
  }

  @Test func `a stream that the source never completes is incomplete`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    try await sink.complete("a")
    #expect(try await sink.finish() == false)
    #expect(try output.outline.contains { $0.hasPrefix("ERROR system_error b ") })
    #expect(try output.outline.contains("INCOMPLETE b"))
  }

  @Test func `log messages keep their order among the records of the same task`() async throws {
    let sink = try await sink()
    for n in 0..<50 {
      sink.log(.info, "before \(n)")
      try await sink.write("a", records: 1)
    }
    let messages = try output.outline.filter { $0.hasPrefix("INFO") || $0.hasPrefix("RECORD") }
    #expect(messages == (0..<50).flatMap { ["INFO before \($0)", "RECORD a"] })
  }

  @Test(arguments: [
    (LogLevel.info, ["info", "warning", "error"]), (.debug, ["debug", "info", "warning", "error"]),
  ])
  func `log messages below the level are not composed`(level: LogLevel, expected: [String]) async throws {
    let sink = try await sink(lowestLevel: level)
    sink.log(
      .debug,
      level == .debug
        ? "debug"
        : {
          Issue.record("composed"); return ""
        }())
    sink.log(.info, "info")
    sink.log(.warning, "warning")
    sink.log(.error, "error")
    _ = await sink.trouble
    #expect(try output.messages.map { $0["log"]?["message"]?.string } == expected)
  }

  @Test func `secrets are removed from log messages and errors`() async throws {
    let sink = try await sink()
    await sink.redact(["s3cret"])
    sink.log(.info, "x s3cret")
    try await sink.fail("a", with: SourceFailure(.system, "m s3cret", detail: "d s3cret"))
    #expect(!output.text.contains("s3cret"))
  }

  @Test func `concurrent tasks write whole lines in a valid order`() async throws {
    let streams = (0..<8).map { StreamName("s\($0)") }
    let sink = try await sink(streams.map { .make($0) })
    try await withThrowingTaskGroup { group in
      for stream in streams {
        group.addTask {
          for n in 1...20 {
            try await sink.write(stream, records: 7)
            sink.log(.info, "\(stream) \(n)")
            try await sink.checkpoint(stream, at: n * 7)
          }
          try await sink.complete(stream)
        }
      }
      try await group.waitForAll()
    }
    #expect(try await sink.finish())
    let outline = try output.outline
    for stream in streams {
      var delivered = 0
      for line in outline {
        if line == "RECORD \(stream)" { delivered += 1 }
        guard line.hasPrefix("STATE \(stream) "), let covered = line.split(separator: ":").last else {
          continue
        }
        #expect(Int(covered.dropLast()) ?? .max <= delivered)
      }
      #expect(delivered == 140)
    }
  }

  @Test func `a cancelled task delivers nothing`() async throws {
    let sink = try await sink()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await sink.write("a", records: 1)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(output.text == "")
  }

  @Test func `a closed output is remembered`() async throws {
    let sink = try await sink()
    try await sink.write("a", records: 1)
    output.fail(after: 0, with: .closed)
    await #expect(throws: OutputError.closed) { try await sink.write("a", records: 1) }
    await #expect(throws: OutputError.closed) { try await sink.checkpoint("a", at: 1) }
    await #expect(throws: OutputError.closed) { try await sink.fail("a", with: SourceFailure(.system, "x")) }
    await #expect(throws: OutputError.closed) { try await sink.tick() }
    sink.log(.info, "lost")
    #expect(await sink.trouble == .closed)
  }

  struct PageFailure: Error, Equatable {}
}
