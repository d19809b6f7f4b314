import FoundationEssentials
import JSON

/// Replaces secrets in texts for people by asterisks.
package struct Redaction: Sendable {
  /// What is shown instead of a secret.
  package static let blank = "****"

  /// Every spelling of every secret by its length, the longest first, so that no part of a longer one is left. Letters are
  /// small, because programs between here and TikTok change their case.
  private let spellings: [(length: Int, texts: Set<ArraySlice<UInt8>>)]
  /// The first bytes of all spellings.
  private let beginnings: Set<UInt8>

  /// - Parameter secrets: those shorter than four characters are left alone, because they would be found everywhere.
  package init(_ secrets: [String] = []) {
    let worthwhile = secrets.filter { $0.count >= 4 }
    let texts = Set(worthwhile.flatMap(Self.spellings).map { $0.map(ASCII.lowercased)[...] })
    beginnings = Set(texts.compactMap(\.first))
    spellings = Dictionary(grouping: texts, by: \.count)
      .map { (length: $0.key, texts: Set($0.value)) }
      .sorted { $0.length > $1.length }
  }

  /// The text with ``blank`` in place of each secret.
  package func callAsFunction(_ text: String) -> String {
    guard !spellings.isEmpty else { return text }
    let bytes = Array(text.utf8)
    let small = bytes.map(ASCII.lowercased)
    var kept: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let rest = small[i...]
      if beginnings.contains(small[i]),
        let found = spellings.first(where: {
          $0.length <= rest.count && $0.texts.contains(rest.prefix($0.length))
        })
      {
        kept.append(contentsOf: Self.blank.utf8)
        i += found.length
      } else {
        kept.append(bytes[i])
        i += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
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
