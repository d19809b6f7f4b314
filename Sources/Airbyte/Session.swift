import Connector
import JSON
import Platform
import Secrets

/// Runs the protocol's four commands with a source and a sink.
struct Session<S: Source>: Sendable {
  let source: S
  let sink: OutputSink
  let interruption: Interruption
  let clock: any TimeSource
  /// The path of the file that exchanges are recorded in; nil if they are not.
  var capture: String?

  /// How a session ended.
  enum Outcome: Sendable, Equatable {
    case success
    /// The messages say why, unless the output failed.
    case failure
    /// The process was told to stop by this signal. The last states are still to be written.
    case interrupted(by: Int32)
  }

  /// Runs a command to its end: the one place where an error becomes a message and an outcome.
  func run(_ command: Command) async -> Outcome {
    do {
      do {
        switch command {
        case .spec: return try await spec()
        case .check(let config): return try await check(config: config)
        case .discover(let config): return try await discover(config: config)
        case .read(let config, let streams, let states):
          return try await read(config: config, streams, from: states)
        }
      } catch  where !isFinal(error) {
        try await sink.say(
          .trace(.error(SourceFailure(explaining: error), nil), at: clock.millisecondsSince1970))
        return .failure
      }
    } catch is CancellationError {
      return interruption.signal.map { .interrupted(by: $0) } ?? .failure
    } catch {
      // The sink knows why the output failed.
      return .failure
    }
  }

  /// Whether no message can follow an error, because the process was told to stop or the output failed.
  private func isFinal(_ error: any Error) -> Bool {
    error is OutputError || error is CancellationError && interruption.isRequested
  }

  private func spec() async throws -> Outcome {
    try await sink.say(.spec(source.specification))
    return .success
  }

  /// Tests whether the source can be read from. A configuration that is refused is an answer, not a failure.
  private func check(config path: String) async throws -> Outcome {
    do {
      let capture = try captureFile()
      let (configuration, source) = try await configured(by: path, recordingIn: capture)
      do {
        try await source.check(configuration, log: sink)
      } catch {
        capture?.append(["end": ["status": 1]])
        throw error
      }
      capture?.append(["end": ["status": 0]])
      try await sink.say(.connectionStatus(.succeeded))
      return .success
    } catch  where !isFinal(error) {
      let failure = SourceFailure(explaining: error)
      let isAnswer = error is SourceFailure || error is any ExplainedError
      if !isAnswer { try await sink.say(.trace(.error(failure, nil), at: clock.millisecondsSince1970)) }
      if isAnswer, let detail = failure.detail { sink.log(.info, "The check failed: \(detail)") }
      try await sink.say(.connectionStatus(.failed(failure.message)))
      return isAnswer ? .success : .failure
    }
  }

  private func discover(config path: String) async throws -> Outcome {
    let streams = source.streams(for: try await configuration(path))
    if let columns = sink.columns {
      try await sink.show(StreamListing(streams, columns: columns).text)
      return .success
    }
    try await sink.say(.catalog(entries: try streams.map { try $0.catalogEntry() }))
    return .success
  }

  /// Reads the catalog's streams to their ends, the failing ones as far as they go.
  private func read(
    config: String, _ streams: Command.Streams, from states: Command.States
  ) async throws -> Outcome {
    let capture = try captureFile()
    let (configuration, source) = try await configured(by: config, recordingIn: capture)
    let files = ReadFiles(streams: streams, states: states)
    // Before its states are read, which another read may be about to replace.
    var stateFile: StateFile?
    if case .resumed(let path) = states { stateFile = try StateFile(path: path) }
    let earlier = try files.states()
    stateFile?.take(earlier)
    let selection = try files.selection(of: source.streams(for: configuration), from: earlier)
    for notice in selection.notices { sink.log(notice) }
    let refusals = selection.refusals
    await sink.open(selection.items, refusing: refusals, keepingStatesIn: stateFile)
    // All at once, so that one correction is enough.
    for refusal in refusals { try await sink.refuse(refusal.descriptor, with: files.failure(refusal)) }
    do {
      // Without a stream there is nothing to ask the source for.
      if !selection.items.isEmpty { try await deliver(selection.requests, of: source, with: configuration) }
    } catch  where !isFinal(error) {
      try await sink.abandon(with: SourceFailure(explaining: error))
      capture?.append(["end": ["status": 1]])
      return .failure
    }
    let isWhole = try await sink.finish() && refusals.isEmpty
    let counts = await sink.counts(of: selection.requests.map(\.name))
    capture?.append(["end": ["status": isWhole ? 0 : 1, "records": .array(counts.map { .int($0) })]])
    return isWhole ? .success : .failure
  }

  private func deliver(
    _ requests: [StreamRequest], of source: S, with configuration: S.Configuration
  ) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await source.read(requests, with: configuration, into: sink) }
      group.addTask {
        while true {
          try await clock.sleep(for: .seconds(1))
          try await sink.tick()
        }
      }
      // The ticking ends only by an error of the output, so this waits for the read or for that error.
      try await group.next()
      group.cancelAll()
    }
  }

  private func captureFile() throws(CaptureError) -> CaptureFile? {
    guard let capture else { return nil }
    return try CaptureFile(capture, log: sink)
  }

  private func configuration(_ path: String) async throws -> S.Configuration {
    try await configured(by: path, recordingIn: nil).0
  }

  /// The configuration, and the source that records its exchanges in a file, if there is one.
  private func configured(
    by path: String, recordingIn file: CaptureFile?
  ) async throws -> (S.Configuration, S) {
    let document = try DocumentFile(role: .configuration, path: path).object()
    let marked = Redaction.secrets(in: document, markedBy: source.specification)
    await sink.redact(marked)
    let configuration = try source.configuration(from: document)
    await sink.redact(marked + source.secrets(of: configuration))
    return (configuration, file.map { source.recording(exchangesWith: document, in: $0) } ?? source)
  }
}

extension SourceFailure {
  /// Any error in words for the user. The detail of an unexpected error is for the developers.
  init(explaining error: any Error) {
    switch error {
    case let failure as SourceFailure: self = failure
    case let error as any ExplainedError: self.init(.configuration, error.message)
    default:
      self.init(
        .system, "The connector stopped because of an unexpected error. Report it with the log.",
        detail: "\(type(of: error)): \(error)")
    }
  }
}
