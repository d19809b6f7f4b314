import Connector

/// Checks step by step what a sync needs, so that whatever is missing has a message of its own.
struct Check: Sendable {
  let configuration: Configuration
  let client: APIClient
  let today: Today
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
    let day = DateWindow(start: today.lastClosed, end: today.lastClosed)
    for stream in StreamTable.streams(for: configuration) {
      try await tryPermission(for: stream, of: ids[0], on: day)
    }
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

  /// Requests one record of the stream. One stream of each kind of endpoint is enough, because permissions are granted
  /// by kind. What not every app needs, such as audiences and pixels, is left to the reads that select it.
  private func tryPermission(for stream: Stream, of account: AdvertiserID, on day: DateWindow) async throws {
    switch stream.endpoint {
    case .accounts, .grants, .reconciliation: return
    case .entity(let endpoint):
      guard endpoint.coverage == .campaigns else { return }
      let request = APIRequest(
        endpoint.path, [.init("advertiser_id", account.text), .init("page_size", "1")])
      try await step("Checking the permission to read `\(stream.name)`") {
        _ = try await client.document(request)
      }
    case .report:
      guard let report = stream.report, report == Self.simplestReport(of: configuration) else { return }
      let request = report.request(
        of: account, in: day, metrics: ["spend"], includeDeleted: false, pageSize: 1)
      try await step("Checking the permission to read reports") { _ = try await client.document(request) }
    }
  }

  private static func simplestReport(of configuration: Configuration) -> Report? {
    StreamTable.builtIn(for: configuration).lazy.compactMap(\.report).first { $0.type == .basic }
  }

  private func step<Value>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as APIError {
      throw UserMessage.failure(error, while: name)
    }
  }
}
