import Synchronization

/// Which shops TikTok reports on, as far as a stream has learnt: the first request about a shop shows it, and the others
/// wait for that, so that a shop that is refused is asked about once.
final class ShopDoors: Sendable {
  private let doors = Mutex<[Shop: Door]>([:])

  private struct Shop: Hashable {
    let account: AdvertiserID
    let id: String
  }

  private enum Door {
    /// One asks, the others wait for what it learns.
    case unknown(FlightSlots)
    case open
    case closed
  }

  /// Reads what is asked of a shop, unless it has been refused before.
  /// - Parameters:
  ///   - id: the shop's.
  ///   - account: through which it is asked about.
  ///   - read: asks; returns whether TikTok answers for the shop.
  /// - Throws: `CancellationError`; what `read` throws, after which the shop is as unknown as before.
  func enter(_ id: String, of account: AdvertiserID, _ read: () async throws -> Bool) async throws {
    let shop = Shop(account: account, id: id)
    if case .unknown(let turn) = door(to: shop) {
      let hasRead = try await turn.occupy {
        guard case .unknown = door(to: shop) else { return false }
        note(try await read(), of: shop)
        return true
      }
      if hasRead { return }
    }
    if case .open = door(to: shop) { note(try await read(), of: shop) }
  }

  private func door(to shop: Shop) -> Door {
    doors.withLock { doors in
      let door = doors[shop] ?? .unknown(FlightSlots(1))
      doors[shop] = door
      return door
    }
  }

  private func note(_ isOpen: Bool, of shop: Shop) { doors.withLock { $0[shop] = isOpen ? .open : .closed } }
}
