package import Connector
import Glibc

/// A source, connected to the Airbyte protocol: arguments in, messages out.
package struct Connection<S: Source>: Sendable {
  private let source: S
  private let output: any Output
  private let errors: any Output
  private let time: any Timepiece
  private let interruption: Interruption

  /// - Parameters:
  ///   - source: what is read from.
  ///   - output: takes the protocol's messages and nothing else.
  ///   - errors: takes the words for a person who runs the program by hand.
  ///   - time: the time of day and of the stopwatch.
  ///   - interruption: how the process learns that it shall stop.
  package init(
    source: S, output: any Output = DescriptorOutput.standardOutput,
    errors: any Output = DescriptorOutput.standardError, time: any Timepiece = SystemTime(),
    interruption: Interruption = Interruption()
  ) {
    self.source = source
    self.output = output
    self.errors = errors
    self.time = time
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

  /// Carries out the arguments.
  /// - Parameter arguments: without the program's own name.
  /// - Returns: how the process shall end; everything has been said.
  package func run(_ arguments: [String]) async -> ExitCode {
    let usage = Usage(source: source.identity)
    do {
      let invocation = try Invocation(arguments)
      switch invocation.command {
      case .help: return print(usage.help)
      case .version: return print("\(source.identity.name) \(source.identity.version)\n")
      case .spec, .check, .discover, .read: return try await carryOut(invocation)
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

  private func carryOut(_ invocation: Invocation) async throws -> ExitCode {
    var isRead = false
    if case .read = invocation.command { isRead = true }
    // Where the messages themselves run over the screen, a progress line would be torn up by them.
    let meter = isRead && output.columns == nil ? ProgressMeter(errors) : nil
    let sink = try OutputSink(
      output, interruption: interruption, time: time, lowestLevel: invocation.isDebug ? .debug : .info,
      meter: meter)
    let session = Session(source: source, sink: sink, interruption: interruption, time: time)
    let work = Task { await perform(invocation.command, in: session) }
    interruption.at(.cancelling) { work.cancel() }
    interruption.at(.flushing) { sink.finishInterruptedSoon() }
    interruption.at(.pressing) { output.makeRoom() }
    let code = await work.value
    defer { interruption.withdraw() }
    if let signal = interruption.signal {
      await sink.finishInterrupted()
      return .signal(signal)
    }
    do throws(OutputError) {
      if let trouble = await sink.trouble { throw trouble }
      try output.finish()
      return code
    } catch {
      // A reader that leaves has its reasons, and often nobody listens any more.
      if error != .closed { complain(error) }
      return .failure
    }
  }

  /// The one place where an error becomes a message and an exit code.
  private func perform(_ command: Command, in session: Session<S>) async -> ExitCode {
    do {
      switch command {
      case .help, .version: return .success
      case .spec: try await session.spec()
      case .check(let config): return try await session.check(config: config)
      case .discover(let config): try await session.discover(config: config)
      case .read(let config, let catalog, let state):
        return try await session.read(config: config, catalog: catalog, state: state)
      }
      return .success
    } catch {
      let failure = SourceFailure(explaining: error)
      try? await session.sink.say(.trace(.error(failure, nil), at: time.now))
      return .failure
    }
  }

  private func print(_ text: String) -> ExitCode {
    do {
      try output.write(text)
      return .success
    } catch {
      if error != .closed { complain(error) }
      return .failure
    }
  }

  /// Says on the screen what is wrong.
  private func complain(_ error: any Error) {
    try? errors.write("\(source.identity.name): \(SourceFailure(explaining: error).message)\n")
  }
}
