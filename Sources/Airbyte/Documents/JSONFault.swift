import JSON

/// What is wrong with a text that is not JSON: where, and what probably caused it.
struct JSONFault: Sendable, Equatable {
  let error: JSONError
  let place: Place
  /// The unexpected character as messages show it; nil where the text ends, or is not UTF-8. Never more than one
  /// character, because a document may hold secrets.
  let found: String?
  let cause: Cause?

  init(error: JSONError, place: Place, found: String?, cause: Cause?) {
    self.error = error
    self.place = place
    self.found = found
    self.cause = cause
  }

  /// Judges a text, or the part of it that begins at `start`, by the error of its parser.
  init(_ error: JSONError, in bytes: [UInt8], from start: Int = 0) {
    self.error = error
    place = Place(of: start + error.offset, in: bytes)
    let part = Array(bytes[start...])
    found = if case .syntax = error { Self.character(at: error.offset, of: part) } else { nil }
    cause = Cause(of: error, in: part)
  }

  /// What the fault is, and where.
  var reason: String {
    let what =
      switch error {
      case .truncated: "it ends in the middle of a value"
      // Documents may have lone surrogates and large numbers.
      case .syntax, .loneSurrogate, .infinite: "there is an unexpected \(found ?? "character")"
      case .invalidUTF8: "there are bytes that are not UTF-8"
      case .tooDeep: "arrays and objects are nested more than \(JSONScanner.maximumDepth) levels deep"
      }
    return "\(what) in line \(place.line), column \(place.column)"
  }

  private static func character(at offset: Int, of bytes: [UInt8]) -> String? {
    guard offset < bytes.count else { return nil }
    let text = String(decoding: bytes[offset...].prefix(4), as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return nil }
    guard scalar != "\u{fffd}" else { return "byte \(bytes[offset])" }
    switch scalar {
    case "\n", "\r": return "line break"
    case "\t": return "tab"
    case " ": return "blank"
    case "\u{feff}": return "byte order mark"
    case "\u{a0}": return "no-break space"
    case "\u{200b}"..."\u{200f}", "\u{2028}"..."\u{202f}", "\u{2060}": return "invisible character"
    case "`": return "character (`)"
    default:
      return scalar.value > 0x20 && scalar.value != 0x7f
        ? "`\(scalar)`" : "control character (byte \(bytes[offset]))"
    }
  }
}

extension JSONFault {
  /// What probably made a text no JSON.
  enum Cause: Sendable, Equatable {
    case utf16, compressed, markup, yaml, settings
    case notUTF8
    case invisible, comment, singleQuotes, typographicQuotes, trailingComma, superfluousComma
    case missingComma, missingColon, missingValue, unquotedName, unquotedText, innerQuote
    case pythonWord, wordOfOtherFormats, reference, numberForm
    case lineBreakInText, controlInText, backslash
    case otherBracket, superfluousBracket, furtherContent
    case openText
    /// The brackets that would close what is open, at most a few.
    case open(String)

    init?(of error: JSONError, in bytes: [UInt8]) {
      switch error {
      case .tooDeep, .loneSurrogate, .infinite: return nil
      case .invalidUTF8: self = Self.encoding(of: bytes) ?? .notUTF8
      case .truncated(let end):
        let context = JSONContext(before: end, in: bytes)
        self = context.isInText ? .openText : .open(context.closing)
      case .syntax(let offset):
        guard let cause = Self.encoding(of: bytes) ?? Self(at: offset, in: bytes) else { return nil }
        self = cause
      }
    }

    /// What the first bytes tell about the whole text.
    private static func encoding(of bytes: [UInt8]) -> Cause? {
      let first = Array(bytes.prefix(2))
      if first == [0xff, 0xfe] || first == [0xfe, 0xff] || first.contains(0) { return .utf16 }
      if first == [0x1f, 0x8b] || first == Array("PK".utf8) { return .compressed }
      let start = JSONScanner.skipSpace(bytes.span, JSONScanner.skipByteOrderMark(bytes.span))
      let line = bytes[start...].prefix { $0 != ASCII.lineFeed }
      if line.first == UInt8(ascii: "<") { return .markup }
      let name = line.prefix { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == ASCII.underscore }
      let sign = name.isEmpty ? nil : line.dropFirst(name.count).first { $0 != ASCII.space }
      if sign == ASCII.equals { return .settings }
      let isYAML = line.starts(with: "---".utf8) || line.starts(with: "- ".utf8) || sign == ASCII.colon
      return isYAML ? .yaml : nil
    }

    private init?(at offset: Int, in bytes: [UInt8]) {
      let context = JSONContext(before: offset, in: bytes)
      let rest = bytes[offset...]
      let character = rest.first ?? 0
      if context.isInText {
        switch character {
        case _ where context.last == ASCII.backslash || context.isInEscape: self = .backslash
        case ASCII.lineFeed, ASCII.carriageReturn: self = .lineBreakInText
        default: self = .controlInText
        }
        return
      }
      let found = JSONFault.character(at: offset, of: bytes) ?? ""
      if ["byte order mark", "no-break space", "invisible character"].contains(found) {
        self = .invisible
      } else if found.hasPrefix("byte ") {
        self = .notUTF8
      } else if rest.starts(with: "//".utf8) || rest.starts(with: "/*".utf8) || character == UInt8(ascii: "#")
      {
        self = .comment
      } else if character == UInt8(ascii: "'") {
        self = .singleQuotes
      } else if character == UInt8(ascii: "`")
        || ["“", "”", "„", "‘", "’", "«", "»"].contains(where: { rest.starts(with: $0.utf8) })
      {
        self = .typographicQuotes
      } else if character == UInt8(ascii: "$") || rest.starts(with: "{{".utf8)
        || context.last == ASCII.openBrace && character == ASCII.openBrace
      {
        self = .reference
      } else if let cause = Self(character, rest, context) {
        self = cause
      } else {
        return nil
      }
    }

    private init?(_ character: UInt8, _ rest: ArraySlice<UInt8>, _ context: JSONContext) {
      let isClosing = character == ASCII.closeBrace || character == ASCII.closeBracket
      let word = context.word + rest.prefix(while: ASCII.isLetter)
      switch context.expected {
      case _ where ["True", "False", "None"].contains { word.elementsEqual($0.utf8) }: self = .pythonWord
      case .value where ASCII.isLetter(character) || !context.word.isEmpty: self = .init(word)
      case .value where context.isInNumber || [ASCII.plus, ASCII.point].contains(character):
        self = .numberForm
      case .name where isClosing, .value where isClosing && context.last == ASCII.comma:
        self = context.last == ASCII.comma ? .trailingComma : .otherBracket
      case .value where isClosing && context.last == ASCII.openBracket: self = .otherBracket
      case .value where isClosing && context.last == 0: self = .superfluousBracket
      case .value where isClosing || character == ASCII.comma && context.last == ASCII.colon:
        self = .missingValue
      case .name where character == ASCII.comma, .value where character == ASCII.comma:
        self = .superfluousComma
      case .name: self = .unquotedName
      case .value: return nil
      case .colon: self = .missingColon
      case .nothing: self = isClosing ? .superfluousBracket : .furtherContent
      case .end where isClosing: self = .otherBracket
      case .end where context.isInNumber && Self.isPartOfWord(character): self = .numberForm
      case .end where context.last == ASCII.quote && ASCII.isLetter(character): self = .innerQuote
      case .end: self = .missingComma
      }
    }

    private static func isPartOfWord(_ character: UInt8) -> Bool {
      ASCII.isLetter(character) || ASCII.isDigit(character) || "_-+.".utf8.contains(character)
    }

    /// A value that is a word.
    private init(_ word: some Collection<UInt8>) {
      let others = [
        "nan", "infinity", "inf", "undefined", "nil", "yes", "no", "on", "off", "true", "false", "null",
      ]
      let lowercased = String(decoding: word, as: UTF8.self).lowercased()
      self = others.contains(lowercased) ? .wordOfOtherFormats : .unquotedText
    }
  }
}

extension JSONFault.Cause {
  /// What probably is the cause, and what to do.
  var remedy: String {
    switch self {
    case .utf16: "The file is in UTF-16. Save it as UTF-8."
    case .notUTF8: "Save the file as UTF-8."
    case .compressed: "The file is compressed. Unpack it."
    case .markup: "The file holds HTML or XML, perhaps the error page of a download. Get the document itself."
    case .yaml: "The file looks like YAML. Convert it to JSON."
    case .settings: "The file looks like a list of settings. Write them as JSON: {\"name\": \"value\"}."
    case .invisible: "It cannot be seen in the text. Remove it, or write a blank in place of it."
    case .comment: "JSON has no comments. Remove it."
    case .singleQuotes: "JSON has names and texts in double quotation marks. Write \" in place of '."
    case .typographicQuotes:
      "Names and texts are in straight double quotation marks. Write \" in place of it."
    case .trailingComma: "JSON has no comma after the last element. Remove the comma before it."
    case .superfluousComma: "There is a comma too many. Remove it."
    case .missingComma: "Probably a comma is missing before it."
    case .missingColon: "A colon is missing before it, between a name and its value."
    case .missingValue: "A value is missing before it. Write `null` for none."
    case .unquotedName: "Names are in double quotation marks. Write them around the name."
    case .unquotedText: "Texts are in double quotation marks. Write them around the text."
    case .innerQuote:
      "Probably a comma is missing before it, or the text holds a quotation mark, which is written as \\\"."
    case .pythonWord: "Python's True, False and None are `true`, `false` and `null` in JSON."
    case .wordOfOtherFormats:
      "The words of JSON are `true`, `false` and `null`. Texts are in double quotation marks."
    case .reference:
      "If it begins a reference to a variable, write it in double quotation marks: \"${TIKTOK_…}\"."
    case .numberForm: "Numbers are written like 12, -3 or 0.5. Anything else is in double quotation marks."
    case .lineBreakInText:
      "A text ends in the line where it begins. Write the closing quotation mark, or \\n for the line break."
    case .controlInText: "Texts hold no control characters. Remove it, or write \\t for a tab."
    case .backslash: "In texts a backslash is written twice: \\\\."
    case .otherBracket: "It does not close the bracket that is open there. Correct one of the two."
    case .superfluousBracket: "It closes nothing. Remove it, or add the bracket that it should close."
    case .furtherContent: "The document has ended before it. Keep one document in the file."
    case .openText: "A text has no closing quotation mark. If the file is incomplete, copy it again."
    case .open(let brackets):
      brackets.isEmpty
        ? "If the file is incomplete, copy it again."
        : "At least `\(brackets)` is missing there. If the file is incomplete, copy it again."
    }
  }
}
