/// A growable buffer of bytes that is written front to back and reused for every page.
///
/// It has one owner (`~Copyable`), so pages are built without reference counting, and without allocations once the
/// buffer has the size of the largest page. As in ``JSONScanner``, what is called for every member is `public`.
public struct ByteBuffer: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  @usableFromInline var filled = 0
  /// Bytes after the capacity that the block copies of ``append(_:from:to:)`` may overwrite.
  @usableFromInline static let slack = 32

  /// - Parameter capacity: the initial size in bytes; the buffer doubles when it is full.
  package init(capacity: Int = 1 << 12) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity + Self.slack)
  }

  deinit { base.deallocate() }

  /// The number of bytes written.
  @inlinable public var count: Int { filled }

  /// Calls `body` with the bytes written so far; they must not be kept.
  package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try body(UnsafeRawBufferPointer(start: base, count: filled))
  }

  /// A copy of the bytes from `start` on, for small documents and tests.
  package func array(from start: Int = 0) -> [UInt8] {
    precondition(start >= 0 && start <= filled)
    return Array(UnsafeBufferPointer(start: base + start, count: filled - start))
  }

  /// Removes all bytes and keeps the memory, unless it is larger than `limit` bytes.
  package mutating func removeAll(keepingCapacityUpTo limit: Int = .max) {
    filled = 0
    guard capacity > limit else { return }
    base.deallocate()
    capacity = max(limit, 64)
    base = .allocate(capacity: capacity + Self.slack)
  }

  /// Removes all bytes after the first `count`.
  package mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= filled)
    filled = count
  }

  /// Removes the bytes `range` and closes the gap.
  package mutating func remove(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= filled)
    (base + range.lowerBound).update(from: base + range.upperBound, count: filled - range.upperBound)
    filled -= range.count
  }

  /// The byte at `index`.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    get {
      precondition(index >= 0 && index < filled)
      return base[index]
    }
    set {
      precondition(index >= 0 && index < filled)
      base[index] = newValue
    }
  }

  @inline(never) @usableFromInline
  mutating func grow(by extra: Int) {
    let larger = max(capacity * 2, filled + extra)
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.slack)
    memory.update(from: base, count: filled)
    base.deallocate()
    base = memory
    capacity = larger
  }

  /// Appends one byte.
  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    if filled == capacity { grow(by: 1) }
    base[filled] = byte
    filled &+= 1
  }

  /// Calls `write` with room for `most` bytes; it returns how many it has written.
  @inlinable @inline(__always)
  public mutating func append(upTo most: Int, _ write: (UnsafeMutableRawPointer) -> Int) {
    if capacity &- filled < most { grow(by: most) }
    let count = write(UnsafeMutableRawPointer(base + filled))
    precondition(count >= 0 && count <= most)
    filled &+= count
  }

  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
  }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    if capacity &- filled < bytes.count { grow(by: bytes.count) }
    UnsafeMutableRawPointer(base + filled).copyMemory(from: source, byteCount: bytes.count)
    filled &+= bytes.count
  }

  package mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  package mutating func append(utf8 text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends `span[from..<to]`. Short ranges are copied as one block of 32 bytes, which may be read past `to` but never
  /// past the span, and never written past the slack.
  @inlinable @inline(__always)
  public mutating func append(_ span: Span<UInt8>, from: Int, to: Int) {
    let length = to &- from
    precondition(from >= 0 && length >= 0 && to <= span.count)
    if capacity &- filled < length { grow(by: length) }
    let target = UnsafeMutableRawPointer(base + filled)
    span.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      if length <= 32, from &+ 32 <= bytes.count {
        target.storeBytes(of: (source + from).loadUnaligned(as: SIMD32<UInt8>.self), as: SIMD32<UInt8>.self)
      } else {
        target.copyMemory(from: source + from, byteCount: length)
      }
    }
    filled &+= length
  }

  /// Appends `span[from..<to]`, one valid JSON value, on one line. Its bytes below 0x20 are dropped: they are white
  /// space.
  package mutating func appendOnOneLine(_ span: Span<UInt8>, from: Int, to: Int) {
    var i = from
    while i < to {
      var end = i
      while end < to, span[end] >= ASCII.space { end &+= 1 }
      append(span, from: i, to: end)
      while end < to, span[end] < ASCII.space { end &+= 1 }
      i = end
    }
  }

  /// Appends a copy of its own bytes `from..<to`.
  package mutating func appendCopy(from: Int, to: Int) {
    precondition(from >= 0 && from <= to && to <= filled)
    let length = to &- from
    if capacity &- filled < length { grow(by: length) }
    (base + filled).update(from: base + from, count: length)
    filled &+= length
  }
}
