import JSON

@testable import Airbyte

/// A law about runs that fail: what passes fails no stream. So a request must have failed as often as the policy allows,
/// or for good.
struct FailureLaws {
  private typealias Exchange = SimulatedNetwork.Exchange

  private let run: SimulatedProcess.Run

  private static let attempts = 7
  /// The waits of one request together, less the longest that is due without being stated.
  private static let patience = Duration.seconds(1_800 - 600)
  /// So many odd answers of an endpoint may make a list that never fits together.
  private static let fewDistortions = 2
  /// All requests together have so many further attempts.
  private static let attemptsTogether = 400

  init(_ run: SimulatedProcess.Run) { self.run = run }

  func check() throws(Violation) {
    guard run.exit == .failure, run.closedAt == nil, !hasFinalRefusal, !hasLostAccounts, !isDistorted,
      !failsByQuotaAlone
    else { return }
    let failed = run.exchanges.filter { $0.fate != .answered }
    guard failed.count < Self.attemptsTogether, !hasLongTrouble(failed) else { return }
    var counts: [String: Int] = [:]
    for exchange in failed {
      counts[exchange.url, default: 0] += 1
      if counts[exchange.url] == Self.attempts { return }
    }
    throw Violation("exit 1, although no request has failed for good or \(Self.attempts) times")
  }

  /// Whether the token, or a request as such, was refused. Without any fault each refusal is one that a read can do
  /// without.
  private var hasFinalRefusal: Bool {
    guard run.exchanges.contains(where: { $0.fate != .answered }) else { return false }
    return run.exchanges.contains { exchange in
      if exchange.fate.refusesToken || exchange.fate == .tooManyInADay && !exchange.hasQuota { return true }
      guard exchange.fate == .answered || exchange.fate.isDistorted, exchange.received != nil else {
        return false
      }
      return !exchange.answer.hasPrefix(#"200 {"code":0,"#)
    }
  }

  /// Whether TikTok has said that the quota of reports of shops is used up, and no other stream has failed: they have
  /// nothing to do with it.
  private var failsByQuotaAlone: Bool {
    run.exchanges.contains { $0.fate == .tooManyInADay && $0.hasQuota }
      && run.incompleteStreams.isSubset(of: SimulatedStream.namesOfShopReports)
  }

  /// Whether a stream has lost all accounts that it has asked for.
  private var hasLostAccounts: Bool {
    var asked: [String: Set<String>] = [:]
    var refused: Set<String> = []
    for exchange in run.exchanges {
      if case .accountRefused(let account, _) = exchange.fate { refused.insert(account) }
      guard let (accounts, subject) = exchange.accountsAndSubject else { continue }
      asked[subject, default: []].formUnion(accounts)
    }
    return !refused.isEmpty && asked.values.contains { $0.isSubset(of: refused) }
  }

  private var isDistorted: Bool {
    var counts: [Substring: Int] = [:]
    for exchange in run.exchanges where exchange.fate.isDistorted {
      counts[exchange.url.prefix { $0 != "?" }, default: 0] += 1
    }
    return counts.values.contains { $0 > Self.fewDistortions }
  }

  /// Whether a request, or all of them together, failed for as long as the policy allows.
  private func hasLongTrouble(_ failed: [Exchange]) -> Bool {
    var starts: [String: Duration] = [:]
    for exchange in failed {
      guard let end = exchange.ended else { continue }
      let keys = [exchange.url] + (exchange.fate.isSent ? [] : ["outage"])
      for key in keys {
        let start = starts[key] ?? end
        starts[key] = start
        if end - start + exchange.statedWait >= Self.patience { return true }
      }
      if case .refused(60_001, _) = exchange.fate {
        let start = starts["outage"] ?? end
        starts["outage"] = start
        if end - start >= Self.patience { return true }
      }
    }
    return false
  }
}

extension SimulatedProcess.Run {
  /// The names of the streams that have failed.
  fileprivate var incompleteStreams: Set<String> {
    Set(
      messages.compactMap { message in
        let status = message["trace"]?["stream_status"]
        return status?["status"] == "INCOMPLETE" ? status?["stream_descriptor"]?["name"]?.string : nil
      })
  }
}

extension Fate {
  var isDistorted: Bool { if case .distorted = self { true } else { false } }
}

extension SimulatedNetwork.Exchange {
  /// The accounts that the request is about, and what of them.
  fileprivate var accountsAndSubject: ([String], String)? {
    let path = url.prefix { $0 != "?" }
    if let start = url.firstRange(of: "advertiser_ids=")?.upperBound {
      let ids = url[start...].prefix { $0 != "&" }.split(separator: "%").map { $0.dropFirst(2) }
      return (ids.filter { !$0.isEmpty }.map(String.init), String(path))
    }
    guard let start = url.firstRange(of: "advertiser_id=")?.upperBound else { return nil }
    let account = String(url[start...].prefix { $0 != "&" })
    let level = url.firstRange(of: "data_level=").map { url[$0.upperBound...].prefix { $0 != "&" } } ?? ""
    return ([account], "\(path) \(level)")
  }
}
