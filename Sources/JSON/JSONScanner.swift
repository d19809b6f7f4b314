/// A lexer of JSON bytes: every function takes the offset where a token starts and returns the offset after it.
/// Nothing is allocated, and every read is bounds checked.
///
/// What is called for every byte or member of a record is `public`, not `package`, because the compiler inlines only
/// public code into other modules. Without that a page takes 1.5 times as long.
///
/// The grammar is RFC 8259 without two things that it allows and parsers refuse: an escaped lone surrogate
/// (`"\ud800"`), and a number that is too large for floating point (`1e400`). ``PortableJSON`` replaces them.
public enum JSONScanner {
  /// The most levels of arrays and objects, counted from the outermost value.
  package static let maximumDepth = 512

  /// The byte at `i`; 0, which starts no token, past the end.
  @inlinable @inline(__always)
  public static func byte(_ s: Span<UInt8>, _ i: Int) -> UInt8 { i < s.count ? s[i] : 0 }

  /// Eight bytes from `i`, little endian. The caller checks that they are within the span, which checks it again.
  @inlinable @inline(__always)
  public static func word(_ s: Span<UInt8>, _ i: Int) -> UInt64 {
    s.bytes.unsafeLoadUnaligned(fromByteOffset: i, as: UInt64.self)
  }

  /// The offset after the byte order mark of a text in UTF-8; 0 without one.
  package static func skipByteOrderMark(_ s: Span<UInt8>) -> Int {
    s.count >= 3 && s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf ? 3 : 0
  }

  /// The error for an unexpected byte at `i`; at the end of the text it is a truncation.
  @usableFromInline
  package static func unexpected(_ s: Span<UInt8>, _ i: Int) -> JSONError {
    i >= s.count ? .truncated(at: s.count) : .syntax(at: i)
  }

  /// The offset of the first byte from `i` on that is not white space.
  @inlinable @inline(__always)
  public static func skipSpace(_ s: Span<UInt8>, _ i: Int) -> Int {
    var i = i
    while true {
      let c = byte(s, i)
      guard c <= ASCII.space,
        c == ASCII.space || c == ASCII.lineFeed || c == ASCII.carriageReturn || c == ASCII.tab
      else { return i }
      i &+= 1
    }
  }

  /// Skips the byte `c`.
  /// - Throws: `JSONError` for any other byte.
  @inlinable @inline(__always)
  public static func expect(_ s: Span<UInt8>, _ i: Int, _ c: UInt8) throws(JSONError) -> Int {
    guard byte(s, i) == c else { throw unexpected(s, i) }
    return i &+ 1
  }

  /// Sets the high bit of each byte of a word that is a quote, a backslash, below 0x20 or above 0x7f. Because of
  /// borrows it may be set in other bytes too, but never in one before the first such byte.
  @inlinable @inline(__always)
  public static func unplain(_ x: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = (x ^ (ones &* UInt64(ASCII.quote))) &- ones
    let backslash = (x ^ (ones &* UInt64(ASCII.backslash))) &- ones
    return (quote | backslash | (x &- ones &* UInt64(ASCII.space)) | x) & 0x8080_8080_8080_8080
  }

  /// Skips a string from the byte after its opening quote to after its closing quote.
  /// - Throws: `JSONError` for control characters, bad escapes, lone surrogates and bytes that are not UTF-8.
  @inlinable @inline(__always)
  public static func skipString(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    var i = start
    while true {
      if i &+ 8 <= s.count {
        let marked = unplain(word(s, i))
        if marked == 0 {
          i &+= 8
          continue
        }
        i &+= marked.trailingZeroBitCount &>> 3
      }
      let c = byte(s, i)
      if c == ASCII.quote { return i &+ 1 }
      if c >= ASCII.space, c < 0x80, c != ASCII.backslash {
        i &+= 1
        continue
      }
      i = c == ASCII.backslash ? try JSONEscape.skip(s, i) : try skipMultibyte(s, i)
    }
  }

  /// Skips one UTF-8 sequence of two to four bytes (RFC 3629: no overlong forms, no surrogates).
  @usableFromInline @inline(never)
  static func skipMultibyte(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    let lead = byte(s, start)
    if start >= s.count { throw .truncated(at: start) }
    guard lead >= 0x80 else { throw .syntax(at: start) }
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch lead {
    case 0xc2...0xdf: length = 2
    case 0xe0: (length, second) = (3, 0xa0...0xbf)
    case 0xed: (length, second) = (3, 0x80...0x9f)
    case 0xe1...0xef: length = 3
    case 0xf0: (length, second) = (4, 0x90...0xbf)
    case 0xf1...0xf3: length = 4
    case 0xf4: (length, second) = (4, 0x80...0x8f)
    default: throw .invalidUTF8(at: start)
    }
    for k in 1..<length {
      guard start &+ k < s.count else { throw .truncated(at: s.count) }
      let allowed = k == 1 ? second : 0x80...0xbf
      guard allowed.contains(s[start &+ k]) else { throw .invalidUTF8(at: start) }
    }
    return start &+ length
  }

  /// The kind of a number.
  public enum NumberForm: Sendable {
    case integer, decimal
    /// With an exponent.
    case scientific
    /// Not a number.
    case none
  }

  /// Reads a number from `start` on. Returns its form and the offset after it; for ``NumberForm/none`` the offset of
  /// the first byte that is wrong.
  @inlinable @inline(__always)
  public static func number(_ s: Span<UInt8>, _ start: Int) -> (end: Int, form: NumberForm) {
    let first = byte(s, start) == ASCII.minus ? start &+ 1 : start
    var end = byte(s, first) == ASCII.zero ? first &+ 1 : digits(s, first)
    if end == first { return (first, .none) }
    var form = NumberForm.integer
    if byte(s, end) == ASCII.point {
      let fraction = end &+ 1
      end = digits(s, fraction)
      if end == fraction { return (end, .none) }
      form = .decimal
    }
    if ASCII.lowercased(byte(s, end)) == ASCII.e {
      let sign = byte(s, end &+ 1)
      let exponent = sign == ASCII.plus || sign == ASCII.minus ? end &+ 2 : end &+ 1
      end = digits(s, exponent)
      if end == exponent { return (end, .none) }
      form = .scientific
    }
    return (end, form)
  }

  /// The offset of the first byte from `start` on that is not a digit.
  @inlinable @inline(__always)
  static func digits(_ s: Span<UInt8>, _ start: Int) -> Int {
    var i = start
    while i &+ 8 <= s.count {
      let marked = nondigits(word(s, i))
      if marked != 0 { return i &+ marked.trailingZeroBitCount &>> 3 }
      i &+= 8
    }
    while ASCII.isDigit(byte(s, i)) { i &+= 1 }
    return i
  }

  /// Sets the high bit of each byte of a word that is not a digit, and clears all other bits.
  @inlinable @inline(__always)
  public static func nondigits(_ word: UInt64) -> UInt64 {
    // Digits become 0 to 9.
    let x = word ^ 0x3030_3030_3030_3030
    return ((x & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7676_7676_7676_7676 | x) & 0x8080_8080_8080_8080
  }

  /// Skips any value. `depth` is the number of arrays and objects around it.
  /// - Throws: `JSONError` at the first byte that is not JSON.
  package static func skipValue(_ s: Span<UInt8>, _ start: Int, depth: Int) throws(JSONError) -> Int {
    switch byte(s, start) {
    case ASCII.quote: return try skipString(s, start &+ 1)
    case ASCII.openBrace: return try skipContainer(s, start, close: ASCII.closeBrace, depth: depth &+ 1)
    case ASCII.openBracket: return try skipContainer(s, start, close: ASCII.closeBracket, depth: depth &+ 1)
    case ASCII.t: return try literal(s, start, "true")
    case ASCII.f: return try literal(s, start, "false")
    case ASCII.n: return try literal(s, start, "null")
    default:
      let (end, form) = number(s, start)
      if form == .none { throw unexpected(s, end) }
      guard isFinite(s, start, end, form) else { throw .infinite(at: start) }
      return end
    }
  }

  /// Whether the number `start..<end` is not too large for floating point.
  @inline(__always)
  package static func isFinite(_ s: Span<UInt8>, _ start: Int, _ end: Int, _ form: NumberForm) -> Bool {
    // The largest one has 309 digits.
    form != .scientific && end &- start < 309 || isFinite(s, start, end)
  }

  @inline(never)
  private static func isFinite(_ s: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let text = s.withUnsafeBufferPointer { String(decoding: $0[start..<end], as: UTF8.self) }
    return Double(text)?.isFinite ?? true
  }

  private static func skipContainer(
    _ s: Span<UInt8>, _ start: Int, close: UInt8, depth: Int
  ) throws(JSONError) -> Int {
    guard depth <= maximumDepth else { throw .tooDeep(at: start) }
    var i = skipSpace(s, start &+ 1)
    if byte(s, i) == close { return i &+ 1 }
    while true {
      if close == ASCII.closeBrace { i = try skipKey(s, i) }
      i = skipSpace(s, try skipValue(s, i, depth: depth))
      let c = byte(s, i)
      if c == close { return i &+ 1 }
      guard c == ASCII.comma else { throw unexpected(s, i) }
      i = skipSpace(s, i &+ 1)
    }
  }

  /// Skips from a key's opening quote to the first byte of its value.
  private static func skipKey(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    let end = try skipString(s, try expect(s, start, ASCII.quote))
    return skipSpace(s, try expect(s, skipSpace(s, end), ASCII.colon))
  }

  /// Skips `true`, `false` or `null`.
  private static func literal(
    _ s: Span<UInt8>, _ start: Int, _ word: StaticString
  ) throws(JSONError) -> Int {
    var i = start
    for k in 0..<word.utf8CodeUnitCount { i = try expect(s, i, word.utf8Start[k]) }
    return i
  }

  /// Whether the string `from..<to`, without its quotes, is `name`, with or without escapes.
  package static func matches(_ s: Span<UInt8>, _ from: Int, _ to: Int, _ name: String) -> Bool {
    var name = name
    let isSame = name.withUTF8 { letters in
      guard letters.count == to - from else { return false }
      for k in 0..<letters.count where letters[k] != s[from + k] { return false }
      return true
    }
    if isSame { return true }
    for i in from..<to where s[i] == ASCII.backslash { return (try? text(s, from, to)) == name }
    return false
  }

  /// The text of the string `from..<to`, without its quotes, unescaped. A lone surrogate becomes U+FFFD.
  package static func text(_ s: Span<UInt8>, _ from: Int, _ to: Int) throws(JSONError) -> String {
    var units: [UInt8] = []
    units.reserveCapacity(to - from)
    var i = from
    while i < to {
      guard s[i] == ASCII.backslash else {
        units.append(s[i])
        i += 1
        continue
      }
      let (scalar, end) = try JSONEscape.scalar(s, i)
      units.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      i = end
    }
    return String(decoding: units, as: UTF8.self)
  }
}
