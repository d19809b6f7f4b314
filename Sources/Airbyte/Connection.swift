package import Connector
import Glibc
package import Platform

/// A source, connected to the Airbyte protocol: arguments in, messages out.
package struct Connection<S: Source>: Sendable {
  private let source: S
  private let output: any Output
  private let errors: any Output
  private let clock: any TimeSource
  private let interruption: Interruption

  /// - Parameters:
  ///   - source: what is read from.
  ///   - output: takes the protocol's messages and nothing else.
  ///   - errors: takes the words for a person who runs the program by hand.
  ///   - clock: the time of messages, and of what is due.
  ///   - interruption: how the process learns that it shall stop.
  package init(
    source: S, output: any Output = DescriptorOutput.standardOutput,
    errors: any Output = DescriptorOutput.standardError, clock: any TimeSource = SystemClock(),
    interruption: Interruption = Interruption()
  ) {
    self.source = source
    self.output = output
    self.errors = errors
    self.clock = clock
    self.interruption = interruption
  }

  /// Carries out the arguments as the whole of this process, signals and exit code included. To be called by the
  /// main thread, first of all and not from a task: no other thread may be there yet.
  /// - Parameter arguments: with the program's own name at the front; by default the process's.
  package func main(_ arguments: [String]? = nil) -> Never {
    CrashTraces.forbid()
    DescriptorOutput.occupyStandardDescriptors()
    do {
      try Signals.take(for: interruption)
    } catch {
      complain(error)
      exit(ExitCode.failure.status)
    }
    Task.detached {
      let code = await run(Array((arguments ?? ProcessArguments.all).dropFirst()))
      if case .signal(let number) = code { Signals.die(of: number) }
      // Not `exit`: the clean-up of libraries would run beside threads that still use them.
      _exit(code.status)
    }
    while true { pause() }
  }

  /// Does what the arguments ask for.
  /// - Parameter arguments: without the program's own name.
  /// - Returns: how the process shall end; everything has been said.
  package func run(_ arguments: [String]) async -> ExitCode {
    let usage = Usage(source: source.identity)
    do {
      switch try Invocation(arguments) {
      case .help: return print(usage.help)
      case .version: return print("\(source.identity.name) \(source.identity.version)\n")
      case .session(let command, let isDebug): return try await run(command, isDebug: isDebug)
      }
    } catch let error as CommandError {
      complain(error)
      try? errors.write("\n" + usage.short)
      return .usage
    } catch {
      complain(error)
      return .failure
    }
  }

  /// Runs a session that ends with its command, or when the process is told to stop.
  /// - Throws: `StartError`.
  private func run(_ command: Command, isDebug: Bool) async throws -> ExitCode {
    // A progress line would be torn up by messages on the same screen.
    let meter = output.columns == nil ? ProgressMeter(errors) : nil
    let sink = try OutputSink(
      output, interruption: interruption, clock: clock, lowestLevel: isDebug ? .debug : .info, meter: meter)
    let session = Session(source: source, sink: sink, interruption: interruption, clock: clock)
    let work = Task { await session.run(command) }
    interruption.at(.cancelling) { work.cancel() }
    interruption.at(.flushing) { sink.finishInterruptedSoon() }
    interruption.at(.pressing) { output.makeRoom() }
    let outcome = await work.value
    defer { interruption.withdraw() }
    switch outcome {
    case .interrupted(let signal):
      await sink.finishInterrupted()
      return .signal(signal)
    case .success, .failure:
      // A signal that came after the last message still decides how the process ends.
      if let signal = interruption.signal { return .signal(signal) }
      if let trouble = await sink.trouble { return report(trouble) }
      do throws(OutputError) { try output.finish() } catch { return report(error) }
      return outcome == .success ? .success : .failure
    }
  }

  private func print(_ text: String) -> ExitCode {
    do throws(OutputError) {
      try output.write(text)
      return .success
    } catch {
      return report(error)
    }
  }

  /// Not a word about a reader that has left: it had its reasons, and often nobody reads standard error either.
  private func report(_ error: OutputError) -> ExitCode {
    if error != .closed { complain(error) }
    return .failure
  }

  /// Says on the screen what is wrong.
  private func complain(_ error: any Error) {
    try? errors.write("\(source.identity.name): \(SourceFailure(explaining: error).message)\n")
  }
}
