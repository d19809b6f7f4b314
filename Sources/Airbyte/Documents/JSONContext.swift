import JSON

/// What a JSON text can go on with at an offset up to which it is correct.
struct JSONContext {
  enum Expected {
    case name, colon, value
    /// A comma, or the end of an array or object.
    case end
    /// The document has ended.
    case nothing
  }

  private(set) var expected = Expected.value
  /// Whether the offset is within a text.
  private(set) var isInText = false
  /// Whether the offset is within the four digits of an escape.
  private(set) var isInEscape = false
  /// Whether the character before the offset belongs to a number.
  private(set) var isInNumber = false
  /// The last character before the offset that is no white space; 0 for none.
  private(set) var last: UInt8 = 0
  /// The letters right before the offset, outside of texts.
  private(set) var word: [UInt8] = []
  private var open: [UInt8] = []

  /// The brackets that close what is open, the innermost first; with an ellipsis for more than eight.
  var closing: String {
    let brackets = open.reversed().map { $0 == ASCII.openBrace ? "}" : "]" }
    return brackets.prefix(8).joined() + (brackets.count > 8 ? "…" : "")
  }

  init(before offset: Int, in bytes: [UInt8]) {
    var i = JSONScanner.skipByteOrderMark(bytes.span)
    while i < offset {
      let character = bytes[i]
      if character == ASCII.quote {
        guard skipText(&i, bytes, offset) else { return }
      } else {
        take(character)
        i += 1
      }
    }
    // A word or number that is not complete is still the value that was expected.
    if !word.isEmpty || isInNumber && Self.isSign(last) { expected = .value }
  }

  private mutating func take(_ character: UInt8) {
    let isOfNumber =
      ASCII.isDigit(character) || Self.isSign(character)
      || isInNumber && ASCII.lowercased(character) == ASCII.e
    word = ASCII.isLetter(character) && !isOfNumber ? word + [character] : []
    isInNumber = isOfNumber
    // The text is correct up to the offset, so that nothing but white space is below.
    guard character > ASCII.space else { return }
    last = character
    switch character {
    case ASCII.openBrace, ASCII.openBracket:
      open.append(character)
      expected = character == ASCII.openBrace ? .name : .value
    case ASCII.closeBrace, ASCII.closeBracket:
      open.removeLast(open.isEmpty ? 0 : 1)
      expected = open.isEmpty ? .nothing : .end
    case ASCII.comma: expected = open.last == ASCII.openBrace ? .name : .value
    case ASCII.colon: expected = .value
    default: expected = open.isEmpty ? .nothing : .end
    }
  }

  /// Whether a number cannot end with that character.
  private static func isSign(_ character: UInt8) -> Bool {
    character == ASCII.minus || character == ASCII.plus || character == ASCII.point
  }

  /// Skips a text, if it ends before the offset.
  private mutating func skipText(_ i: inout Int, _ bytes: [UInt8], _ offset: Int) -> Bool {
    word = []
    isInNumber = false
    let start = i
    i += 1
    while i < offset, bytes[i] != ASCII.quote { i += bytes[i] == ASCII.backslash ? 2 : 1 }
    guard i < offset else {
      isInText = true
      last = bytes[offset - 1]
      let tail = bytes[start..<offset].suffix(6)
      isInEscape =
        tail.lastIndex(of: ASCII.backslash).map { tail[tail.index(after: $0)...].first == ASCII.u } ?? false
      return false
    }
    i += 1
    last = ASCII.quote
    expected = expected == .name ? .colon : open.isEmpty ? .nothing : .end
    return true
  }
}
