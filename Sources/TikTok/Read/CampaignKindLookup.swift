import Connector
import JSON
import Synchronization

/// Looks up which accounts have TopView or Promote campaigns, at most once a day for all streams. Accounts
/// without them save the requests for these kinds.
final class CampaignKindLookup: Sendable {
  private let client: APIClient
  private let today: CalendarDay
  private let log: any Log
  /// What TikTok, or a state of the same day, says about the accounts.
  private let told = Mutex<[AdvertiserID: CampaignKinds]>([:])
  private let answers = SingleFlight<Question, Bool>()

  private struct Question: Hashable {
    let account: AdvertiserID
    let kind: CampaignKind
  }

  /// - Parameters:
  ///   - client: asks.
  ///   - today: an answer is valid until one more day has ended everywhere. Cursors stay before that day, so a
  ///     campaign that begins after the answer is known before they pass its first day.
  ///   - log: is told what could not be looked up.
  init(client: APIClient, today: Today, log: any Log) {
    self.client = client
    self.today = today.firstOpen
    self.log = log
  }

  /// Adds what a stream's state knows, if the same days had ended then.
  func remember(_ kinds: CampaignKinds, of account: AdvertiserID) {
    guard kinds.asOf == today else { return }
    told.withLock { $0[account, default: CampaignKinds(asOf: today)].merge(kinds) }
  }

  /// What is known about an account so far; nil if nothing is.
  func known(of account: AdvertiserID) -> CampaignKinds? {
    told.withLock { $0[account].flatMap { $0.found.isEmpty ? nil : $0 } }
  }

  /// Whether the account has campaigns of the kind, including deleted ones; true where TikTok does not say.
  /// - Throws: `APIError` of the kinds that end a sync; `CancellationError`.
  func has(_ kind: CampaignKind, _ account: AdvertiserID) async throws -> Bool {
    if kind == .standard { return true }
    if let known = known(of: account)?.has(kind) { return known }
    return try await answers.value(of: Question(account: account, kind: kind)) {
      try await ask(kind, account)
    }
  }

  /// Asks for a single campaign of the kind, of any status, because deleted campaigns have spent as well.
  private func ask(_ kind: CampaignKind, _ account: AdvertiserID) async throws -> Bool {
    let request = APIRequest(
      .campaigns,
      [
        .init("advertiser_id", account.text), .init("fields", ["campaign_id"]),
        .init("filtering", .object(kind.listFilter("STATUS_ALL"))), .init("page_size", "1"),
      ])
    do {
      let isThere = try await client.page(request.page(1)) { page in try page.listsAny }
      told.withLock { $0[account, default: CampaignKinds(asOf: today)].set(kind, isThere) }
      return isThere
    } catch let error as APIError where !error.endsSync {
      log.log(.info, UserMessage.kindUnknown(kind, error, account))
      return true
    }
  }
}

extension Page {
  /// Whether the page lists or counts anything. Whether the two agree is checked when the list itself is
  /// read.
  /// - Throws: `APIError`.
  fileprivate var listsAny: Bool {
    get throws(APIError) {
      let data = try document()
      return data["list"]?.array?.isEmpty == false || data["page_info"]?["total_number"]?.int ?? 0 > 0
    }
  }
}
