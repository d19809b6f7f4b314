/// The characters of JSON, CSV and times as bytes of UTF-8.
///
/// They are `public` and inlined, as in ``JSONScanner``, so that a name costs no more than the number.
public enum ASCII {
  /// Horizontal tab.
  @inlinable @inline(__always) public static var tab: UInt8 { 0x09 }
  /// Line feed.
  @inlinable @inline(__always) public static var lineFeed: UInt8 { 0x0a }
  /// Carriage return.
  @inlinable @inline(__always) public static var carriageReturn: UInt8 { 0x0d }
  /// Space. All bytes below it are control characters.
  @inlinable @inline(__always) public static var space: UInt8 { 0x20 }
  /// `"`
  @inlinable @inline(__always) public static var quote: UInt8 { 0x22 }
  /// `%`
  @inlinable @inline(__always) public static var percent: UInt8 { 0x25 }
  /// `&`
  @inlinable @inline(__always) public static var ampersand: UInt8 { 0x26 }
  /// `+`
  @inlinable @inline(__always) public static var plus: UInt8 { 0x2b }
  /// `,`
  @inlinable @inline(__always) public static var comma: UInt8 { 0x2c }
  /// `-`
  @inlinable @inline(__always) public static var minus: UInt8 { 0x2d }
  /// `.`
  @inlinable @inline(__always) public static var point: UInt8 { 0x2e }
  /// `/`
  @inlinable @inline(__always) public static var slash: UInt8 { 0x2f }
  /// `0`
  @inlinable @inline(__always) public static var zero: UInt8 { 0x30 }
  /// `9`
  @inlinable @inline(__always) public static var nine: UInt8 { 0x39 }
  /// `:`
  @inlinable @inline(__always) public static var colon: UInt8 { 0x3a }
  /// `=`
  @inlinable @inline(__always) public static var equals: UInt8 { 0x3d }
  /// `?`
  @inlinable @inline(__always) public static var questionMark: UInt8 { 0x3f }
  /// `[`
  @inlinable @inline(__always) public static var openBracket: UInt8 { 0x5b }
  /// `\`
  @inlinable @inline(__always) public static var backslash: UInt8 { 0x5c }
  /// `]`
  @inlinable @inline(__always) public static var closeBracket: UInt8 { 0x5d }
  /// `_`
  @inlinable @inline(__always) public static var underscore: UInt8 { 0x5f }
  /// `{`
  @inlinable @inline(__always) public static var openBrace: UInt8 { 0x7b }
  /// `}`
  @inlinable @inline(__always) public static var closeBrace: UInt8 { 0x7d }
  /// `~`
  @inlinable @inline(__always) public static var tilde: UInt8 { 0x7e }

  /// `A`
  @inlinable @inline(__always) public static var capitalA: UInt8 { 0x41 }
  /// `F`
  @inlinable @inline(__always) public static var capitalF: UInt8 { 0x46 }
  /// `T`
  @inlinable @inline(__always) public static var capitalT: UInt8 { 0x54 }
  /// `Z`
  @inlinable @inline(__always) public static var capitalZ: UInt8 { 0x5a }
  /// `a`
  @inlinable @inline(__always) public static var a: UInt8 { 0x61 }
  /// `b`
  @inlinable @inline(__always) public static var b: UInt8 { 0x62 }
  /// `e`
  @inlinable @inline(__always) public static var e: UInt8 { 0x65 }
  /// `f`
  @inlinable @inline(__always) public static var f: UInt8 { 0x66 }
  /// `n`
  @inlinable @inline(__always) public static var n: UInt8 { 0x6e }
  /// `r`
  @inlinable @inline(__always) public static var r: UInt8 { 0x72 }
  /// `t`
  @inlinable @inline(__always) public static var t: UInt8 { 0x74 }
  /// `u`
  @inlinable @inline(__always) public static var u: UInt8 { 0x75 }

  /// Whether a byte is one of `0` to `9`.
  @inlinable @inline(__always)
  public static func isDigit(_ byte: UInt8) -> Bool { byte &- zero <= 9 }

  /// Whether a byte is one of `a` to `z` or `A` to `Z`.
  @inlinable @inline(__always)
  public static func isLetter(_ byte: UInt8) -> Bool { lowercased(byte) &- a < 26 }

  /// Whether a byte is a character that is neither white space nor a control character.
  @inlinable @inline(__always)
  public static func isVisible(_ byte: UInt8) -> Bool { byte > space && byte <= tilde }

  /// A letter in lower case. Some other characters change too.
  @inlinable @inline(__always)
  public static func lowercased(_ byte: UInt8) -> UInt8 { byte | 0x20 }
}
