import Connector
import JSON
import Synchronization

/// Learns which accounts have TopView or Promote campaigns, each at most once a day for all streams: the others are not
/// asked for them, request by request.
final class CampaignKindLookup: Sendable {
  private let client: APIClient
  private let today: CalendarDay
  private let log: any Log
  /// What TikTok, or a state of today, tells of the accounts.
  private let told = Mutex<[AdvertiserID: CampaignKinds]>([:])
  private let answers = SingleFlight<Question, Bool>()

  private struct Question: Hashable {
    let account: AdvertiserID
    let kind: CampaignKind
  }

  /// - Parameters:
  ///   - client: asks.
  ///   - today: for how long knowledge holds.
  ///   - log: is told of what is not to be learnt.
  init(client: APIClient, today: Today, log: any Log) {
    self.client = client
    self.today = today.ofUTC
    self.log = log
  }

  /// Takes in what the state of a stream knows, unless it is of another day.
  func remember(_ kinds: CampaignKinds, of account: AdvertiserID) {
    guard kinds.asOf == today else { return }
    told.withLock { $0[account, default: CampaignKinds(asOf: today)].merge(kinds) }
  }

  /// What is known of an account so far; nil for nothing.
  func known(of account: AdvertiserID) -> CampaignKinds? {
    told.withLock { $0[account].flatMap { $0.found.isEmpty ? nil : $0 } }
  }

  /// Whether the account has campaigns of the kind, deleted ones too; true where TikTok does not tell.
  /// - Throws: `APIError` of the kinds that end a sync; `CancellationError`.
  func has(_ kind: CampaignKind, _ account: AdvertiserID) async throws -> Bool {
    if kind == .standard { return true }
    if let known = known(of: account)?.has(kind) { return known }
    return try await answers.value(of: Question(account: account, kind: kind)) {
      try await ask(kind, account)
    }
  }

  /// Asks for a single campaign of the kind, of any status: those that are deleted have spent as well.
  private func ask(_ kind: CampaignKind, _ account: AdvertiserID) async throws -> Bool {
    let request = APIRequest(
      "campaign/get/",
      [
        .init("advertiser_id", account.text), .init("fields", ["campaign_id"]),
        .init("filtering", .object(kind.listFilter("STATUS_ALL"))), .init("page_size", "1"),
      ])
    do {
      let isThere = try await client.page(request.page(1)) { page in try page.tellsOfAny }
      told.withLock { $0[account, default: CampaignKinds(asOf: today)].set(kind, isThere) }
      return isThere
    } catch let error as APIError where !error.endsSync {
      log.log(.info, UserMessage.kindUnknown(kind, error, account))
      return true
    }
  }
}

extension Page {
  /// Whether it lists or counts anything. Whether the two agree is for those to judge who read the list.
  /// - Throws: `APIError`.
  fileprivate var tellsOfAny: Bool {
    get throws(APIError) {
      let data = try document()
      return data["list"]?.array?.isEmpty == false || data["page_info"]?["total_number"]?.int ?? 0 > 0
    }
  }
}
