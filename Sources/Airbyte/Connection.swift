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
  private let sinkExecutor: (any SinkExecutor)?
  private let taskExecutor: (any TaskExecutor)?

  /// - Parameters:
  ///   - source: what is read from.
  ///   - output: takes the protocol's messages and nothing else.
  ///   - errors: takes the texts for a person who runs the program by hand.
  ///   - clock: the time of messages, and of what is due.
  ///   - interruption: how the process learns that it must stop.
  package init(
    source: S, output: any Output = DescriptorOutput.standardOutput,
    errors: any Output = DescriptorOutput.standardError, clock: any TimeSource = SystemClock(),
    interruption: Interruption = Interruption()
  ) {
    self.init(
      source: source, output: output, errors: errors, clock: clock, interruption: interruption,
      sinkExecutor: nil, taskExecutor: nil)
  }

  /// As the other, with what the work runs on: the sink on a thread of its own unless `sinkExecutor` is given, and
  /// the session on Swift's own threads unless `taskExecutor` is.
  init(
    source: S, output: any Output, errors: any Output, clock: any TimeSource, interruption: Interruption,
    sinkExecutor: (any SinkExecutor)?, taskExecutor: (any TaskExecutor)?
  ) {
    self.source = source
    self.output = output
    self.errors = errors
    self.clock = clock
    self.interruption = interruption
    self.sinkExecutor = sinkExecutor
    self.taskExecutor = taskExecutor
  }

  /// Runs the program: does what the arguments ask for, handles signals, and ends the process. Must be called by the
  /// main thread before any other thread exists, and not from a task.
  /// - Parameter arguments: starting with the program's own name; by default the process's.
  package func main(_ arguments: [String]? = nil) -> Never {
    CrashTraces.disable()
    DescriptorOutput.occupyStandardDescriptors()
    do {
      try Signals.handle(with: interruption)
    } catch {
      complain(error)
      exit(ExitCode.failure.status)
    }
    Task.detached {
      let code = await run(Array((arguments ?? ProcessArguments.all).dropFirst()))
      if case .signal(let number) = code { Signals.die(of: number) }
      // Not `exit`, because libraries would clean up while other threads still use them.
      _exit(code.status)
    }
    while true { pause() }
  }

  /// Does what the arguments ask for.
  /// - Parameter arguments: without the program's own name.
  /// - Returns: how the process must end. All messages have been written.
  package func run(_ arguments: [String]) async -> ExitCode {
    let usage = Usage(source: source.identity)
    do {
      switch try Invocation(arguments) {
      case .help(let verb): return print(usage.help(of: verb))
      case .version: return print("\(source.identity.name) \(source.identity.version)\n")
      case .session(let command, let isDebug, let capture):
        return try await run(command, isDebug: isDebug, capture: capture)
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
  private func run(_ command: Command, isDebug: Bool, capture: String?) async throws -> ExitCode {
    // Messages on the same screen would break the progress line.
    let meter = output.columns == nil ? ProgressMeter(errors) : nil
    let sink = try OutputSink(
      output, interruption: interruption, clock: clock, lowestLevel: isDebug ? .debug : .info, meter: meter,
      executor: sinkExecutor)
    let session = Session(
      source: source, sink: sink, interruption: interruption, clock: clock, capture: capture)
    let work = Task(executorPreference: taskExecutor) { await session.run(command) }
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

  /// Prints why the output takes no more, unless its reader has closed it: that is the reader's decision.
  private func report(_ error: OutputError) -> ExitCode {
    if error != .closed { complain(error) }
    return .failure
  }

  /// Prints what is wrong to standard error.
  private func complain(_ error: any Error) {
    try? errors.write("\(source.identity.name): \(SourceFailure(explaining: error).message)\n")
  }
}
