import Connector
import JSON

/// The accounts of a sync, and the pages that told of them: the streams `advertisers` and `advertiser_ids` hand those
/// on instead of asking again.
struct AccountDirectory: Sendable {
  /// The accounts in the groups that were asked for together.
  private(set) var batches: [[Account]] = []
  private(set) var pages: [APIRequest: Page] = [:]

  var accounts: [Account] { batches.flatMap(\.self) }

  /// The accounts that the answer to ``AccountRequests/request(forGrantsOf:)`` lists, each once.
  static func granted(_ data: JSON) -> [AdvertiserID] {
    var known: Set<AdvertiserID> = []
    return (data["list"]?.array ?? []).compactMap { element in
      let id = element["advertiser_id"]
      return AdvertiserID(id?.string ?? id?.number?.text ?? "")
    }.filter { known.insert($0).inserted }
  }

  /// Finds out which accounts the configuration means and what is known of each.
  /// - Parameters:
  ///   - configuration: the accounts that are named, left out, or all that are granted.
  ///   - fields: what to ask of each; nil for all that there is.
  ///   - client: asks.
  ///   - log: is told of accounts of which nothing is to be learnt.
  /// - Throws: `APIError`, `SourceFailure` when no account is left, `CancellationError`.
  init(
    of configuration: Configuration, fields: [String]?, by client: APIClient, log: any Log
  ) async throws {
    let named: [AdvertiserID]
    if let advertisers = configuration.advertisers {
      named = advertisers
    } else if let request = AccountRequests.request(forGrantsOf: configuration.credentials) {
      (named, pages[request]) = try await client.page(request) { page in
        (AccountDirectory.granted(try page.document()), page)
      }
    } else {
      named = []
    }
    let ids = named.filter { !configuration.excludedAdvertisers.contains($0) }
    guard !ids.isEmpty else { throw UserMessage.noAdvertiser(excluded: named.count) }
    let groups = stride(from: 0, to: ids.count, by: AccountRequests.batchSize).map { start in
      Array(ids[start..<min(start + AccountRequests.batchSize, ids.count)])
    }
    let learnt = try await withThrowingTaskGroup(of: (Int, [Batch]).self) { tasks in
      for (index, group) in groups.enumerated() {
        tasks.addTask { (index, try await Self.ask(for: group, fields, client, log)) }
      }
      return try await tasks.reduce(into: [(Int, [Batch])]()) { $0.append($1) }
    }
    for batch in learnt.sorted(by: { $0.0 < $1.0 }).flatMap(\.1) {
      batches.append(batch.accounts)
      // Under the request that was meant, though all fields may have been asked for instead.
      if let page = batch.page {
        pages[AccountRequests.request(for: batch.accounts.map(\.id), fields: fields)] = page
      }
    }
  }

  private struct Batch {
    let accounts: [Account]
    let page: Page?
  }

  /// One refused account makes the API refuse its whole batch: halves find it. What takes too long is asked for in
  /// halves, too.
  private static func ask(
    for ids: [AdvertiserID], _ fields: [String]?, _ client: APIClient, _ log: any Log
  ) async throws -> [Batch] {
    do {
      let (page, data) = try await client.page(
        AccountRequests.request(for: ids, fields: fields), untilTimeout: ids.count > 1
      ) { page in
        (page, try page.document())
      }
      let known = (data["list"]?.array ?? []).compactMap(Account.init)
      let byID = Dictionary(known.map { ($0.id, $0) }) { first, _ in first }
      for id in ids where byID[id] == nil {
        log.log(
          .warning, "TikTok tells nothing of advertiser \(id): its rows carry no time zone or currency.")
      }
      return [Batch(accounts: ids.map { byID[$0] ?? Account(id: $0) }, page: page)]
    } catch let error as APIError where error.excess == .time && ids.count > 1 {
      return try await halves(of: ids, fields, client, log)
    } catch let error as APIError where error.kind == .skip {
      guard ids.count > 1, !error.isOfEndpoint else {
        log.log(
          .warning,
          "TikTok refuses to tell of \(ids.count == 1 ? "advertiser \(ids[0])" : "\(ids.count) advertisers"): "
            + "\(error). Their rows carry no time zone or currency.")
        return [Batch(accounts: ids.map { Account(id: $0) }, page: nil)]
      }
      return try await halves(of: ids, fields, client, log)
    } catch let error as APIError where fields != nil && error.isOfColumns {
      log.log(.warning, UserMessage.fieldsRefused(error))
      return try await ask(for: ids, nil, client, log)
    }
  }

  private static func halves(
    of ids: [AdvertiserID], _ fields: [String]?, _ client: APIClient, _ log: any Log
  ) async throws -> [Batch] {
    let half = ids.count / 2
    return try await ask(for: Array(ids[..<half]), fields, client, log)
      + ask(for: Array(ids[half...]), fields, client, log)
  }
}

extension APIError {
  /// Whether it is the app that lacks the permission for the endpoint, which TikTok's text alone tells: "…does not
  /// grant you /advertiser/info/:GET permission".
  var isOfEndpoint: Bool {
    if case .refused(let envelope) = cause { envelope.message.contains("/" + path) } else { false }
  }
}

extension APIClient {
  /// The accounts that the token's user has granted the app (`oauth2/advertiser/get/`, §2 of the fact sheet).
  /// - Throws: `APIError`; `CancellationError`.
  func grantedAdvertisers(_ credentials: Credentials) async throws -> [AdvertiserID] {
    guard let request = AccountRequests.request(forGrantsOf: credentials) else { return [] }
    return AccountDirectory.granted(try await document(request))
  }
}
