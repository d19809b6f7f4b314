import Connector
import Glibc
import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `A session` {
  let folder: TemporaryFolder
  let output = MemoryOutput()
  let interruption = Interruption()

  init() throws { folder = try TemporaryFolder() }

  private func run(_ source: FakeSource, _ command: Command) async throws -> Session<FakeSource>.Outcome {
    let sink = try OutputSink(output, interruption: interruption, clock: ManualClock())
    let session = Session(source: source, sink: sink, interruption: interruption, clock: ManualClock())
    let work = Task { await session.run(command) }
    interruption.at(.cancelling) { work.cancel() }
    return await work.value
  }

  private func read() throws -> Command {
    .read(
      config: try folder.configuration(), streams: .catalog(try folder.catalog(["a"])), states: .none)
  }

  @Test func `a session ends with success or failure when nothing interrupts it`() async throws {
    #expect(try await run(FakeSource(), .spec) == .success)
    #expect(try await run(FakeSource(), .discover(config: try folder.configuration())) == .success)
    #expect(try await run(FakeSource(), .discover(config: "/none.json")) == .failure)
    #expect(try await run(FakeSource(), try read()) == .success)
  }

  /// Errors that a source may throw when its task is cancelled.
  static let errors: [any Error & Sendable] = [
    CancellationError(), SourceFailure(.transient, "The request was cancelled."),
  ]

  @Test(arguments: errors)
  func `an interrupted read does not report the error of the cancellation`(error: any Error & Sendable)
    async throws
  {
    let source = FakeSource { [interruption] _, sink in
      try await sink.write("a", records: 1)
      interruption.request(SIGTERM)
      #expect(Task.isCancelled)
      throw error
    }
    #expect(try await run(source, try read()) == .interrupted(by: SIGTERM))
    #expect(try output.outline == ["STARTED a", "RUNNING a", "RECORD a"])
  }

  @Test func `a read is interrupted even if the source returns normally`() async throws {
    let source = FakeSource { [interruption] _, sink in
      try await sink.write("a", records: 1)
      interruption.request(SIGINT)
    }
    #expect(try await run(source, try read()) == .interrupted(by: SIGINT))
    #expect(try output.outline == ["STARTED a", "RUNNING a", "RECORD a"])
  }

  @Test(arguments: errors)
  func `an interrupted check gives no answer`(error: any Error & Sendable) async throws {
    let source = FakeSource(onCheck: { [interruption] _ in
      interruption.request(SIGTERM)
      throw error
    })
    #expect(try await run(source, .check(config: try folder.configuration())) == .interrupted(by: SIGTERM))
    #expect(output.text == "")
  }

  @Test func `a cancellation without an interruption is an unexpected error`() async throws {
    let source = FakeSource(onCheck: { _ in throw CancellationError() })
    #expect(try await run(source, .check(config: try folder.configuration())) == .failure)
    #expect(try output.outline.map { $0.prefix(18) } == ["ERROR system_error", "FAILED The connect"])
  }

  @Test func `a session fails silently when the output is closed`() async throws {
    output.fail(after: 1, with: .closed)
    let source = FakeSource { _, sink in try await sink.write("a", records: 1) }
    #expect(try await run(source, try read()) == .failure)
    #expect(try output.outline == ["STARTED a"])
  }
}
