import Connector
import JSON
import Platform
import Secrets

/// Orders the messages of a run and writes them to the output, one whole line after the other.
///
/// Everything happens on the sink's own thread, so a state follows all records that were delivered before it, and a
/// slow reader delays the source's tasks only when they deliver.
actor OutputSink {
  private let executor: any SinkExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private var writer: MessageWriter
  private let interruption: Interruption
  private let clock: any TimeSource
  private let lowestLevel: LogLevel

  private var deliveries = Deliveries()
  private var page = RecordPage()
  private var meter: ProgressMeter?
  private var isFinished = false
  private var heartbeat: Heartbeat
  /// Takes each state that has been written.
  private var stateFile: StateFile?
  /// The number of columns of the terminal that the output is; nil for anything else.
  nonisolated let columns: Int?
  /// Why the output failed; nil while it has not.
  var trouble: OutputError? { writer.trouble }

  /// - Parameters:
  ///   - output: where the messages go.
  ///   - interruption: when to stop.
  ///   - clock: the time of messages, and of what is due.
  ///   - lowestLevel: the lowest level of logs to write.
  ///   - meter: shows the progress of the read on a terminal.
  ///   - executor: runs the sink; nil for a thread of its own.
  /// - Throws: `StartError`.
  init(
    _ output: any Output, interruption: Interruption, clock: any TimeSource, lowestLevel: LogLevel = .info,
    meter: ProgressMeter? = nil, executor: (any SinkExecutor)? = nil
  ) throws(SystemThread.StartError) {
    if let executor { self.executor = executor } else { self.executor = try OutputThread() }
    writer = MessageWriter(LineWriter(output: output, interruption: interruption))
    self.interruption = interruption
    self.clock = clock
    self.lowestLevel = lowestLevel
    self.meter = meter
    columns = output.columns
    heartbeat = Heartbeat(at: clock.uptime)
  }

  /// From now on these texts are blanked out of messages.
  func redact(_ secrets: [String]) { writer.redaction = Redaction(secrets) }

  /// Writes a message.
  /// - Throws: `OutputError`; `CancellationError` when the process was told to stop.
  func say(_ message: Message) throws {
    try admit()
    guard try writer.write(message) else { throw CancellationError() }
    if let meter, let text = message.redacted(by: writer.redaction).complaint { meter.tell(text) }
  }

  /// Writes lines for a person.
  /// - Throws: `OutputError`; `CancellationError` when the process was told to stop.
  func show(_ text: String) throws {
    try admit()
    var lines = ByteBuffer()
    lines.append(utf8: text)
    guard try writer.write(lines) == lines.count else { throw CancellationError() }
  }

  /// Sets the streams that the read will deliver, those that it will refuse, and the file for the states.
  func open(
    _ items: [Selection.Item], refusing refusals: [Selection.Refusal] = [],
    keepingStatesIn stateFile: consuming sending StateFile? = nil
  ) {
    self.stateFile = stateFile
    deliveries = Deliveries(items, refusing: refusals)
  }

  /// How many records of each of these streams have been delivered.
  func counts(of streams: [StreamName]) -> [Int] { deliveries.counts(of: streams) }

  /// Fails a stream that the read cannot begin with. As in Airbyte's CDK, it is incomplete without having started.
  /// - Parameters:
  ///   - stream: nil where the catalog does not say which stream is meant.
  ///   - failure: why.
  /// - Throws: `OutputError`; `CancellationError`.
  func refuse(_ stream: StreamDescriptor?, with failure: SourceFailure) throws {
    try say(.trace(.error(failure, stream), at: clock.millisecondsSince1970))
    guard let place = stream.flatMap({ deliveries.place(named: $0.name) }) else { return }
    try say(status(.incomplete, place))
    deliveries[place].refuse()
  }

  /// Emits states and estimates that have become due, and a line when nothing has been written for long.
  /// - Throws: `OutputError`, also of an earlier message: nothing more can be delivered.
  func tick() throws {
    try admit()
    for place in deliveries.active { try sayDue(place) }
    try keepStates()
    if heartbeat.isDue(after: writer.count, at: clock.uptime) { try sayStillReading() }
    meter?.show(deliveries.all, at: clock)
  }

  /// Ends the read. Streams that the source has not ended have failed.
  /// - Returns: whether all streams were read completely and their states are kept.
  /// - Throws: `OutputError`; `CancellationError`.
  func finish() throws -> Bool {
    let forgotten = SourceFailure(
      .system,
      "The stream was not read completely, and the source gives no reason. Report this with the log.")
    for delivery in deliveries.all where !delivery.hasEnded {
      try fail(delivery.descriptor.name, with: forgotten)
    }
    if let failures = deliveries.failures { try say(.log(.error, failures)) }
    try keepStates()
    let unkept = stateFile?.failure
    if let unkept { try say(.trace(.error(unkept, nil), at: clock.millisecondsSince1970)) }
    isFinished = true
    meter?.finish(deliveries.all, at: clock)
    return deliveries.failures == nil && unkept == nil
  }

  /// Ends the read early, because of an error that concerns every stream.
  /// - Throws: `OutputError`; `CancellationError`.
  func abandon(with failure: SourceFailure) throws {
    let active = deliveries.active
    for place in active {
      if let state = deliveries[place].takeState() { try say(state, of: place) }
    }
    try say(.trace(.error(failure, nil), at: clock.millisecondsSince1970))
    for place in active { try end(place, .incomplete) }
    try keepStates()
    isFinished = true
    meter?.finish(deliveries.all, at: clock)
  }

  /// Writes the last messages of an interrupted read: pending states, and which streams are incomplete.
  func finishInterrupted() {
    guard !isFinished, trouble == nil else { return }
    isFinished = true
    for place in deliveries.active {
      guard let state = deliveries[place].takeState() else { continue }
      if writer.writeLast(state) { stateFile?.note(state) }
    }
    // The process ends, and nobody hears of an error any more.
    if trouble == nil { _ = stateFile?.save() }
    for place in deliveries.active { _ = writer.writeLast(status(.incomplete, place)) }
    meter?.clear()
  }

  /// Writes the last messages although the source has not returned yet.
  nonisolated func finishInterruptedSoon() {
    executor.perform { self.assumeIsolated { $0.finishInterrupted() } }
  }
}

extension OutputSink: RecordSink {
  nonisolated func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
    guard level >= lowestLevel else { return }
    let text = message()
    // Queued behind earlier messages, so that it keeps its place. The caller does not wait: an output that fails here
    // is remembered and stops the next delivery.
    executor.perform { self.assumeIsolated { try? $0.say(.log(level, text)) } }
  }

  func start(_ stream: StreamName) throws { _ = try begin(stream) }

  func write<Value: Sendable>(
    _ stream: StreamName,
    _ append: @escaping @Sendable (RecordFrame, inout ByteBuffer) throws -> (lines: Int, value: Value)
  ) throws -> Value? {
    try Task.checkCancellation()
    guard let place = try begin(stream) else { return nil }
    let now = clock.millisecondsSince1970
    let frame = deliveries[place].envelope.frame(at: now)
    let value = try page.fill(of: stream) { lines in try append(frame, &lines) }
    guard page.records > 0 else { return value }
    try sayRunning(place, now)
    let written = try writer.write(page.lines)
    deliveries[place].add(records: page.records(upTo: written), bytes: written)
    guard written == page.lines.count else { throw CancellationError() }
    try sayDue(place)
    return value
  }

  func checkpoint(_ stream: StreamName, state: @escaping @Sendable () -> JSON) throws {
    if let trouble { throw trouble }
    guard let place = try deliveries.place(of: stream) else { return }
    // Kept also when the process was told to stop, because it belongs to the last messages.
    deliveries[place].checkpoint(state)
    _ = try begin(stream)
    try sayDue(place)
  }

  func estimate(_ stream: StreamName, records: Int) throws {
    guard let place = try begin(stream) else { return }
    deliveries[place].estimate(records)
    try sayDue(place)
  }

  func complete(_ stream: StreamName) throws {
    guard let place = try begin(stream) else { return }
    if let state = deliveries[place].takeClosingState() { try say(state, of: place) }
    try end(place, .complete)
  }

  func fail(_ stream: StreamName, with failure: SourceFailure) throws {
    guard let place = try begin(stream) else { return }
    if let state = deliveries[place].takeState() { try say(state, of: place) }
    try say(.trace(.error(failure, deliveries[place].descriptor), at: clock.millisecondsSince1970))
    try end(place, .incomplete)
  }

  func throttle(until reset: Int) throws {
    try admit()
    for place in deliveries.active {
      // Requests that were throttled together report the same end with small differences.
      guard reset > (deliveries[place].quotaReset ?? 0) + 100 else { continue }
      deliveries[place].quotaReset = reset
      try say(status(.running, place, quotaReset: reset))
    }
  }
}

extension OutputSink {
  /// - Throws: `OutputError` when the output has failed; `CancellationError` when the process must stop.
  private func admit() throws {
    if let trouble { throw trouble }
    if isFinished || interruption.isRequested { throw CancellationError() }
  }

  /// The place of a stream, which is marked as started if it is not yet; nil when it has failed.
  private func begin(_ stream: StreamName) throws -> Int? {
    try admit()
    guard let place = try deliveries.place(of: stream) else { return nil }
    if deliveries[place].phase == .waiting {
      deliveries[place].start(at: clock.uptime)
      try say(status(.started, place))
    }
    return place
  }

  private func sayRunning(_ place: Int, _ now: Int) throws {
    let reset = deliveries[place].quotaReset
    let isOver = reset.map { $0 <= now } ?? false
    guard deliveries[place].phase == .started || isOver else { return }
    deliveries[place].run()
    if isOver { deliveries[place].quotaReset = nil }
    try say(status(.running, place, quotaReset: deliveries[place].quotaReset))
  }

  private func sayDue(_ place: Int) throws {
    let moment = clock.uptime
    if deliveries[place].isStateDue(at: moment), let state = deliveries[place].takeState() {
      try say(state, of: place)
    }
    if let estimate = deliveries[place].takeEstimate(at: moment) {
      try say(.trace(estimate, at: clock.millisecondsSince1970))
    }
  }

  /// Keeps the states that have been written, once what was written before them has been kept.
  private func keepStates() throws {
    guard stateFile?.isBehind == true else { return }
    try writer.settle()
    // The read goes on, because the states are in the output as well.
    if let error = stateFile?.save() { try say(.log(.warning, error.message)) }
  }

  /// Says that the read goes on. The level of logs does not matter, because the line is meant for the orchestrator.
  private func sayStillReading() throws {
    let minutes = Int(Heartbeat.longestSilence / .seconds(60))
    try say(
      .log(
        .info,
        "Still reading \(deliveries.unended) of \(deliveries.count) streams. No data came for \(minutes) minutes."
      ))
  }

  private func say(_ state: Message, of place: Int) throws {
    do {
      try say(state)
    } catch is CancellationError {
      deliveries[place].keepState()
      throw CancellationError()
    }
    stateFile?.note(state)
    deliveries[place].delivered(stateOf: writer.lineCount, at: clock.uptime)
  }

  private func end(_ place: Int, _ phase: StreamDelivery.Phase) throws {
    let moment = clock.uptime
    if let estimate = deliveries[place].takeEstimate(at: moment, isLast: true) {
      try say(.trace(estimate, at: clock.millisecondsSince1970))
    }
    try say(status(phase == .complete ? .complete : .incomplete, place))
    deliveries[place].end(phase, at: moment)
    try say(.log(.info, Summary(deliveries[place], at: moment).sentence))
  }

  private func status(_ status: Trace.StreamStatus, _ place: Int, quotaReset: Int? = nil) -> Message {
    .trace(
      .status(status, deliveries[place].descriptor, quotaReset: quotaReset), at: clock.millisecondsSince1970)
  }
}
