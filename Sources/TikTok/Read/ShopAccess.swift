/// Which shops TikTok reports on. The first request about a shop shows it, and the others wait for that, so
/// that a refused shop costs a stream one request.
final class ShopAccess: Sendable {
  /// Whether TikTok reports on a shop.
  private let answers = SingleFlight<Shop, Bool>()

  private struct Shop: Hashable {
    let account: AdvertiserID
    let id: String
  }

  /// Reads a shop's report, unless TikTok has refused the shop before.
  /// - Parameters:
  ///   - id: the shop's.
  ///   - account: the ad account that uses the shop.
  ///   - read: reads the report; returns whether TikTok reports on the shop.
  /// - Throws: `CancellationError`; what `read` throws, which leaves open whether TikTok reports on the shop.
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
