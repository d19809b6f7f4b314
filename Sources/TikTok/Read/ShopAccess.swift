import Synchronization

/// Which shops TikTok reports on, as far as a stream has learnt: the first request about a shop shows it, and the others
/// wait for that, so that a shop that is refused is asked about once.
final class ShopAccess: Sendable {
  private let states = Mutex<[Shop: State]>([:])

  private struct Shop: Hashable {
    let account: AdvertiserID
    let id: String
  }

  private enum State {
    /// One asks, the others wait for what it learns.
    case unknown(ConcurrencyLimiter)
    case granted
    case refused
  }

  /// Reads what is asked of a shop, unless it has been refused before.
  /// - Parameters:
  ///   - id: the shop's.
  ///   - account: through which it is asked about.
  ///   - read: asks; returns whether TikTok answers for the shop.
  /// - Throws: `CancellationError`; what `read` throws, which tells nothing of the shop.
  func ask(about id: String, of account: AdvertiserID, _ read: () async throws -> Bool) async throws {
    let shop = Shop(account: account, id: id)
    if case .unknown(let turn) = state(of: shop) {
      let hasRead = try await turn.occupy {
        guard case .unknown = state(of: shop) else { return false }
        note(try await read(), of: shop)
        return true
      }
      if hasRead { return }
    }
    if case .granted = state(of: shop) { note(try await read(), of: shop) }
  }

  private func state(of shop: Shop) -> State {
    states.withLock { states in
      let state = states[shop] ?? .unknown(ConcurrencyLimiter(1))
      states[shop] = state
      return state
    }
  }

  private func note(_ isGranted: Bool, of shop: Shop) {
    states.withLock { $0[shop] = isGranted ? .granted : .refused }
  }
}
