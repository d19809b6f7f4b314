import Connector
import JSON

/// The accounts of a sync, and the pages that list them. The streams `advertisers` and `advertiser_ids` deliver these
/// pages instead of requesting them again.
struct AccountDirectory: Sendable {
  /// The accounts in the groups in which they were requested.
  private(set) var batches: [[Account]] = []
  private(set) var pages: [APIRequest: Page] = [:]

  var accounts: [Account] { batches.flatMap(\.self) }

  /// The accounts that the answer to ``AccountRequests/request(forGrantsOf:)`` lists, each once.
  static func granted(_ data: JSON) -> [AdvertiserID] {
    var known: Set<AdvertiserID> = []
    return (data["list"]?.array ?? []).compactMap { element in
      AdvertiserID(element["advertiser_id"]?.idText ?? "")
    }.filter { known.insert($0).inserted }
  }

  /// Finds the accounts that the configuration means, and their details.
  /// - Parameters:
  ///   - configuration: names the accounts and those to leave out; without names, all granted accounts are meant.
  ///   - fields: the fields to request of each account; nil for all.
  ///   - client: sends the requests.
  ///   - log: receives warnings about accounts without details.
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
    let groups = ids.chunks(of: AccountRequests.batchSize)
    let learnt = try await withThrowingTaskGroup(of: (Int, [Batch]).self) { tasks in
      for (index, group) in groups.enumerated() {
        tasks.addTask { (index, try await Self.ask(for: group, fields, client, log)) }
      }
      return try await tasks.reduce(into: [(Int, [Batch])]()) { $0.append($1) }
    }
    for batch in learnt.sorted(by: { $0.0 < $1.0 }).flatMap(\.1) {
      batches.append(batch.accounts)
      // Stored under the intended request, even if all fields were requested instead.
      if let page = batch.page {
        pages[AccountRequests.request(for: batch.accounts.map(\.id), fields: fields)] = page
      }
    }
  }

  private struct Batch {
    let accounts: [Account]
    let page: Page?
  }

  /// Requests the details of a group of accounts. One refused account makes TikTok refuse its whole batch, so a refused
  /// batch is requested in halves, down to single accounts. So is a batch that takes too long.
  private static func ask(
    for group: [AdvertiserID], _ fields: [String]?, _ client: APIClient, _ log: any Log
  ) async throws -> [Batch] {
    var batches: [Batch] = []
    // The batches that are still to be requested, the next one last.
    var pending = [(ids: group, fields: fields)]
    while let (ids, fields) = pending.popLast() {
      do {
        batches.append(try await batch(of: ids, fields, client, log))
      } catch let error as APIError where fields != nil && error.isOfColumns {
        log.log(.warning, UserMessage.fieldsRefused(error))
        pending.append((ids, fields: nil))
      } catch let error as APIError where error.excess == .time || error.kind == .skip {
        if let halves = ids.halves, error.excess == .time || !error.isOfEndpoint {
          pending += halves.reversed().map { (ids: $0, fields: fields) }
          continue
        }
        guard error.kind == .skip else { throw error }
        log.log(.warning, UserMessage.accountsUnknown(ids, error))
        batches.append(Batch(accounts: ids.map { Account(id: $0) }, page: nil))
      }
    }
    return batches
  }

  private static func batch(
    of ids: [AdvertiserID], _ fields: [String]?, _ client: APIClient, _ log: any Log
  ) async throws -> Batch {
    let (page, data) = try await client.page(
      AccountRequests.request(for: ids, fields: fields), untilTimeout: ids.count > 1
    ) { page in
      (page, try page.document())
    }
    let known = (data["list"]?.array ?? []).compactMap(Account.init)
    let byID = Dictionary(known.map { ($0.id, $0) }) { first, _ in first }
    for id in ids where byID[id] == nil { log.log(.warning, UserMessage.accountMissing(id)) }
    return Batch(accounts: ids.map { byID[$0] ?? Account(id: $0) }, page: page)
  }
}

extension APIError {
  /// Whether the app lacks the permission for the endpoint. Only TikTok's text says so: "…does not
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
