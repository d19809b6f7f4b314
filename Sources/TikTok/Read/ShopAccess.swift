/// Which shops TikTok reports on, as far as a stream has learnt: the first request about a shop shows it, and the others
/// wait for that, so that a shop that is refused is asked about once.
final class ShopAccess: Sendable {
  /// Whether TikTok answers for a shop.
  private let answers = SingleFlight<Shop, Bool>()

  private struct Shop: Hashable {
    let account: AdvertiserID
    let id: String
  }

  /// Reads what is asked of a shop, unless it has been refused before.
  /// - Parameters:
  ///   - id: the shop's.
  ///   - account: through which it is asked about.
  ///   - read: asks; returns whether TikTok answers for the shop.
  /// - Throws: `CancellationError`; what `read` throws, which tells nothing of the shop.
  func ask(about id: String, of account: AdvertiserID, _ read: () async throws -> Bool) async throws {
    let shop = Shop(account: account, id: id)
    var hasRead = false
    let isAnswered = try await answers.value(of: shop) {
      hasRead = true
      return try await read()
    }
    if isAnswered, !hasRead { answers.replace(try await read(), of: shop) }
  }
}
