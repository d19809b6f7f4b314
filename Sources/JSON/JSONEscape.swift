/// The escape sequences of JSON strings: a backslash and a letter, or `\u` and four digits, two of which may be a surrogate
/// pair.
@usableFromInline
enum JSONEscape {
  /// Skips an escape sequence, or the two of a surrogate pair; `start` is the backslash.
  @usableFromInline @inline(never)
  static func skip(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    switch JSONScanner.byte(s, start &+ 1) {
    case ASCII.quote, ASCII.backslash, ASCII.slash, ASCII.b, ASCII.f, ASCII.n, ASCII.r, ASCII.t:
      return start &+ 2
    case ASCII.u:
      let unit = try hex4(s, start &+ 2)
      guard UTF16.isSurrogate(unit) else { return start &+ 6 }
      guard try isPair(s, start, unit) else { throw .loneSurrogate(at: start) }
      return start &+ 12
    default: throw JSONScanner.unexpected(s, start &+ 1)
    }
  }

  /// Whether `unit`, whose escape is at `start`, is the first half of a surrogate pair that the next escape completes.
  static func isPair(_ s: Span<UInt8>, _ start: Int, _ unit: UInt16) throws(JSONError) -> Bool {
    guard UTF16.isLeadSurrogate(unit), JSONScanner.byte(s, start &+ 6) == ASCII.backslash,
      JSONScanner.byte(s, start &+ 7) == ASCII.u
    else { return false }
    return UTF16.isTrailSurrogate(try hex4(s, start &+ 8))
  }

  /// The scalar of the escape whose backslash is at `start`; U+FFFD for a lone surrogate.
  static func scalar(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> (Unicode.Scalar, end: Int) {
    let end: Int
    do {
      end = try skip(s, start)
    } catch {
      guard case .loneSurrogate = error else { throw error }
      return ("\u{fffd}", start + 6)
    }
    switch JSONScanner.byte(s, start + 1) {
    case ASCII.b: return ("\u{8}", end)
    case ASCII.f: return ("\u{c}", end)
    case ASCII.n: return ("\n", end)
    case ASCII.r: return ("\r", end)
    case ASCII.t: return ("\t", end)
    case ASCII.u: break
    default: return (Unicode.Scalar(JSONScanner.byte(s, start + 1)), end)
    }
    let unit = try hex4(s, start + 2)
    if let scalar = Unicode.Scalar(unit) { return (scalar, end) }
    let low = try hex4(s, start + 8)
    let value = 0x10000 + UInt32(unit & 0x3ff) << 10 + UInt32(low & 0x3ff)
    return (Unicode.Scalar(value) ?? "\u{fffd}", end)
  }

  /// The value of four hexadecimal digits.
  static func hex4(_ s: Span<UInt8>, _ i: Int) throws(JSONError) -> UInt16 {
    var value: UInt16 = 0
    for k in 0..<4 {
      let c = JSONScanner.byte(s, i &+ k)
      switch c {
      case ASCII.zero...ASCII.nine: value = value &<< 4 | UInt16(c &- ASCII.zero)
      case ASCII.capitalA...ASCII.capitalF, ASCII.a...ASCII.f:
        value = value &<< 4 | UInt16(ASCII.lowercased(c) &- ASCII.a &+ 10)
      default: throw JSONScanner.unexpected(s, i &+ k)
      }
    }
    return value
  }
}
