/// A JSON text that every parser accepts: lone surrogates, which some databases and parsers refuse, become U+FFFD, and
/// numbers that are too large for floating point become null.
///
/// A replacement is as long as what it replaces, so that offsets stay the same.
package struct PortableJSON {
  package private(set) var bytes: [UInt8]
  /// In the order of the text.
  package private(set) var replacements: [Replacement] = []

  package struct Replacement: Sendable {
    package enum Kind: Sendable {
      case loneSurrogate, infiniteNumber
    }

    package let kind: Kind
    /// The offset of its first byte.
    package let offset: Int
    /// The beginning of what was replaced.
    package let original: String
  }

  /// - Parameter text: JSON; what is not is left as it is.
  package init(_ text: Span<UInt8>) {
    bytes = text.withUnsafeBufferPointer { Array($0) }
    var i = 0
    while i < text.count {
      switch text[i] {
      case ASCII.quote: i = replaceSurrogates(in: text, from: i + 1)
      case ASCII.minus, ASCII.zero...ASCII.nine: i = replaceNumber(in: text, at: i)
      default: i += 1
      }
    }
  }

  /// Returns the offset after the string's closing quote.
  private mutating func replaceSurrogates(in s: Span<UInt8>, from start: Int) -> Int {
    var i = start
    while i < s.count, s[i] != ASCII.quote {
      guard s[i] == ASCII.backslash else {
        i += 1
        continue
      }
      guard JSONScanner.byte(s, i + 1) == ASCII.u, let unit = try? JSONEscape.hex4(s, i + 2),
        UTF16.isSurrogate(unit)
      else {
        i += 2
        continue
      }
      if (try? JSONEscape.isPair(s, i, unit)) == true {
        i += 12
        continue
      }
      replace(i..<i + 6, with: #"\ufffd"#, .loneSurrogate)
      i += 6
    }
    return i + 1
  }

  /// Returns the offset after the number.
  private mutating func replaceNumber(in s: Span<UInt8>, at start: Int) -> Int {
    let (end, form) = JSONScanner.number(s, start)
    guard form != .none else { return max(end, start + 1) }
    // The shortest such number, `9e308`, has room for null.
    if !JSONScanner.isFinite(s, start, end, form) { replace(start..<end, with: "null", .infiniteNumber) }
    return end
  }

  private mutating func replace(_ range: Range<Int>, with text: String, _ kind: Replacement.Kind) {
    let original = String(decoding: bytes[range.prefix(40)], as: UTF8.self)
    replacements.append(Replacement(kind: kind, offset: range.lowerBound, original: original))
    let padding = repeatElement(ASCII.space, count: range.count - text.utf8.count)
    bytes.replaceSubrange(range, with: Array(text.utf8) + padding)
  }
}
