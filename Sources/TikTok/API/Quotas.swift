import JSON
import Synchronization

/// What this process has used of the endpoints' quotas. It refuses requests beyond them before TikTok does.
final class Quotas: Sendable {
  private struct Use: Hashable {
    let path: String
    let quota: Quota
    let account: String?
  }

  private let limits: [String: [Quota]]
  /// When requests were sent, in order, at least those of the current period.
  private let uses = Mutex<[Use: [Int]]>([:])

  /// - Parameter limits: by the endpoints' paths.
  init(_ limits: [String: [Quota]] = [:]) { self.limits = limits }

  /// Counts a request that is about to be sent.
  /// - Parameters:
  ///   - request: to any endpoint.
  ///   - now: seconds since 1970-01-01 UTC.
  /// - Throws: `APIError` when a quota is used up, with the time until it is available again; nothing is counted then.
  func take(_ request: APIRequest, at now: Int) throws {
    guard let limits = limits[request.path] else { return }
    let account = request.account
    let own = limits.map { Use(path: request.path, quota: $0, account: $0.isOfAccount ? account : nil) }
    try uses.withLock { uses in
      for use in own {
        let past = uses[use, default: []].prefix { $0 < use.quota.beginning(at: now) }.count
        uses[use]?.removeFirst(past)
        guard let moments = uses[use], let first = moments.first, moments.count >= use.quota.count else {
          continue
        }
        throw APIError(.usedUp(use.quota), path: use.path, wait: use.quota.wait(since: first, at: now))
      }
      for use in own { uses[use, default: []].append(now) }
    }
  }

  /// Notes that TikTok takes no more requests at an endpoint today, whichever process sent the others.
  /// - Returns: whether the endpoint has a quota for a day; if not, the app's own quota is used up.
  func exhaust(_ path: String, at now: Int) -> Bool {
    guard let quota = limits[path]?.first(where: { $0.period == .day }) else { return false }
    uses.withLock {
      $0[Use(path: path, quota: quota, account: nil)] = Array(repeating: now, count: quota.count)
    }
    return true
  }
}

extension APIRequest {
  /// The ad account that it is about.
  fileprivate var account: String? {
    self["advertiser_id"] ?? body.flatMap { try? JSON(parsing: Array($0.utf8)) }?["advertiser_id"]?.string
  }
}
