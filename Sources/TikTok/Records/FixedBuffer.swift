/// A fixed number of plain values that are changed in place. An array would check at each change whether it is shared,
/// and count references wherever it is passed.
struct FixedBuffer<Element: BitwiseCopyable>: ~Copyable {
  /// The values' memory, used by loops that check their bounds themselves.
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating element: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: element, count: count)
  }

  init(_ elements: [Element]) {
    count = elements.count
    base = .allocate(capacity: count)
    elements.withUnsafeBufferPointer {
      if let source = $0.baseAddress { base.update(from: source, count: $0.count) }
    }
  }

  deinit { base.deallocate() }

  var indices: Range<Int> { 0..<count }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return base[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      base[index] = newValue
    }
  }
}

extension FixedBuffer<UInt8> {
  /// All bytes. They must not be kept.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Some of the bytes. They must not be kept.
  func bytes(from start: Int, to end: Int) -> UnsafeRawBufferPointer {
    precondition(start >= 0 && start <= end && end <= count)
    return UnsafeRawBufferPointer(start: base + start, count: end - start)
  }
}
