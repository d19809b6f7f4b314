import Connector
import Synchronization

/// Reports of GMV Max, which TikTok gives shop by shop (1824721673497601).
extension StreamReader {
  /// Reads the parts of a slice, each of one shop. A shop that TikTok refuses costs neither the others nor the cursor of
  /// the account: what is not to be had today may never be.
  /// - Throws: ``SliceFailure``, `CancellationError`, what the sink throws.
  func readByShop(_ parts: [Slice]) async throws -> Changes {
    for part in parts {
      guard let account = part.account?.id, let shop = part.shop else { continue }
      try await shopAccess.ask(about: shop, of: account) {
        do {
          _ = try await readRequests(of: part)
          return true
        } catch let failure as SliceFailure where isRefusal(failure.error, of: part) {
          // What the list itself does not call available is no gap in what the account has today.
          if part.subject?.isDoubtful == false {
            refusals.withLock { $0.shops[account, default: [:]][shop] = failure.error }
          }
          warn(
            once: "shop \(shop) of \(account)",
            Explanation.shopRefused(failure.error, stream: name, shop, of: account))
          return false
        }
      }
    }
    return Changes()
  }

  /// Whether an error is TikTok's refusal of the shop that a slice is about.
  private func isRefusal(_ error: APIError, of slice: Slice) -> Bool {
    guard let subject = slice.subject, let shop = slice.shop else { return false }
    return error.refuses(shop: shop, isDoubtful: subject.isDoubtful)
  }

  /// Asks for campaigns by each of their statuses from now on, after TikTok refused the word for all of them; false where
  /// that can change nothing.
  func namesStatuses(after error: APIError, in slice: Slice) -> Bool {
    guard error.isOfParameters, plan.stream.isOfShops, plan.configuration.includeDeleted ?? true,
      !isRefusal(error, of: slice)
    else { return false }
    let isNews = refusals.withLock { state in
      defer { state.hasNoStatusAll = true }
      return !state.hasNoStatusAll
    }
    if isNews { sink.log(.info, Explanation.statusAllRefused(error, stream: name)) }
    return true
  }
}
