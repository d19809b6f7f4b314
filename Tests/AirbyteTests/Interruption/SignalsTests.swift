import Connector
import Glibc
import JSON
import Platform
import TestSupport
import Testing

@testable import Airbyte

/// Each case runs in its own process. The main thread of the test process waits in libdispatch, which is the
/// hardest place for a signal to be delivered.
@Suite(.serialized) struct `Signals` {
  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal ends a read after whole lines and the last state`(signal: Int32) async throws {
    let pipe = try NamedPipe()
    await #expect(processExitsWith: .signal(signal)) {
      [path = pipe.path as String, signal = signal as Int32] in
      let folder = try TemporaryFolder()
      let source = FakeSource { _, sink in
        try await sink.write("a", records: 10)
        try await sink.checkpoint("a", at: 10)
        try await sink.write("a", records: 1)
        // There are too few records after a state for another one, so it is emitted at the end.
        try await sink.checkpoint("a", at: 11)
        kill(getpid(), signal)
        while true { try await sink.write("b", records: 1) }
      }
      let output = DescriptorOutput(open(path, O_WRONLY))
      Connection(source: source, output: output).main(try readArguments(folder))
    }
    let output = pipe.drain()
    #expect(output.hasSuffix("\n"))
    let outline = try MemoryOutput.outline(output)
    #expect(outline.contains(#"STATE a 1.0 {"n":11}"#))
    #expect(outline.suffix(2).contains("INCOMPLETE a"))
    #expect(!outline.contains { $0.hasPrefix("COMPLETE") })
  }

  @Test(arguments: [true, false])
  func `a stalled reader still gets whole lines and the last state`(isObedient: Bool) async throws {
    let pipe = try NamedPipe()
    await #expect(processExitsWith: .signal(SIGTERM)) {
      [path = pipe.path as String, isObedient = isObedient as Bool] in
      let folder = try TemporaryFolder()
      let descriptor = open(path, O_WRONLY)
      let source = FakeSource { _, sink in
        for n in 1... {
          do {
            try await sink.write("a", records: 100, width: 400)
            // States are so large that only some of them are emitted.
            let weight = String(repeating: "w", count: 5_000)
            try await sink.checkpoint("a") { ["n": .int(n * 100), "weight": .string(weight)] }
          } catch  where !isObedient {
            while true { usleep(1_000) }
          }
        }
      }
      try SystemThread.detach {
        NamedPipe.waitUntilStalled(descriptor)
        kill(getpid(), SIGTERM)
      }
      let connection = Connection(
        source: source, output: DescriptorOutput(descriptor),
        interruption: Interruption(limit: .milliseconds(500)))
      connection.main(try readArguments(folder))
    }
    let output = pipe.drain()
    #expect(output.hasSuffix("\n"))
    let messages = try MemoryOutput.outline(output)
    #expect(messages.last == "INCOMPLETE a")
    // Every record that the last state covers has been delivered before it.
    let last = try #require(messages.lastIndex { $0.hasPrefix("STATE a") })
    let delivered = messages[..<last].count { $0 == "RECORD a" }
    let covered = try #require(messages[last].split(separator: "\"n\":").last).prefix { $0.isNumber }
    #expect(Int(covered) ?? .max <= delivered)
    #expect(Int(covered) ?? 0 > 0)
  }

  @Test func `a source that ignores cancellation delays the end by the limit at most`() async throws {
    let pipe = try NamedPipe()
    let began = ContinuousClock.now
    await #expect(processExitsWith: .signal(SIGTERM)) { [path = pipe.path as String] in
      let folder = try TemporaryFolder()
      let source = FakeSource { _, sink in
        try await sink.write("a", records: 2)
        try await sink.checkpoint("a", at: 2)
        try await sink.write("a", records: 1)
        try await sink.checkpoint("a", at: 3)
        kill(getpid(), SIGTERM)
        while true { usleep(1_000) }
      }
      let connection = Connection(
        source: source, output: DescriptorOutput(open(path, O_WRONLY)),
        interruption: Interruption(limit: .milliseconds(300)))
      connection.main(try readArguments(folder))
    }
    // The source would never end, and a busy machine takes a while to start the process.
    #expect(ContinuousClock.now - began < .seconds(20))
    #expect(try MemoryOutput.outline(pipe.drain()).suffix(2) == [#"STATE a 1.0 {"n":3}"#, "INCOMPLETE a"])
  }

  @Test func `the default limit is at most three seconds`() {
    #expect(Interruption().delay(of: .dying) <= .milliseconds(2_500))
  }

  @Test func `a second signal kills the process at once`() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      let folder = try TemporaryFolder()
      let interruption = Interruption(limit: .seconds(600))
      let source = FakeSource(onCheck: { _ in
        kill(getpid(), SIGTERM)
        while !interruption.isRequested { usleep(1_000) }
        kill(getpid(), SIGINT)
        while true { usleep(1_000) }
      })
      let connection = Connection(source: source, interruption: interruption)
      connection.main(["x", "check", "--config", try folder.configuration()])
    }
  }

  @Test func `check ends on a signal without an answer`() async throws {
    let (output, errors) = (try NamedPipe(), try NamedPipe())
    await #expect(processExitsWith: .signal(SIGTERM)) {
      [output = output.path as String, errors = errors.path as String] in
      let folder = try TemporaryFolder()
      let source = FakeSource(onCheck: { _ in
        kill(getpid(), SIGTERM)
        try await Task.sleep(for: .seconds(600))
      })
      let connection = Connection(
        source: source, output: DescriptorOutput(open(output, O_WRONLY)),
        errors: DescriptorOutput(open(errors, O_WRONLY)))
      connection.main(["x", "check", "--config", try folder.configuration()])
    }
    #expect(output.drain() == "")
    #expect(errors.drain() == "")
  }
}

/// The arguments that read `a` and `b`.
func readArguments(_ folder: TemporaryFolder) throws -> [String] {
  ["x", "read", "--config", try folder.configuration(), "--catalog", try folder.catalog(["a", "b"])]
}
