import JSON

/// A short text, a number in text or null that is followed by another member: nearly every value of a report's row.
struct ShortValue {
  /// How many bytes may be read from the value's beginning on.
  static let reach = 64

  /// How many bytes the value takes in the page, with the comma after it.
  private(set) var read = 0
  /// What is written: nothing when the value is any other. A block may be read past its end.
  private(set) var bytes: UnsafeRawPointer
  private(set) var count = 0

  /// - Parameters:
  ///   - start: after a key's colon, with ``reach`` bytes of the page.
  ///   - kind: the type that a text is written as.
  ///   - dashIsNull: whether `"-"` means null also in text.
  @inline(__always)
  init(_ start: UnsafeRawPointer, _ kind: RecordLayout.QuickField.Kind, dashIsNull: Bool) {
    bytes = start
    guard start.load(as: UInt8.self) == ASCII.quote else {
      if start.loadUnaligned(as: UInt32.self) == Self.null, Self.isFollowed(start + 4) {
        (read, count) = (5, 4)
      }
      return
    }
    let first = start + 1
    if first.loadUnaligned(as: UInt16.self) == Self.dash, dashIsNull || kind != .text {
      if Self.isFollowed(first + 2) {
        (read, count) = (4, 4)
        bytes = UnsafeRawPointer(Self.nullBlock.utf8Start)
      }
      return
    }
    let length = kind == .text ? Self.textLength(first) : Self.numberLength(first, kind)
    guard length > 0, length <= 30, first.load(fromByteOffset: length, as: UInt8.self) == ASCII.quote,
      Self.isFollowed(first + length + 1)
    else { return }
    read = length &+ 3
    count = length
    if kind == .text { count &+= 2 } else { bytes = first }
  }

  /// `null`, `-"` and `,"` as words whose lowest byte is the first.
  private static let null: UInt32 = 0x6c6c_756e
  @inline(__always) private static var dash: UInt16 { pair(ASCII.minus, ASCII.quote) }
  @inline(__always) private static var nextMember: UInt16 { pair(ASCII.comma, ASCII.quote) }

  @inline(__always)
  private static func pair(_ first: UInt8, _ second: UInt8) -> UInt16 {
    UInt16(first) | UInt16(second) &<< 8
  }

  private static let nullBlock: StaticString = "null............................"

  /// Whether a comma and a key's quote follow.
  @inline(__always)
  static func isFollowed(_ place: UnsafeRawPointer) -> Bool {
    place.loadUnaligned(as: UInt16.self) == Self.nextMember
  }

  /// The length of an ASCII text without escapes; more than 30 for others.
  @inline(__always)
  private static func textLength(_ first: UnsafeRawPointer) -> Int {
    var length = 0
    while length < 32 {
      let marked = JSONScanner.unplain(first.loadUnaligned(fromByteOffset: length, as: UInt64.self))
      if marked != 0 { return length &+ marked.trailingZeroBitCount &>> 3 }
      length &+= 8
    }
    return length
  }

  /// The length of a number without a sign and an exponent; 0 for others.
  @inline(__always)
  private static func numberLength(_ first: UnsafeRawPointer, _ kind: RecordLayout.QuickField.Kind) -> Int {
    let whole = digits(first)
    // JSON has no leading zeros.
    guard whole > 0, whole == 1 || first.load(as: UInt8.self) != ASCII.zero else { return 0 }
    guard first.load(fromByteOffset: whole, as: UInt8.self) == ASCII.point else { return whole }
    let fraction = digits(first + whole + 1)
    return kind == .number && fraction > 0 ? whole &+ 1 &+ fraction : 0
  }

  /// The number of digits, up to 16.
  @inline(__always)
  private static func digits(_ first: UnsafeRawPointer) -> Int {
    let marked = JSONScanner.nondigits(first.loadUnaligned(as: UInt64.self))
    if marked != 0 { return marked.trailingZeroBitCount &>> 3 }
    return 8 &+ JSONScanner.nondigits(first.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      .trailingZeroBitCount &>> 3
  }
}
