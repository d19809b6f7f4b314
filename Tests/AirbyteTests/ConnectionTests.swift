import Connector
import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `Connection to a source` {
  let folder: TemporaryFolder
  let output = MemoryOutput()
  let errors = MemoryOutput()

  init() throws { folder = try TemporaryFolder() }

  private func run(_ source: FakeSource, _ arguments: String...) async -> ExitCode {
    let connection = Connection(source: source, output: output, errors: errors, clock: ManualClock())
    return await connection.run(arguments)
  }

  @Test func `spec prints the specification`() async throws {
    #expect(await run(FakeSource(), "spec", "--catalog", "unneeded") == .success)
    #expect(try output.messages.map { $0["spec"]?["protocol_version"] } == ["0.3.2"])
    #expect(errors.text == "")
  }

  @Test(arguments: ["--help", "-h", "help"])
  func `help goes to standard output`(argument: String) async {
    #expect(await run(FakeSource(), argument) == .success)
    #expect(output.text == Usage(source: FakeSource().identity).help)
  }

  @Test func `version goes to standard output`() async {
    #expect(await run(FakeSource(), "--version") == .success)
    #expect(output.text == "source-fake 1.2.3\n")
  }

  @Test func `wrong usage names the mistake and shows the correct usage`() async throws {
    #expect(await run(FakeSource(), "raed") == .usage)
    #expect(output.text == "")
    #expect(
      errors.text.hasPrefix("source-fake: There is no command `raed`. Did you mean `read`?\n\nUsage:\n"))
  }

  @Test func `check reports success`() async throws {
    let source = FakeSource(onCheck: { $0.log(.info, "Looking at s3cret-token.") })
    #expect(await run(source, "check", "--config", try folder.configuration()) == .success)
    #expect(try output.outline == ["INFO Looking at ****.", "SUCCEEDED"])
  }

  @Test func `check reports the failure that the source throws`() async throws {
    let source = FakeSource(onCheck: { _ in
      throw SourceFailure(.transient, "The host of s3cret-token is away. Try again.", detail: "curl 7")
    })
    #expect(await run(source, "check", "--config", try folder.configuration()) == .success)
    #expect(
      try output.outline == ["INFO The check failed: curl 7", "FAILED The host of **** is away. Try again."])
  }

  @Test func `check reports an invalid configuration as failed`() async throws {
    #expect(await run(FakeSource(), "check", "--config", try folder.file("c", "{}")) == .success)
    #expect(try output.outline == ["FAILED `token` is missing. Put the token there."])
  }

  @Test func `the error for an invalid configuration does not show its secrets`() async throws {
    let path = try folder.configuration(token: "s3cret with blanks")
    #expect(await run(FakeSource(), "check", "--config", path) == .success)
    #expect(
      try output.outline == [
        "INFO The check failed: ****", "FAILED `token` **** has a blank in it. Take it out.",
      ])
  }

  @Test func `check reports an unusable file as failed`() async throws {
    #expect(await run(FakeSource(), "check", "--config", "/none.json") == .success)
    #expect(
      try output.outline == [
        "FAILED The configuration file '/none.json' does not exist. Check the path after --config."
      ])
  }

  @Test func `an unexpected error fails the check and keeps its detail for developers`() async throws {
    let source = FakeSource(onCheck: { _ in throw Surprise(token: "s3cret-token") })
    #expect(await run(source, "check", "--config", try folder.configuration()) == .failure)
    #expect(try output.outline.map { $0.prefix(18) } == ["ERROR system_error", "FAILED The connect"])
    #expect(
      try output.messages.first?["trace"]?["error"]?["internal_message"]?.string
        == #"Surprise: Surprise(token: "****")"#)
  }

  @Test func `discover lists the streams`() async throws {
    #expect(await run(FakeSource(), "discover", "--config", try folder.configuration()) == .success)
    let streams = try output.messages.first?["catalog"]?["streams"]?.array
    #expect(streams?.compactMap { $0["name"]?.string } == ["a", "b", "c"])
  }

  @Test func `discover fails when the configuration is invalid`() async throws {
    #expect(await run(FakeSource(), "discover", "--config", try folder.file("c", "{}")) == .failure)
    #expect(try output.outline == ["ERROR config_error `token` is missing. Put the token there."])
  }

  @Test func `read delivers the catalog's streams, starting from their states`() async throws {
    let requests = Captured<[StreamRequest]>()
    let source = FakeSource { streams, sink in
      requests.value = streams
      for stream in streams {
        try await sink.write(stream.name, records: 1)
        try await sink.checkpoint(stream.name, at: 2)
        try await sink.complete(stream.name)
      }
    }
    let code = await run(
      source, "read", "--config", try folder.configuration(), "--catalog", try folder.catalog(["b", "a"]),
      "--state", try folder.file("state.json", #"{"a": {"n": 1}, "gone": {"n": 1}}"#))
    #expect(code == .success)
    #expect(
      requests.value == [
        StreamRequest(name: "b", syncMode: .incremental),
        StreamRequest(name: "a", syncMode: .incremental, state: ["n": 1]),
      ])
    #expect(
      try output.outline == [
        "WARN The state file contains a state of 'gone', which is not a stream of this source. It is ignored.",
        "STARTED b", "RUNNING b", "RECORD b", #"STATE b 1.0 {"n":2}"#, "COMPLETE b",
        "INFO b: 1 record in 0.0 s.",
        "STARTED a", "RUNNING a", "RECORD a", #"STATE a 1.0 {"n":2}"#, "COMPLETE a",
        "INFO a: 1 record in 0.0 s.",
      ])
    #expect(errors.text == "")
  }

  @Test func `a stream that fails fails the read after the other streams have ended`() async throws {
    let source = FakeSource { _, sink in
      try await sink.fail("a", with: SourceFailure(.system, "No."))
      try await sink.write("b", records: 1)
      try await sink.complete("b")
    }
    let code = await run(
      source, "read", "--config", try folder.configuration(), "--catalog", try folder.catalog(["a", "b"]))
    #expect(code == .failure)
    #expect(try output.outline.contains("COMPLETE b"))
  }

  @Test func `streams that cannot be read fail alone, all at once, before the others are read`() async throws
  {
    let catalog = try folder.file("several.json", Self.several)
    let code = await run(
      FakeSource(), "read", "--config", try folder.configuration(), "--catalog", catalog,
      "--state", try folder.file("state.json", #"{"a": {"n": 1}, "c": "x"}"#))
    #expect(code == .failure)
    #expect(
      try output.outline.map { $0.replacing(folder.path, with: "…") } == [
        "ERROR config_error b The catalog file '…/several.json': `streams[1].sync_mode` is missing. Make it from the streams "
          + #"that `discover` lists: {"streams": [{"stream": (a stream of that list), "sync_mode": "incremental"}]}"#,
        "INCOMPLETE b",
        "ERROR config_error The catalog file '…/several.json': `streams[4]` must be an object, but is text. Make it from "
          + #"the streams that `discover` lists: {"streams": [{"stream": (a stream of that list), "sync_mode": "#
          + #""incremental"}]}"#,
        "ERROR config_error aa The catalog file '…/several.json': `streams[0]` names the stream 'aa', which this configuration "
          + "does not offer. Refresh the source's schema, or take the stream out of the connection. "
          + "`discover` lists the available streams.",
        "INCOMPLETE aa",
        "ERROR config_error c The state file '…/state.json': `c` must be an object, but is text. Pass the STATE messages of an "
          + "earlier read unchanged, or omit --state to read everything.",
        "INCOMPLETE c",
        "STARTED a", #"STATE a 0.0 {"n":1}"#, "COMPLETE a", "INFO a: 0 records in 0.0 s.",
        "ERROR 3 of 4 streams failed: b, aa, c.",
      ])
    let streams = try output.messages.compactMap { $0["trace"]?["error"] }.map { $0["stream_descriptor"] }
    #expect(streams == [["name": "b"], nil, ["name": "aa", "namespace": "n"], ["name": "c"]])
  }

  @Test func `where no stream can be read, the source is not asked`() async throws {
    let source = FakeSource { _, _ in throw SourceFailure(.system, "It was asked.") }
    let code = await run(
      source, "read", "--config", try folder.configuration(), "--catalog", try folder.file("u", Self.unknown))
    #expect(code == .failure)
    #expect(try output.outline.map { $0.prefix(13) } == ["ERROR config_", "INCOMPLETE aa", "ERROR 1 of 1 "])
  }

  static let failures: [(error: any Error & Sendable, outline: String)] = [
    (SourceFailure(.configuration, "The token is refused."), "ERROR config_error The token is refused."),
    (SourceFailure(.transient, "Try again."), "ERROR transient_error Try again."),
    (
      Surprise(token: "x"),
      "ERROR system_error The connector stopped because of an unexpected error. Report it with the log."
    ),
    (
      CancellationError(),
      "ERROR system_error The connector stopped because of an unexpected error. Report it with the log."
    ),
  ]

  @Test(arguments: failures)
  func `an error that fails the whole read leaves valid states and stream ends`(
    error: any Error & Sendable, outline: String
  )
    async throws
  {
    let source = FakeSource { _, sink in
      for n in 1...2 {
        try await sink.write("a", records: 1)
        try await sink.checkpoint("a", at: n)
      }
      throw error
    }
    let code = await run(
      source, "read", "--config", try folder.configuration(), "--catalog", try folder.catalog(["a", "b"]))
    #expect(code == .failure)
    #expect(
      try output.outline.dropFirst(5) == [
        #"STATE a 1.0 {"n":2}"#, outline, "INCOMPLETE a", "INFO a: 2 records in 0.0 s, incomplete.",
      ])
  }

  @Test func `a full disk is reported on standard error`() async throws {
    output.fail(after: 2, with: .failed(code: 28))
    let source = FakeSource { _, sink in try await sink.write("a", records: 1) }
    let code = await run(
      source, "read", "--config", try folder.configuration(), "--catalog", try folder.catalog(["a"]))
    #expect(code == .failure)
    #expect(errors.text.hasPrefix("source-fake: The output cannot be written: No space left on device."))
  }

  @Test func `every refused input has its own message`() async throws {
    let good = try folder.configuration()
    let catalog = try folder.catalog(["a"])
    let bad = try folder.file("bad.json", "{\n  'token': 's3cret-token'\n}")
    let inputs: [(name: String, arguments: [String])] = [
      ("invalid JSON", ["read", "--config", bad, "--catalog", catalog]),
      ("no such catalog", ["read", "--config", good, "--catalog", "/none.json"]),
      ("a folder", ["read", "--config", good, "--catalog", "/"]),
      ("empty catalog", ["read", "--config", good, "--catalog", try folder.file("e", #"{"streams": []}"#)]),
      ("discovered catalog", ["read", "--config", good, "--catalog", try folder.file("d", Self.discovered)]),
      (
        "broken state",
        ["read", "--config", good, "--catalog", catalog, "--state", try folder.file("s", "[3]")]
      ),
    ]
    var text = ""
    for (name, arguments) in inputs {
      let output = MemoryOutput()
      let code = await Connection(source: FakeSource(), output: output, errors: errors).run(arguments)
      let message = try #require(try output.outline.first).replacing(folder.path, with: "…")
      text += "\(name) (exit \(code.status))\n  \(message)\n"
      #expect(try output.outline.count == 1)
    }
    try expectSnapshot(text, named: "refusals.txt")
  }

  static let unknown = #"{"streams": [{"stream": {"name": "aa"}, "sync_mode": "incremental"}]}"#
  static let several = """
    {"streams": [
      {"stream": {"name": "aa", "namespace": "n"}, "sync_mode": "incremental"}, {"stream": {"name": "b"}},
      {"stream": {"name": "a"}, "sync_mode": "incremental"}, {"stream": {"name": "c"}, "sync_mode": "incremental"},
      "d"]}
    """
  static let discovered = #"{"streams": [{"name": "a", "json_schema": {}}]}"#

  struct Surprise: Error {
    let token: String
  }
}
