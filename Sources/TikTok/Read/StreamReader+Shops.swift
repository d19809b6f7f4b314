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
        } catch let failure as SliceFailure where failure.error.refusesShop(of: part) {
          // What the list itself does not call available is no gap in what the account has today.
          if part.subject?.isDoubtful == false {
            refusals.withLock { $0.shops[account, default: [:]][shop] = failure.error }
          }
          warn(
            once: "shop \(shop) of \(account)",
            UserMessage.shopRefused(failure.error, stream: name, shop, of: account))
          return false
        }
      }
    }
    return Changes()
  }
}
