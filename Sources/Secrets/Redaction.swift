import FoundationEssentials
import JSON

/// Replaces secrets in texts for people by asterisks.
package struct Redaction: Sendable {
  /// What is shown instead of a secret.
  package static let blank = "****"

  /// The spellings of one length.
  private struct Spellings {
    let length: Int
    /// As they are.
    var exact: Set<ArraySlice<UInt8>> = []
    /// In small letters, whatever case they come in, because programs between here and TikTok change it.
    var small: Set<ArraySlice<UInt8>> = []
  }

  /// Every spelling of every secret by its length, the longest first, so that no part of a longer one is left.
  private let spellings: [Spellings]
  /// The first bytes of all spellings, in small letters.
  private let beginnings: Set<UInt8>

  /// Shorter secrets, such as the word "TOKEN" in an example, are looked for in their own case alone: in another one they are
  /// words of messages.
  private static let shortestInAnyCase = 8

  /// - Parameter secrets: those shorter than four characters are left alone, because they would be found everywhere.
  package init(_ secrets: [String] = []) {
    var byLength: [Int: Spellings] = [:]
    for secret in secrets where secret.count >= 4 {
      for text in Self.spellings(of: secret) {
        let isWord = text.count < Self.shortestInAnyCase && text == Array(secret.utf8)
        let spelling = (isWord ? text : text.map(ASCII.lowercased))[...]
        let sets = isWord ? \Spellings.exact : \.small
        byLength[text.count, default: Spellings(length: text.count)][keyPath: sets].insert(spelling)
      }
    }
    spellings = byLength.values.sorted { $0.length > $1.length }
    beginnings = Set(
      spellings.flatMap { ($0.exact.union($0.small)).compactMap { $0.first.map(ASCII.lowercased) } })
  }

  /// The text with ``blank`` in place of each secret.
  package func callAsFunction(_ text: String) -> String {
    guard !spellings.isEmpty else { return text }
    let bytes = Array(text.utf8)
    let small = bytes.map(ASCII.lowercased)
    var kept: [UInt8] = []
    var i = 0
    while i < bytes.count {
      if beginnings.contains(small[i]), let length = lengthOfSecret(at: i, in: bytes, small) {
        kept.append(contentsOf: Self.blank.utf8)
        i += length
      } else {
        kept.append(bytes[i])
        i += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// The length of the longest secret that begins there; nil for none.
  private func lengthOfSecret(at start: Int, in bytes: [UInt8], _ small: [UInt8]) -> Int? {
    spellings.first { known in
      guard start + known.length <= bytes.count else { return false }
      let place = start..<start + known.length
      return known.small.contains(small[place]) || known.exact.contains(bytes[place])
    }?.length
  }

  /// The secret as it is, in a JSON text, in a URL's path or query, in a form, in HTML and in base64, because an error
  /// page or a proxy may repeat it.
  private static func spellings(of secret: String) -> [[UInt8]] {
    let plain = Array(secret.utf8)
    let encoded = base64(of: plain)
    // Most are of letters and digits, which are never written in another way.
    if plain.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) }) { return [plain] + encoded }
    let quoted = Array(JSON.string(secret).bytes.dropFirst().dropLast())
    // Many programs escape the slash, too.
    let slashed = Array(
      String(decoding: quoted, as: UTF8.self).split(
        separator: "/", omittingEmptySubsequences: false
      ).joined(separator: "\\/").utf8)
    let upper = percentEncoded(secret)
    let form = upper.split(separator: Array("%20".utf8), omittingEmptySubsequences: false).joined(
      separator: "+".utf8)
    let pages = [[:], ["\"": "&quot;", "'": "&#x27;"], ["\"": "&quot;", "'": "&#39;"]].map { quotes in
      Array(htmlEscaped(secret, quotes: quotes).utf8)
    }
    return [plain, quoted, slashed, upper, Array(form)] + pages + encoded
  }

  /// The secret in base64, of either alphabet, alone or within a longer text such as `name:secret`: without the digits
  /// that depend on its neighbours. Secrets that leave few digits are left alone.
  private static func base64(of secret: [UInt8]) -> [[UInt8]] {
    (0..<3).flatMap { shift -> [[UInt8]] in
      let text = Data(Array(repeating: 0, count: shift) + secret).base64EncodedString()
      let first = (shift * 8 + 5) / 6
      let digits = Array(text.utf8)[first..<(shift + secret.count) * 8 / 6]
      guard digits.count >= 8 else { return [] }
      let safe = digits.map { digit in
        switch digit {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: digit
        }
      }
      return [Array(digits), safe]
    }
  }

  private static func htmlEscaped(_ text: String, quotes: [Character: String]) -> String {
    let names = quotes.merging(["&": "&amp;", "<": "&lt;", ">": "&gt;"]) { quote, _ in quote }
    return text.map { names[$0] ?? String($0) }.joined()
  }
}
