import JSON

/// Replaces secrets in texts for people by asterisks.
package struct Redaction: Sendable {
  /// What is shown instead of a secret.
  package static let blank = "****"

  /// Every spelling of every secret by its length, the longest first, so that no part of a longer one is left.
  private let spellings: [(length: Int, texts: Set<ArraySlice<UInt8>>)]

  /// - Parameter secrets: those shorter than four characters are left alone, because they would be found everywhere.
  package init(_ secrets: [String] = []) {
    let worthwhile = secrets.filter { $0.count >= 4 }
    let texts = Set(worthwhile.flatMap(Self.spellings).map { $0[...] })
    spellings = Dictionary(grouping: texts, by: \.count)
      .map { (length: $0.key, texts: Set($0.value)) }
      .sorted { $0.length > $1.length }
  }

  /// The text with ``blank`` in place of each secret.
  package func callAsFunction(_ text: String) -> String {
    guard !spellings.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let rest = bytes[i...]
      if let found = spellings.first(where: {
        $0.length <= rest.count && $0.texts.contains(rest.prefix($0.length))
      }) {
        kept.append(contentsOf: Self.blank.utf8)
        i += found.length
      } else {
        kept.append(bytes[i])
        i += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// The secret as it is, in a JSON text, in a URL's path or query, in a form, and in HTML, because an error page may
  /// repeat it.
  private static func spellings(of secret: String) -> [[UInt8]] {
    let plain = Array(secret.utf8)
    // Most are of letters and digits, which are never written in another way.
    if plain.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) }) { return [plain] }
    let quoted = Array(JSON.string(secret).bytes.dropFirst().dropLast())
    let upper = percentEncoded(secret)
    let lower = percentEncoded(secret, isUppercase: false)
    let form = upper.split(separator: Array("%20".utf8), omittingEmptySubsequences: false).joined(
      separator: "+".utf8)
    let pages = [[:], ["\"": "&quot;", "'": "&#x27;"], ["\"": "&quot;", "'": "&#39;"]].map { quotes in
      Array(htmlEscaped(secret, quotes: quotes).utf8)
    }
    return [plain, quoted, upper, lower, Array(form)] + pages
  }

  private static func htmlEscaped(_ text: String, quotes: [Character: String]) -> String {
    let names = quotes.merging(["&": "&amp;", "<": "&lt;", ">": "&gt;"]) { quote, _ in quote }
    return text.map { names[$0] ?? String($0) }.joined()
  }
}
