import JSON

extension PageScanner {
  /// What may be read behind a member's name: its value, what parts it from the next member, and the rest of a block.
  private static let reach = 64
  /// The longest spelling of `-"`, which means null.
  private static let longestDash = 7

  /// Writes members as long as each has the name that stood in its place in the record before, and a short text or a
  /// number in text as its value: nearly all members of a report's row. The first that has not, and the last member of
  /// an object, are left to the caller, with nothing written of them.
  ///
  /// This is where a sync of many rows spends its time: it reads and writes whole words through pointers, after one
  /// comparison has shown that all of them lie in the page.
  /// - Parameters:
  ///   - s: the page.
  ///   - start: where a key's quote may stand.
  ///   - shape: that of the object that the members are of.
  ///   - object: the number of that object.
  ///   - position: the members of the object so far.
  ///   - out: where the members go.
  /// - Returns: where the next member's quote stands.
  mutating func scanPredicted(
    _ s: Span<UInt8>, _ start: Int, _ shape: RecordLayout.Shape, object: Int, position: inout Int,
    _ out: inout ByteBuffer
  ) -> Int {
    s.withUnsafeBytes { page in
      guard let text = page.baseAddress else { return start }
      let fields = order.base + shape.orderStart
      let end = page.count &- Self.reach
      let dashIsNull = layout.requirements.dashIsNull
      var i = start
      while position < shape.orderCount {
        let field = Int(fields[position])
        guard field >= 0 else { break }
        let rule = quick.base[field]
        let count = Int(rule.nameCount)
        guard rule.kind != .other, i &+ count <= end, extents.base[field].object != object,
          Self.isName(text + i, names.base + Int(rule.nameStart), count)
        else { break }
        let value = Value(text + i + count, rule.kind, dashIsNull: dashIsNull)
        let mark = out.count
        if value.count > 0 {
          out.append(upTo: count &+ Self.reach) { target in
            Self.copy(text + i, to: target, count)
            Self.copy(value.bytes, to: target + count, value.count)
            target.storeBytes(of: ASCII.comma, toByteOffset: count &+ value.count, as: UInt8.self)
            return count &+ value.count &+ 1
          }
          i &+= count &+ value.read
        } else {
          // A long text, or one that is not plain.
          let first = i &+ count &+ 1
          guard rule.kind == .text, page[first &- 1] == ASCII.quote,
            let last = try? JSONScanner.skipString(s, first),
            last &- first > Self.longestDash, last < end, Value.isFollowed(text + last)
          else { break }
          out.append(s, from: i, to: last)
          out.append(ASCII.comma)
          i = last &+ 1
        }
        extents.base[field] = Extent(object: object, start: mark, value: mark &+ count, end: out.count &- 1)
        position &+= 1
      }
      return i
    }
  }

  /// A value with a further member behind it.
  private struct Value {
    /// How many bytes the value takes in the page, with the comma behind it.
    var read = 0
    /// What is written; nothing when it is none of the usual values. Behind it, a block may be read to its end.
    var bytes: UnsafeRawPointer
    var count = 0

    /// - Parameters:
    ///   - start: after a key's colon, with ``PageScanner/reach`` bytes of the page.
    ///   - kind: what is made of a text.
    ///   - dashIsNull: whether `"-"` means null where a text is wanted, too.
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

    /// Whether a comma and a key's quote stand there.
    @inline(__always)
    static func isFollowed(_ place: UnsafeRawPointer) -> Bool {
      place.loadUnaligned(as: UInt16.self) == Self.nextMember
    }

    /// The length of a text of ASCII without escapes; more than 30 for others.
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

    /// How many digits stand there, up to 16.
    @inline(__always)
    private static func digits(_ first: UnsafeRawPointer) -> Int {
      let marked = JSONScanner.nondigits(first.loadUnaligned(as: UInt64.self))
      if marked != 0 { return marked.trailingZeroBitCount &>> 3 }
      return 8 &+ JSONScanner.nondigits(first.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        .trailingZeroBitCount &>> 3
    }
  }

  /// Whether two names are the same. Behind either, 8 bytes may be read.
  @inline(__always)
  private static func isName(_ one: UnsafeRawPointer, _ other: UnsafeRawPointer, _ count: Int) -> Bool {
    var k = 0
    while k &+ 8 <= count {
      let (a, b) = (
        one.loadUnaligned(fromByteOffset: k, as: UInt64.self),
        other.loadUnaligned(fromByteOffset: k, as: UInt64.self)
      )
      if a != b { return false }
      k &+= 8
    }
    if k == count { return true }
    let (a, b) = (
      one.loadUnaligned(fromByteOffset: k, as: UInt64.self),
      other.loadUnaligned(fromByteOffset: k, as: UInt64.self)
    )
    return (a ^ b) &<< (64 &- (count &- k) &* 8) == 0
  }

  /// Copies in blocks of 32 bytes, the last of which may reach further than `count`.
  @inline(__always)
  private static func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ count: Int) {
    var k = 0
    repeat {
      target.storeBytes(
        of: source.loadUnaligned(fromByteOffset: k, as: SIMD32<UInt8>.self), toByteOffset: k,
        as: SIMD32<UInt8>.self)
      k &+= 32
    } while k < count
  }
}
