import Connector
import Platform

/// Checks step by step what a sync needs, so that whatever is missing has a message of its own.
struct Check: Sendable {
  let configuration: Configuration
  let client: APIClient
  let today: Today
  let clock: any TimeSource
  let log: any Log

  /// - Throws: `SourceFailure` for the first step that fails; `CancellationError`.
  func run() async throws {
    let ids = try await advertisers()
    let batch = Array(ids.prefix(AccountRequests.batchSize))
    let subject = batch.count == 1 ? "advertiser \(batch[0])" : "\(batch.count) ad accounts"
    let strangers = try await step("Reading the data of \(subject)") { try await refused(of: batch) }
    if let error = strangers.first?.error {
      throw UserMessage.refused(strangers.map(\.id), error, field: advertiserField)
    }
    try await probePermissions(of: ids[0])
  }

  /// The accounts that a sync would read.
  private func advertisers() async throws -> [AdvertiserID] {
    // The sandbox has no list of accounts (§1 of the fact sheet), and a token alone cannot ask for one.
    guard case .oauth = configuration.credentials else {
      return try wanted(of: configuration.advertisers ?? [])
    }
    let granted: [AdvertiserID]
    do {
      granted = try await client.grantedAdvertisers(configuration.credentials)
    } catch let error as APIError {
      let step = "Listing the ad accounts of the access token"
      guard case .refused = error.cause, let named = configuration.advertisers else {
        throw UserMessage.failure(error, while: step)
      }
      // A read does not ask for the list either.
      log.log(.warning, UserMessage.grantsRefused(error))
      return try wanted(of: named)
    }
    guard !granted.isEmpty else { throw UserMessage.noAdvertiser(excluded: 0) }
    let missing = (configuration.advertisers ?? []).filter { !granted.contains($0) }
    guard missing.isEmpty else { throw UserMessage.notGranted(missing, granted: granted) }
    return try wanted(of: configuration.advertisers ?? granted)
  }

  /// The accounts that TikTok does not let the token read, and why. One of them makes TikTok refuse its whole batch, so halves of
  /// the batch are tried, down to single accounts.
  private func refused(of ids: [AdvertiserID]) async throws -> [(id: AdvertiserID, error: APIError)] {
    do {
      _ = try await client.document(AccountRequests.request(for: ids))
      return []
    } catch let error as APIError where error.kind == .skip && !error.isOfEndpoint {
      guard let halves = ids.halves else { return ids.map { ($0, error) } }
      var refused: [(id: AdvertiserID, error: APIError)] = []
      for half in halves { refused += try await self.refused(of: half) }
      return refused
    }
  }

  /// The field that names the accounts.
  private var advertiserField: String {
    switch configuration.credentials {
    case .oauth: "advertiser_ids"
    case .sandbox: "credentials.advertiser_id"
    case .token: "credentials.advertiser_ids"
    }
  }

  private func wanted(of ids: [AdvertiserID]) throws -> [AdvertiserID] {
    let wanted = ids.filter { !configuration.excludedAdvertisers.contains($0) }
    guard !wanted.isEmpty else { throw UserMessage.noAdvertiser(excluded: ids.count) }
    return wanted
  }

  /// What a probe has shown.
  private enum Finding: Sendable {
    case readable
    /// TikTok refuses the endpoint, or the request failed.
    case trouble(APIError)
    /// Time was up.
    case untried
  }

  /// Tries each endpoint with one request, and tells which streams TikTok refuses. They do not fail the check, because the
  /// others can be read.
  /// - Throws: `SourceFailure` where nothing can be read, or for what concerns every stream.
  private func probePermissions(of account: AdvertiserID) async throws {
    let streams = StreamTable.streams(for: configuration)
    let probes = PermissionProbe.all(for: streams, of: account, on: today.lastClosed, today: today)
    let findings = try await findings(of: probes)
    let tried = zip(probes, findings).filter { if case .untried = $1 { false } else { true } }
    let troubles = tried.compactMap { probe, finding in
      if case .trouble(let error) = finding { (probe, error) } else { nil }
    }
    if let (probe, error) = troubles.first, troubles.count == tried.count {
      throw UserMessage.failure(error, while: "Checking the permission to read `\(probe.streams[0])`")
    }
    for (probe, error) in troubles {
      log.log(.warning, UserMessage.unreadable(probe.streams, of: account, error))
    }
    let untried = zip(probes, findings).flatMap { probe, finding -> [StreamName] in
      if case .untried = finding { probe.streams } else { [] }
    }
    if !untried.isEmpty { log.log(.info, UserMessage.untried(untried, within: Self.probingLimit)) }
  }

  /// A person waits for the check.
  static let probingLimit = Duration.seconds(10)

  /// Runs the probes side by side.
  /// - Returns: the findings in the order of the probes.
  /// - Throws: `SourceFailure` for what concerns every stream; `CancellationError`.
  private func findings(of probes: [PermissionProbe]) async throws -> [Finding] {
    let findings = try await withThrowingTaskGroup(of: (place: Int, finding: Finding)?.self) { group in
      for (place, probe) in probes.enumerated() {
        group.addTask { (place, try await finding(of: probe)) }
      }
      group.addTask {
        try await clock.sleep(for: Self.probingLimit)
        return nil
      }
      var findings = probes.map { _ in Finding.untried }
      var missing = probes.count
      while missing > 0, let result = try await group.next() {
        guard let (place, finding) = result else { break }
        findings[place] = finding
        missing -= 1
      }
      group.cancelAll()
      return findings
    }
    try Task.checkCancellation()
    return findings
  }

  private func finding(of probe: PermissionProbe) async throws -> Finding {
    do {
      _ = try await client.document(probe.request)
      return .readable
    } catch let error as APIError where error.kind == .configuration {
      throw UserMessage.failure(error, while: "Checking the permission to read `\(probe.streams[0])`")
    } catch let error as APIError {
      return .trouble(error)
    }
  }

  private func step<Value>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as APIError {
      throw UserMessage.failure(error, while: name)
    }
  }
}
