import JSON

@testable import Airbyte

/// Laws about accounts and tokens that TikTok refuses in the middle of a run.
struct AccountLaws {
  /// Accounts that TikTok has refused in this run.
  private let refused: Set<String>
  /// The texts of warnings and errors.
  private let warnings: [String]
  private let run: SimulatedProcess.Run

  init(_ run: SimulatedProcess.Run) {
    self.run = run
    refused = Set(
      run.exchanges.compactMap { exchange in
        guard exchange.received != nil, case .accountRefused(let account, _) = exchange.fate else {
          return nil
        }
        return account
      })
    warnings = refused.isEmpty ? [] : run.messages.compactMap(\.warning)
  }

  /// Accounts of which records may be missing, because TikTok has refused them and a message says so.
  var accountsLeftOut: Set<String> {
    refused.filter { account in warnings.contains { $0.contains(account) } }
  }

  func check() throws(Violation) {
    try checkToken()
    guard run.exit == .success, let accounts = run.accounts, !refused.isEmpty else { return }
    for stream in Set(warnings.compactMap(Self.stream(leavingOut:))).sorted() {
      let leftOut = accounts.filter { account in
        warnings.contains { Self.stream(leavingOut: $0) == stream && $0.contains(account) }
      }
      try Violation.unless(leftOut.count < accounts.count, "\(stream): exit 0, but all accounts are left out")
    }
  }

  /// No request is worth sending without a token.
  private func checkToken() throws(Violation) {
    let refusals = run.exchanges.filter { $0.fate.refusesToken }.compactMap(\.received)
    guard let first = refusals.min() else { return }
    try Violation.unless(run.exit != .success, "exit 0, although the token is refused")
    // A slow reader delays the reading of answers.
    guard run.reader == .prompt else { return }
    if let late = run.exchanges.first(where: { $0.sent > first }) {
      throw Violation("a request at \(late.sent), although the token is refused at \(first)")
    }
  }

  /// The stream that a message says an account is left out of.
  private static func stream(leavingOut message: String) -> String? {
    guard message.contains(" left out because TikTok refuses "), message.hasPrefix("Stream `") else {
      return nil
    }
    return message.split(separator: "`").dropFirst().first.map(String.init)
  }
}

extension SimulatedProcess.Run {
  /// All whole messages.
  var messages: [JSON] {
    output.split(separator: ASCII.lineFeed).compactMap { try? JSON(parsing: Array($0)) }
  }

  /// The accounts that the token is for, as the last answer that names them lists them; nil where none came.
  var accounts: [String]? {
    let answer = exchanges.last { $0.url.contains("/oauth2/advertiser/get/") && $0.fate == .answered }?.answer
    return answer.flatMap { try? JSON(parsing: String($0.dropFirst(4))) }?["data"]?["list"]?.array?
      .compactMap { $0["advertiser_id"]?.idText }
  }
}

extension JSON {
  /// The text of a warning or an error.
  fileprivate var warning: String? {
    if let error = self["trace"]?["error"] { return error["message"]?.string }
    guard let log = self["log"], ["WARN", "ERROR", "FATAL"].contains(log["level"]?.string) else { return nil }
    return log["message"]?.string
  }
}
