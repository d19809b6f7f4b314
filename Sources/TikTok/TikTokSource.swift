package import Connector
import HTTP
package import JSON
package import Platform

/// TikTok's Marketing API v1.3 as a source of records.
package struct TikTokSource: Source {
  package let identity = SourceIdentity(name: "source-tiktok-marketing", version: "0.1.0")
  private let variables: [String: String]
  private let clock: any TimeSource
  /// The clock that days are chosen by.
  private let calendar: any TimeSource
  private let scale: TimeScale
  private let transport: @Sendable (TransportSettings) -> any HTTPTransport
  /// A random number from zero to one for each backoff.
  private let jitter: @Sendable () -> Double
  /// Where exchanges are recorded; nil if they are not.
  private var capture: Capture?

  /// - Parameters:
  ///   - variables: the process's environment: `TIKTOK_BASE_URL`, `TIKTOK_NOW`, `TIKTOK_TIME_SCALE`,
  ///     what `${TIKTOK_…}` refers to.
  ///   - clock: measures rates and waits, and tells the time of day.
  package init(variables: [String: String], clock: any TimeSource = SystemClock()) {
    self.init(variables: variables, clock: clock) { settings in
      CurlTransport(userAgent: settings.userAgent, settings: settings.curl, environment: variables)
    }
  }

  init(
    variables: [String: String], clock: any TimeSource,
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
    transport: @escaping @Sendable (TransportSettings) -> any HTTPTransport
  ) {
    self.variables = variables
    scale = TimeScale(of: variables)
    self.clock = scale == .real ? clock : ScaledClock(clock, by: scale)
    calendar = PinnedClock(clock, by: variables) ?? clock
    self.transport = transport
    self.jitter = jitter
  }

  package var specification: JSON { Specification.document }

  package func configuration(from document: JSON) throws(SourceFailure) -> Configuration {
    try PinnedClock.requireReadable(in: variables)
    return try Configuration(document, variables: variables, now: calendar.secondsSince1970)
  }

  package func secrets(of configuration: Configuration) -> [String] { configuration.credentials.secrets }

  package func streams(for configuration: Configuration) -> [StreamDescription] {
    StreamTable.streams(for: configuration).map(\.description)
  }

  package func recording(exchangesWith document: JSON, in log: any ExchangeLog) -> TikTokSource {
    var source = self
    source.capture = Capture(log, of: document)
    return source
  }

  package func check(_ configuration: Configuration, log: any Log) async throws {
    for notice in configuration.notices { log.log(notice) }
    let recorder = recorder(of: "check", nil, with: configuration)
    let client = client(
      for: configuration, recorder, patience: .ofCheck, requestLimit: .seconds(8)
    ) { event in
      log.log(.info, "\(event)")
    }
    try await Check(
      configuration: configuration, client: client, today: Today(seconds: calendar.secondsSince1970),
      clock: clock, log: log
    ).run()
  }

  package func read(
    _ requests: [StreamRequest], with configuration: Configuration, into sink: any RecordSink
  ) async throws {
    for notice in configuration.notices { sink.log(notice) }
    let recorder = recorder(of: "read", requests, with: configuration)
    let client = client(
      for: configuration, recorder, patience: .ofRead(configuration.patienceMinutes)
    ) { event in
      await sink.tell(of: event)
    }
    let selected = StreamTable.selection(of: requests, for: configuration)
    if configuration.legacyGranularity != nil {
      for notice in LegacyCatalog.notices(on: selected.map(\.stream)) { sink.log(notice) }
    }
    let directory: AccountDirectory
    do {
      directory = try await AccountDirectory(
        of: configuration, fields: try accountFields(for: selected), by: client, log: sink)
    } catch let error as APIError {
      throw UserMessage.failure(error, while: "Looking up the ad accounts")
    }
    sink.log(.info, CostNotice.begins(streams: requests.count, accounts: directory.accounts.count))
    let today = Today(seconds: calendar.secondsSince1970)
    // The sandbox has no report by advertiser (§1 of the fact sheet).
    let skipsIdleDays = configuration.skipsIdleDays && configuration.credentials.environment == .production
    let objects = ObjectLookup(
      pages: PageCache(client: client, lists: selected.map(\.stream).sharedLists), log: sink)
    let context = SyncContext(
      client: client, accounts: directory, objects: objects,
      kinds: CampaignKindLookup(client: client, today: today, log: sink),
      attribution: AttributionLookup(objects: objects, log: sink),
      asyncReports: AsyncReports(client: client, clock: clock),
      activity: skipsIdleDays ? IdleDays(client: client, today: today, log: sink) : nil)
    let plans = try selected.map { stream, request in
      try StreamPlan(
        of: stream, for: request, configuration: configuration, batches: directory.batches, today: today)
    }
    for notice in [UserMessage.declaredTypes(in: plans), CostNotice.severalRequests(in: plans)] {
      if let notice { sink.log(notice) }
    }
    var readers: [StreamReader] = []
    for ((stream, request), plan) in zip(selected, plans) {
      let start: StartingPoint
      do throws(SourceFailure) {
        start = try StartingPoint(of: request, plan, now: UTCTime(seconds: calendar.secondsSince1970))
      } catch {
        // The state concerns no other stream.
        try await sink.start(stream.name)
        try await sink.fail(stream.name, with: error)
        continue
      }
      readers.append(try reader(of: plan, from: start, context, sink))
    }
    sink.log(
      .info,
      CostNotice.cost(
        requests: readers.reduce(0) { $0 + $1.requestsAhead }, perSecond: configuration.sharedRate))
    try await Scheduler(readers, client: client).run()
  }

  /// What to ask of each account: what the stream of accounts delivers, or else what the other streams need.
  private func accountFields(
    for selected: [(stream: Stream, request: StreamRequest)]
  ) throws(SourceFailure) -> [String]? {
    guard let (stream, request) = selected.first(where: { $0.stream.endpoint == .accounts }) else {
      return AccountRequests.neededFields
    }
    return try RequestedFields(of: stream, for: request).names
  }

  private func reader(
    of plan: StreamPlan, from start: StartingPoint, _ context: SyncContext, _ sink: any RecordSink
  ) throws(SourceFailure) -> StreamReader {
    for (account, known) in start.bookmark?.kinds ?? [:] { context.kinds.remember(known, of: account) }
    if let notice = start.notice { sink.log(notice) }
    let activity = plan.stream.isPartOfAccountDays ? context.activity : nil
    let slices: any SliceReading =
      plan.stream.endpoint == .reconciliation
      ? try Reconciliation(plan, context, into: sink)
      : SliceReader(plan, context, activity: activity, into: sink)
    return StreamReader(plan, from: start, by: slices, activity: activity, sink: sink, clock: calendar)
  }

  /// What records the exchanges, once it has recorded what is run; nil unless it is wanted.
  private func recorder(
    of verb: String, _ requests: [StreamRequest]?, with configuration: Configuration
  ) -> ExchangeRecorder? {
    capture?.begin(configuration, variables: variables) { document in
      CaptureHeader(
        identity: identity, verb: verb, document: document, requests: requests,
        now: UTCTime(seconds: calendar.secondsSince1970))
    }
  }

  private func client(
    for configuration: Configuration, _ recorder: ExchangeRecorder?, patience: RetryPolicy,
    requestLimit: Duration? = nil,
    onRetry: @escaping @Sendable (RetryEvent) async -> Void
  ) -> APIClient {
    let settings = TransportSettings(
      identity: identity, concurrency: configuration.mostInFlight, requestLimit: requestLimit, scale: scale)
    let curl = transport(settings)
    let base: any HTTPTransport =
      recorder.map { RecordingTransport(curl, recorder: $0, clock: clock) } ?? curl
    return APIClient(
      baseURL: configuration.baseURL, accessToken: configuration.credentials.accessToken,
      transport: RetryingTransport(
        base,
        limiter: RateLimiter(configuration.rates, timeouts: configuration.timeouts, clock: clock),
        policy: patience,
        clock: clock, jitter: jitter),
      limiters: configuration.narrowerRates.mapValues { RateLimiter($0, clock: clock) },
      quotas: Quotas(configuration.quotas),
      slots: ConcurrencyLimiter(configuration.mostInFlight, rate: configuration.requestsPerSecondInAll),
      clock: clock,
      onRetry: onRetry)
  }
}

/// What a transport is made with.
struct TransportSettings: Sendable {
  let userAgent: String
  let curl: CurlSettings

  init(identity: SourceIdentity, concurrency: Int, requestLimit: Duration? = nil, scale: TimeScale = .real) {
    userAgent = "\(identity.name)/\(identity.version)"
    var curl = CurlSettings()
    curl.totalTimeout = requestLimit
    curl.stallTimeout = scale.real(curl.stallTimeout)
    curl.maximumConnections = concurrency
    self.curl = curl
  }
}

extension RetryPolicy {
  /// A sync runs unattended, so it waits through an API's bad half hour, or as long as the configuration says.
  fileprivate static func ofRead(_ minutes: Int) -> RetryPolicy {
    var policy = RetryPolicy()
    policy.budget = .seconds(minutes * 60)
    return policy
  }

  /// A person waits for the result of a check, so it soon says what is wrong.
  fileprivate static var ofCheck: RetryPolicy {
    var policy = RetryPolicy()
    policy.attempts = 2
    policy.throttledAttempts = 2
    policy.outageAttempts = 2
    policy.budget = .seconds(20)
    return policy
  }
}

extension RecordSink {
  /// Reports a wait before another attempt.
  func tell(of event: RetryEvent) async {
    log(event.pausesEverything ? .warning : .info, "\(event)")
    guard event.pausesEverything else { return }
    // An output that is closed shows at the next record, which ends the sync.
    try? await throttle(until: event.end)
  }
}
