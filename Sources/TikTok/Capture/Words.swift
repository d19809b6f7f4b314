import JSON

/// A part of a text: a word of letters, digits and underscores, or what stands between two words.
struct Word: Sendable, Equatable {
  let text: String
  let isWordOfText: Bool
}

extension String {
  /// The words of the text and what is between them, which together are the text.
  var words: [Word] {
    var words: [Word] = []
    var rest = self[...]
    while let first = rest.first {
      let isWord = first.isPartOfWord
      let part = rest.prefix { $0.isPartOfWord == isWord }
      words.append(Word(text: String(part), isWordOfText: isWord))
      rest = rest[part.endIndex...]
    }
    return words
  }
}

extension Character {
  fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" }
}
