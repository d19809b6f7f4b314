/// The members around `data` in every answer (§1 of the fact sheet).
struct Envelope: Sendable, Equatable {
  /// 0 for success; §4 of the fact sheet lists the others.
  var code: Int
  var message: String
  var requestID: String

  init(code: Int, message: String = "", requestID: String = "") {
    self.code = code
    self.message = message
    self.requestID = requestID
  }
}

/// What the text of a refusal says that no code does.
extension Envelope {
  /// Whether it is about metrics or fields.
  var isAboutColumns: Bool {
    let text = message.lowercased()
    return text.contains("metric") || text.contains("field")
  }

  /// Whether it says that an ad account does not exist, or not any more: "The advertiser 7000000000000000002 doesn't exist
  /// or has been deleted." What comes with the same words about something else, such as a campaign, is not meant.
  var isOfGoneAccount: Bool {
    let text = message.lowercased().replacing("\u{2019}", with: "'")
    let ends = [
      "doesn't exist", "does not exist", "not exist", "has been deleted", "was deleted", "is deleted",
    ]
    return ends.contains { end in
      guard let said = text.firstRange(of: end) else { return false }
      // What stands between the account and the end is its id.
      let words = text[..<said.lowerBound].identifiers.reversed().drop { $0.allSatisfy(\.isNumber) }
      return ["advertiser", "advertiser_id", "account"].contains(words.first)
        || words.first == "id" && ["advertiser", "account"].contains(words.dropFirst().first)
    }
  }

  /// The account that the text names; nil for none.
  var accountNamed: String? {
    message.identifiers.first { $0.utf8.count >= 10 && AdvertiserID(String($0)) != nil }
  }

  /// Whether it names a shop.
  func names(shop id: String) -> Bool {
    let words: Set = [id, "store", "stores", "store_id", "store_ids", "shop", "shops"]
    return message.lowercased().identifiers.contains(where: words.contains)
  }

  /// Those of some metrics or fields that are refused: "Invalid metric fields: ['a']", "…is not acceptable, correct is
  /// ['b', 'c']" (§2, §4).
  /// - Parameter asked: the names in the request.
  /// - Returns: names of `asked`; none where the text does not tell.
  func columnsRefused(of asked: [String]) -> Set<String> {
    if let list = message.firstRange(of: "correct is") {
      let accepted = Set(message[list.upperBound...].prefix { $0 != "]" }.identifiers)
      return accepted.isEmpty ? [] : Set(asked).subtracting(accepted)
    }
    // Metrics have names such as `search` and `form`: where anything is in quotes, nothing else is a name.
    let quoted = message.split(omittingEmptySubsequences: false) { "'\"`".contains($0) }
    let named =
      quoted.count > 1 ? quoted.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) : [message[...]]
    return Set(named.flatMap(\.identifiers)).intersection(asked)
  }
}

extension StringProtocol {
  /// The words of letters, digits and underscores.
  fileprivate var identifiers: [String] {
    split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).map { String($0) }
  }
}
