import JSON

/// Makes what the API says about a request a text that may be shown: its own words stay, because they decide what the
/// connector does; ids are renumbered, names replaced.
struct MessageAnonymizer: Sendable {
  private let pseudonyms: Pseudonyms

  init(_ pseudonyms: Pseudonyms) { self.pseudonyms = pseudonyms }

  /// Replaces what must not be shown.
  /// - Parameters:
  ///   - text: a message, or a page for people.
  ///   - asked: words of the request, which the answer may repeat.
  ///   - isStrict: whether words in lower case stay only if the API is known to use them, which is so within quotes.
  /// - Returns: the text as it may be shown.
  func callAsFunction(_ text: String, asked: Set<String> = [], isStrict: Bool = false) -> String {
    var result = ""
    var isQuoted = false
    for chunk in text.chunks {
      if chunk.contains("://") || chunk.contains("@") {
        result += pseudonyms.text(chunk)
        continue
      }
      let words = chunk.words
      for (place, word) in words.enumerated() {
        guard word.isWordOfText else {
          let isApostrophe =
            word.text.first.map { "'\u{2019}".contains($0) } == true
            && words.indices.contains(place - 1) && words.indices.contains(place + 1) && !isQuoted
          if !isApostrophe, word.text.count(where: { "'\"`".contains($0) }) % 2 == 1 { isQuoted.toggle() }
          result += word.text
          continue
        }
        let stays = asked.contains(word.text) || self.stays(word.text, isStrict: isStrict || isQuoted)
        result += stays ? word.text : replaced(word.text)
      }
    }
    return result
  }

  private func stays(_ word: String, isStrict: Bool) -> Bool {
    guard word.utf8.allSatisfy({ $0 < 0x80 }), !word.utf8.hasLongNumber else { return false }
    if word.utf8.allSatisfy(ASCII.isDigit) || word.utf8.count == 1 || Vocabulary.contains(word) {
      return true
    }
    let isPlain = word.utf8.allSatisfy { (ASCII.a...ASCII.a + 25).contains($0) }
    return isPlain && !isStrict
  }

  /// The pseudonym that the word has as an id, if it may be one.
  private func replaced(_ word: String) -> String {
    word.utf8.allSatisfy { $0 < 0x80 } && word.utf8.contains(where: ASCII.isDigit)
      ? pseudonyms.id(word) : pseudonyms.text(word)
  }
}

extension String {
  /// The runs of white space in the text, and of what is between them.
  fileprivate var chunks: [String] {
    var chunks: [String] = []
    var rest = self[...]
    while let first = rest.first {
      let part = rest.prefix { $0.isWhitespace == first.isWhitespace }
      chunks.append(String(part))
      rest = rest[part.endIndex...]
    }
    return chunks
  }
}
