import Connector
import Synchronization

/// What TikTok turned out not to offer a stream: all its slices go on without it, and the operator is told once.
final class RefusalLog: Sendable {
  private let refusals = Mutex(Refusals())
  private let stream: Stream
  private let log: StreamLog

  init(of stream: Stream, log: StreamLog) {
    self.stream = stream
    self.log = log
  }

  /// All that is known by now.
  var known: Refusals { refusals.withLock(\.self) }

  /// Metrics or fields that TikTok refuses.
  func note(columns: Set<String>, _ error: APIError) {
    let news = refusals.withLock { refusals in
      defer { refusals.columns.formUnion(columns) }
      return columns.subtracting(refusals.columns)
    }
    if !news.isEmpty { log.warn(UserMessage.columnsDropped(news, error, stream: stream.name)) }
  }

  /// The kind of campaigns that a slice is of: TikTok refuses it for the account.
  func note(kindOf failure: SliceFailure) {
    guard let account = failure.slice.account?.id, let kind = failure.slice.kind else { return }
    let isNews = refusals.withLock {
      $0.kinds[account, default: [:]].updateValue(failure.error, forKey: kind) == nil
    }
    guard isNews else { return }
    log.warn(UserMessage.kindRefused(kind, failure.error, stream: stream.name, slice: failure.slice))
  }

  /// A shop that TikTok refuses an account. If the list of shops itself does not call it available (`isDoubtful`), it is
  /// no gap in what the account has today.
  func note(shop: String, of account: AdvertiserID, isDoubtful: Bool, _ error: APIError) {
    if !isDoubtful { refusals.withLock { $0.shops[account, default: [:]][shop] = error } }
    log.warn(
      once: "shop \(shop) of \(account)",
      UserMessage.shopRefused(error, stream: stream.name, shop, of: account))
  }

  /// A pair of objective and goal: TikTok supports it for no account.
  func note(goal columns: [String: String], _ error: APIError, in slice: Slice) {
    refusals.withLock { _ = $0.goals.insert(columns) }
    log.info("\(stream.name): \(slice) has no answer for \(columns.values.sorted()): \(error)")
  }

  /// The word for all statuses of campaigns.
  func noteStatusAll(_ error: APIError) {
    let isNews = refusals.withLock { !exchange(&$0.hasNoStatusAll, with: true) }
    if isNews { log.info(UserMessage.statusAllRefused(error, stream: stream.name)) }
  }

  /// The order of a list by change.
  func noteOrder(_ error: APIError) {
    let isNews = refusals.withLock { !exchange(&$0.hasNoOrder, with: true) }
    if isNews { log.info(ListNotice.orderRefused(error, stream: stream.name)) }
  }

  /// The sum of a whole life in one row.
  func noteLifetime(_ error: APIError) {
    guard refusals.withLock({ !exchange(&$0.hasNoLifetime, with: true) }) else { return }
    let text = UserMessage.lifetimeRefused(error, stream: stream)
    // Where the key tells the years apart, the user has nothing to do.
    if stream.key.contains(DateRangeField.start) { log.info(text) } else { log.warn(text) }
  }

  /// Runs of more days than that take TikTok too long.
  func note(quickDays days: Int, of account: AdvertiserID) {
    refusals.withLock { $0.quickDays[account] = min($0.quickDays[account] ?? .max, days) }
  }

  /// A slice that takes TikTok too long, and has no smaller ones.
  func note(indivisible slice: Slice) { refusals.withLock { _ = $0.indivisible.insert(slice) } }

  /// A slice of which even a single day is too large for a request.
  func note(onlyAsync slice: Slice) { refusals.withLock { _ = $0.onlyAsync.insert(slice.ofAnyDays) } }
}
