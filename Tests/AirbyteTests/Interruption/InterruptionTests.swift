import Connector
import Glibc
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Airbyte

struct `Interruption of the process` {
  @Test func `each stage runs once, and an action registered late runs at once`() {
    let interruption = Interruption()
    let log = Mutex<[String]>([])
    interruption.at(.cancelling) { log.withLock { $0.append("cancel") } }
    interruption.at(.flushing) { log.withLock { $0.append("flush") } }
    #expect(interruption.signal == nil)
    interruption.request(SIGTERM)
    interruption.request(SIGINT)
    #expect(interruption.signal == SIGTERM)
    #expect(log.withLock { $0 } == ["cancel"])
    interruption.at(.cancelling) { log.withLock { $0.append("late") } }
    interruption.reach(.flushing)
    interruption.reach(.flushing)
    #expect(log.withLock { $0 } == ["cancel", "late", "flush"])
  }

  @Test func `the stages follow each other within the limit`() {
    let interruption = Interruption(limit: .seconds(1))
    let delays = Interruption.Stage.allCases.map(interruption.delay)
    #expect(delays == delays.sorted())
    #expect(delays.first == .zero)
    #expect(delays.last == .seconds(1))
  }

  @Test func `an interrupted read cancels its source and ends with the signal's exit code`() async throws {
    let folder = try TemporaryFolder()
    let output = MemoryOutput()
    let interruption = Interruption()
    let source = FakeSource { _, sink in
      try await sink.write("a", records: 1)
      interruption.request(SIGTERM)
      try await Task.sleep(for: .seconds(600))
    }
    let connection = Connection(source: source, output: output, interruption: interruption)
    let code = await connection.run(Array(try readArguments(folder).dropFirst()))
    #expect(code == .signal(SIGTERM))
    #expect(try output.outline == ["STARTED a", "RUNNING a", "RECORD a", "INCOMPLETE a"])
  }

  @Test func `an interrupted read emits its last state and no error`() async throws {
    let folder = try TemporaryFolder()
    let output = MemoryOutput()
    let interruption = Interruption()
    let source = FakeSource { _, sink in
      for n in 1...2 {
        try await sink.write("a", records: 1)
        try await sink.checkpoint("a", at: n)
      }
      interruption.request(SIGTERM)
      throw SourceFailure(.transient, "The request was cancelled.")
    }
    let connection = Connection(source: source, output: output, interruption: interruption)
    let code = await connection.run(Array(try readArguments(folder).dropFirst()))
    #expect(code == .signal(SIGTERM))
    #expect(
      try output.outline.dropFirst(3) == [
        #"STATE a 1.0 {"n":1}"#, "RECORD a", #"STATE a 1.0 {"n":2}"#, "INCOMPLETE a",
      ])
  }

  @Test(arguments: ["check", "discover"])
  func `an interrupted check or discover prints no answer`(command: String) async throws {
    let folder = try TemporaryFolder()
    let output = MemoryOutput()
    let interruption = Interruption()
    interruption.request(SIGINT)
    let connection = Connection(source: FakeSource(), output: output, interruption: interruption)
    #expect(await connection.run([command, "--config", try folder.configuration()]) == .signal(SIGINT))
    #expect(output.text == "")
  }
}
