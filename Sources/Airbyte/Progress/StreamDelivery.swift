import Connector
import JSON

/// What has been delivered of one stream, and when its next state and estimate are due.
struct StreamDelivery: Sendable {
  enum Phase: Sendable, Equatable {
    case waiting, started, running, complete, incomplete
  }

  /// A state may have up to a twentieth of the bytes of the records before it …
  static let recordBytesPerStateByte = 20
  /// … and is never delayed for longer than this, so that little is lost when the process is killed.
  static let longestWaitForState = Duration.seconds(5)
  static let pauseBetweenEstimates = Duration.seconds(1)

  let descriptor: StreamDescriptor
  let envelope: RecordEnvelope
  private let initialState: JSON?

  private(set) var phase = Phase.waiting
  private(set) var records = 0
  private(set) var bytes = 0
  private(set) var startedAt = Duration.zero
  private(set) var endedAt: Duration?
  /// Until when the API throttles the source (milliseconds since 1970); nil if it does not.
  var quotaReset: Int?

  private var pendingState: (@Sendable () -> JSON)?
  private var lastState: JSON?
  private var lastStateBytes = 0
  private var lastStateAt = Duration.zero
  private var recordsSinceState = 0
  private var bytesSinceState = 0

  private var pendingEstimate: Int?
  private var lastEstimate: Int?
  private var lastEstimateAt: Duration?

  init(_ item: Selection.Item) {
    // A full read does not build on it.
    self.init(item.descriptor, from: item.request.syncMode == .incremental ? item.request.state : nil)
  }

  /// A stream that will be refused; nil where the catalog does not say which.
  init?(_ refusal: Selection.Refusal) {
    guard let descriptor = refusal.descriptor else { return nil }
    self.init(descriptor, from: nil)
  }

  private init(_ descriptor: StreamDescriptor, from state: JSON?) {
    self.descriptor = descriptor
    envelope = RecordEnvelope(descriptor)
    initialState = state
  }

  var isActive: Bool { phase == .started || phase == .running }
  var hasEnded: Bool { phase == .complete || phase == .incomplete }

  mutating func start(at moment: Duration) {
    phase = .started
    startedAt = moment
    lastStateAt = moment
  }

  mutating func run() { phase = .running }

  /// The stream ends before it began.
  mutating func refuse() {
    phase = .incomplete
    endedAt = startedAt
  }

  mutating func end(_ phase: Phase, at moment: Duration) {
    self.phase = phase
    endedAt = moment
  }

  /// How long the stream has been, or was, read.
  func elapsed(at moment: Duration) -> Duration {
    phase == .waiting ? .zero : (endedAt ?? moment) - startedAt
  }

  mutating func add(records: Int, bytes: Int) {
    self.records += records
    self.bytes += bytes
    recordsSinceState += records
    bytesSinceState += bytes
  }
}

extension StreamDelivery {
  /// Keeps a state that covers everything delivered so far, instead of an older one.
  mutating func checkpoint(_ state: @escaping @Sendable () -> JSON) { pendingState = state }

  func isStateDue(at moment: Duration) -> Bool {
    guard pendingState != nil else { return false }
    return bytesSinceState >= Self.recordBytesPerStateByte * lastStateBytes
      || moment - lastStateAt >= Self.longestWaitForState
  }

  /// The newest state that was not delivered yet, if there is one.
  mutating func takeState() -> Message? {
    guard let state = pendingState?() else { return nil }
    return take(state)
  }

  /// The state at the stream's end: every stream has at least one, and each record is counted by one of them.
  mutating func takeClosingState() -> Message? {
    if let message = takeState() { return message }
    if let lastState { return recordsSinceState > 0 ? take(lastState) : nil }
    // This mark says that there is no state to continue from. An incremental read without any change must keep the
    // state that it began with.
    return take(initialState ?? ["__ab_no_cursor_state_message": true])
  }

  /// The state message has been delivered.
  mutating func delivered(stateOf bytes: Int, at moment: Duration) {
    lastStateBytes = bytes
    lastStateAt = moment
    recordsSinceState = 0
    bytesSinceState = 0
  }

  /// Keeps the state that could not be delivered, because it belongs to the last messages.
  mutating func keepState() {
    guard let lastState else { return }
    pendingState = { lastState }
  }

  private mutating func take(_ state: JSON) -> Message {
    pendingState = nil
    lastState = state
    return .state(descriptor, state, records: recordsSinceState)
  }
}

extension StreamDelivery {
  /// Records an estimate. Estimates grow as pages become known, but several tasks report them: a lower one has been
  /// overtaken and is ignored.
  mutating func estimate(_ records: Int) {
    guard records > pendingEstimate ?? lastEstimate ?? -1 else { return }
    pendingEstimate = records
  }

  /// The newest estimate that was not delivered yet, unless the previous one was delivered only just now.
  /// - Parameters:
  ///   - moment: now.
  ///   - isLast: nothing comes after it, so it is due in any case.
  /// - Returns: the message's content; nil if none is due.
  mutating func takeEstimate(at moment: Duration, isLast: Bool = false) -> Trace? {
    guard let records = pendingEstimate else { return nil }
    if let lastEstimateAt, !isLast, moment - lastEstimateAt < Self.pauseBetweenEstimates { return nil }
    pendingEstimate = nil
    lastEstimate = records
    lastEstimateAt = moment
    return .estimate(records, descriptor)
  }
}
