import JSON

/// How a value is written, by the type of its field.
enum Coercion: UInt8, Sendable {
  /// The group of a breakdown: text that is never null.
  case group
  case any, text, integer, number, boolean, timestamp, date, array, object

  /// The coercion of a type and, for arrays, that of the elements.
  static func of(_ type: FieldType) -> (Self, item: Self) {
    switch type {
    case .any: (.any, .any)
    case .text: (.text, .any)
    case .integer: (.integer, .any)
    case .number: (.number, .any)
    case .boolean: (.boolean, .any)
    case .timestamp: (.timestamp, .any)
    case .date: (.date, .any)
    case .object: (.object, .any)
    // An array of arrays is written as it is: the API is not known to have any.
    case .array(.array): (.any, .any)
    case .array(let element): (.array, of(element).0)
    }
  }

  /// Appends a value as this type.
  /// - Parameters:
  ///   - s: the bytes that contain the value.
  ///   - start: its first byte.
  ///   - end: the offset after it.
  ///   - out: where it goes.
  /// - Returns: false when the value does not fit the type; then nothing is appended.
  /// - Throws: `JSONError` for a text whose escapes are not JSON.
  func append(
    _ s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Bool {
    switch self {
    case .any:
      out.appendOnOneLine(s, from: start, to: end)
      return true
    case .text:
      append(text: s, start, end, &out)
      return true
    case .group:
      // TikTok's own word for an unknown group. A key must not be null.
      if s[start] == ASCII.n { out.append(#""None""#) } else { append(text: s, start, end, &out) }
      return true
    case .integer, .number: return try NumberText.append(s, start, end, isInteger: self == .integer, &out)
    case .boolean: return try append(boolean: s, start, end, &out)
    case .timestamp, .date: return try TimeText.append(s, start, end, isDate: self == .date, &out)
    case .array, .object: return false
    }
  }

  /// Whether the text at `start` means that there is no value: `""`, or `"-"` with or without escapes.
  static func isNothing(_ s: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard s[start] == ASCII.quote else { return false }
    switch end - start {
    case 2: return true
    case 3: return s[start + 1] == ASCII.minus
    case 8:
      return s[start + 1] == ASCII.backslash && (try? JSONScanner.text(s, start + 1, end - 1)) == "-"
    default: return false
    }
  }

  /// Text and null as they are, anything else as text: a number's digits, an array's JSON.
  private func append(text s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer) {
    switch s[start] {
    case ASCII.quote, ASCII.n: out.append(s, from: start, to: end)
    case ASCII.openBrace, ASCII.openBracket:
      var line = ByteBuffer(capacity: end - start)
      line.appendOnOneLine(s, from: start, to: end)
      let bytes = line.array()
      out.append(quoting: bytes.span, from: 0, to: bytes.count)
    default:
      out.append(ASCII.quote)
      out.append(s, from: start, to: end)
      out.append(ASCII.quote)
    }
  }

  /// `true` and `false`, also as text, and 0 and 1, which `skip_learning_phase` has been seen with (§7).
  private func append(
    boolean s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer
  ) throws(JSONError) -> Bool {
    guard s[start] == ASCII.quote else { return append(word: s, start, end, &out) }
    for i in start..<end where s[i] == ASCII.backslash {
      let plain = Array(try JSONScanner.text(s, start + 1, end - 1).utf8)
      return append(word: plain.span, 0, plain.count, &out)
    }
    return append(word: s, start + 1, end - 1, &out)
  }

  private func append(word s: Span<UInt8>, _ start: Int, _ end: Int, _ out: inout ByteBuffer) -> Bool {
    func says(_ word: StaticString) -> Bool {
      guard end - start == word.utf8CodeUnitCount else { return false }
      for k in 0..<end - start {
        let (byte, wanted) = (s[start + k], word.utf8Start[k])
        guard byte == wanted || wanted >= ASCII.a && ASCII.lowercased(byte) == wanted else { return false }
      }
      return true
    }
    if says("true") || says("1") {
      out.append("true")
    } else if says("false") || says("0") {
      out.append("false")
    } else {
      return false
    }
    return true
  }
}
