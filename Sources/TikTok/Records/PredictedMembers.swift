import JSON

/// Predicts the members of an object from those of the same object in the record before.
struct PredictedMembers: ~Copyable {
  /// ``RecordLayout/quick`` and ``RecordLayout/names``.
  private let quick: FixedBuffer<RecordLayout.QuickField>
  private let names: FixedBuffer<UInt8>
  private let dashIsNull: Bool
  /// Per shape and position: the field whose key was there last; -1 for an unknown one.
  private var order: FixedBuffer<Int32>

  /// The longest spelling of `-"`, which means null.
  private static let longestDash = 7

  init(_ layout: RecordLayout) {
    quick = FixedBuffer(layout.quick)
    names = FixedBuffer(layout.names)
    dashIsNull = layout.requirements.dashIsNull
    order = FixedBuffer(
      repeating: -1, count: layout.shapes.last.map { $0.orderStart + $0.orderCount } ?? 0)
  }

  /// The field whose key was in that place last; -1 for none.
  @inline(__always)
  func field(at position: Int, of shape: RecordLayout.Shape) -> Int {
    position < shape.orderCount ? Int(order[shape.orderStart &+ position]) : -1
  }

  /// Notes the field whose key is in that place; -1 for an unknown one.
  @inline(__always)
  mutating func note(_ field: Int, at position: Int, of shape: RecordLayout.Shape) {
    if position < shape.orderCount { order[shape.orderStart &+ position] = Int32(truncatingIfNeeded: field) }
  }

  /// Writes members as long as each has the name that was in its place in the record before, and a ``ShortValue``
  /// or a long text. The first member that has not, and the last member of an object, are left to the caller, and
  /// nothing of them is written.
  ///
  /// A sync of many rows spends most of its time here. It reads and writes whole words through pointers, after one
  /// comparison has shown that all of them are within the page.
  /// - Parameters:
  ///   - s: the page.
  ///   - start: where a key's quote is expected.
  ///   - shape: that of the object that the members belong to.
  ///   - object: the number of that object.
  ///   - position: the number of the object's members so far.
  ///   - extents: per field, the member that was written last.
  ///   - out: where the members go.
  /// - Returns: the offset of the next member's quote.
  func scan(
    _ s: Span<UInt8>, _ start: Int, _ shape: RecordLayout.Shape, object: Int, position: inout Int,
    _ extents: inout FixedBuffer<MemberExtent>, _ out: inout ByteBuffer
  ) -> Int {
    s.withUnsafeBytes { page in
      guard let text = page.baseAddress else { return start }
      let fields = order.base + shape.orderStart
      let end = page.count &- ShortValue.reach
      var i = start
      while position < shape.orderCount {
        let field = Int(fields[position])
        guard field >= 0 else { break }
        let rule = quick.base[field]
        let count = Int(rule.nameCount)
        guard rule.kind != .other, i &+ count <= end, extents.base[field].object != object,
          Self.isName(text + i, names.base + Int(rule.nameStart), count)
        else { break }
        let value = ShortValue(text + i + count, rule.kind, dashIsNull: dashIsNull)
        let mark = out.count
        if value.count > 0 {
          out.append(upTo: count &+ ShortValue.reach) { target in
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
            last &- first > Self.longestDash, last < end, ShortValue.isFollowed(text + last)
          else { break }
          out.append(s, from: i, to: last)
          out.append(ASCII.comma)
          i = last &+ 1
        }
        extents.base[field] = MemberExtent(
          object: object, start: mark, value: mark &+ count, end: out.count &- 1)
        position &+= 1
      }
      return i
    }
  }

  /// Whether two names are the same. Up to 8 bytes after either may be read.
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

  /// Copies in blocks of 32 bytes, the last of which may extend beyond `count`.
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
