/// A fixed number of plain values, all changed in place: an array would ask at each change whether it is shared, and be
/// counted wherever it is handed on.
struct FixedBuffer<Element: BitwiseCopyable>: ~Copyable {
  /// Where the values lie, for loops that have checked their bounds themselves.
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
  /// All of it; not to be kept.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// A part of it; not to be kept.
  func bytes(from start: Int, to end: Int) -> UnsafeRawBufferPointer {
    precondition(start >= 0 && start <= end && end <= count)
    return UnsafeRawBufferPointer(start: base + start, count: end - start)
  }
}
