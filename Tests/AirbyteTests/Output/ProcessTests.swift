import Connector
import Glibc
import JSON
import TestSupport
import Testing

@testable import Airbyte

/// How the process ends, in particular when its output fails.
@Suite(.serialized) struct `Process` {
  @Test func `success is exit code 0`() async throws {
    let (output, errors) = (try NamedPipe(), try NamedPipe())
    await #expect(processExitsWith: .exitCode(0)) {
      [output = output.path as String, errors = errors.path as String] in
      let connection = Connection(
        source: FakeSource(), output: DescriptorOutput(open(output, O_WRONLY)),
        errors: DescriptorOutput(open(errors, O_WRONLY)))
      connection.main(["x", "spec"])
    }
    #expect(try MemoryOutput.outline(output.drain()) == ["SPEC"])
    #expect(errors.drain() == "")
  }

  @Test func `wrong usage is exit code 2, with the usage on standard error only`() async throws {
    let (output, errors) = (try NamedPipe(), try NamedPipe())
    await #expect(processExitsWith: .exitCode(2)) {
      [output = output.path as String, errors = errors.path as String] in
      let connection = Connection(
        source: FakeSource(), output: DescriptorOutput(open(output, O_WRONLY)),
        errors: DescriptorOutput(open(errors, O_WRONLY)))
      connection.main(["x", "raed"])
    }
    #expect(output.drain() == "")
    #expect(errors.drain().contains("Usage:"))
  }

  @Test func `the process ends quietly when its reader leaves`() async throws {
    let errors = try NamedPipe()
    await #expect(processExitsWith: .exitCode(1)) { [errors = errors.path as String] in
      let folder = try TemporaryFolder()
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      let reader = ends[0]
      let source = FakeSource { _, sink in
        try await sink.write("a", records: 1)
        close(reader)
        // A source may treat the closed output as a failure of the stream and continue.
        do {
          while true { try await sink.write("a", records: 1) }
        } catch {
          try? await sink.fail("a", with: SourceFailure(.system, "no"))
        }
      }
      let connection = Connection(
        source: source, output: DescriptorOutput(ends[1]), errors: DescriptorOutput(open(errors, O_WRONLY)))
      connection.main(try readArguments(folder))
    }
    #expect(errors.drain() == "")
  }

  @Test(arguments: ["spec", "--help", "--version"])
  func `the process ends quietly when there never was a reader`(argument: String) async throws {
    let errors = try NamedPipe()
    await #expect(processExitsWith: .exitCode(1)) {
      [argument = argument as String, errors = errors.path as String] in
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      close(ends[0])
      let connection = Connection(
        source: FakeSource(), output: DescriptorOutput(ends[1]),
        errors: DescriptorOutput(open(errors, O_WRONLY)))
      connection.main(["x", argument])
    }
    #expect(errors.drain() == "")
  }

  @Test func `a full disk is reported as a failure`() async throws {
    let errors = try NamedPipe()
    await #expect(processExitsWith: .exitCode(1)) { [errors = errors.path as String] in
      let folder = try TemporaryFolder()
      let connection = Connection(
        source: FakeSource(), output: DescriptorOutput(open("/dev/full", O_WRONLY)),
        errors: DescriptorOutput(open(errors, O_WRONLY)))
      connection.main(try readArguments(folder))
    }
    #expect(errors.drain().contains("No space left on device"))
  }

  @Test func `a closed standard output is a failure, and no other file is written to`() async throws {
    let errors = try NamedPipe()
    await #expect(processExitsWith: .exitCode(1)) { [errors = errors.path as String] in
      let errors = DescriptorOutput(open(errors, O_WRONLY))
      close(STDOUT_FILENO)
      Connection(source: FakeSource(), errors: errors).main(["x", "spec"])
    }
    #expect(errors.drain().contains("The output cannot be written"))
  }
}
