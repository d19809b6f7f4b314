import TestSupport

/// What TikTok refuses from the middle of a run on, because of the authorization or of a quota.
enum Trouble: Sendable, Equatable {
  case none
  /// TikTok refuses an account, or all of them if it has no number, with a code during some requests.
  case revoked(account: Int?, code: Int, requests: Range<Int>)
  /// TikTok refuses the token with a code from a request on.
  case tokenRefused(code: Int, from: Int)
  /// The quota of reports of shops is used up from a request on.
  case quotaUsedUp(from: Int)

  init(_ random: inout Seeded) {
    let start = random.magnitude(upTo: 200)
    switch random.below(24) {
    case 0...3:
      self = .revoked(
        account: random.oneIn(5) ? nil : random.below(3), code: random.one(of: [40_001, 40_106, 40_300]),
        requests: start..<(random.oneIn(3) ? start + 1 + random.magnitude(upTo: 100) : .max))
    case 4: self = .tokenRefused(code: random.one(of: [40_102, 40_105]), from: start)
    case 5, 6: self = .quotaUsedUp(from: start)
    default: self = .none
    }
  }

  /// What becomes of a request of that number; nil where it is let through.
  func fate(of url: String, number: Int, accounts: [SimulatedAccount]) -> Fate? {
    switch self {
    case .none: return nil
    case .revoked(let account, let code, let requests):
      guard requests.contains(number) else { return nil }
      let revoked = accounts.indices.filter { account == nil || $0 == account }.map { accounts[$0].id }
      return revoked.first { url.contains($0) }.map { .accountRefused($0, code: code) }
    case .tokenRefused(let code, let start):
      guard number >= start else { return nil }
      let message =
        code == 40_102 ? "Access token is expired." : "Access token is incorrect or has been revoked."
      return .refused(code, message)
    case .quotaUsedUp(let start):
      return number >= start && url.contains("/gmv_max/report/get/") ? .tooManyInADay : nil
    }
  }
}
