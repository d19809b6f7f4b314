import JSON

/// Finds the fields of a ``RecordLayout`` by the names of members: a hash table for each shape, with open addressing, at
/// most a quarter full.
struct MemberTable: Sendable {
  /// Where a shape's table lies, and its size less one.
  struct Place: Sendable {
    fileprivate var start = 0
    fileprivate var mask = 0
  }

  /// Fields, -1 for an empty slot.
  private var slots: [Int32] = []

  /// Adds the table of a shape.
  /// - Parameters:
  ///   - members: the shape's fields.
  ///   - fields: those of the layout.
  ///   - names: the names of all fields, as in ``RecordLayout/names``.
  /// - Returns: where it lies.
  mutating func add(
    _ members: Range<Int>, of fields: [RecordLayout.Field], _ names: [UInt8]
  ) -> Place {
    var size = 16
    while size < members.count * 4 { size *= 2 }
    let place = Place(start: slots.count, mask: size - 1)
    slots += Array(repeating: -1, count: size)
    for field in members {
      let start = fields[field].nameStart
      var slot = Self.slot(names.span, start + 1, start + fields[field].nameCount - 2) & place.mask
      while slots[place.start + slot] >= 0 { slot = (slot + 1) & place.mask }
      slots[place.start + slot] = Int32(field)
    }
    return place
  }

  /// The field of the name `from..<to` without escapes; -1 for a name that the shape does not have.
  func field(
    named s: Span<UInt8>, _ from: Int, _ to: Int, at place: Place, _ fields: [RecordLayout.Field],
    _ names: [UInt8]
  ) -> Int {
    var slot = Self.slot(s, from, to) & place.mask
    while true {
      let field = Int(slots[place.start + slot])
      guard field >= 0 else { return -1 }
      let rule = fields[field]
      if rule.nameCount - 3 == to - from {
        var k = 0
        while k < to - from, names[rule.nameStart + 1 + k] == s[from + k] { k += 1 }
        if k == to - from { return field }
      }
      slot = (slot + 1) & place.mask
    }
  }

  /// The hash of a name, from whose lowest bits its slot is taken.
  @inline(__always)
  private static func slot(_ s: Span<UInt8>, _ from: Int, _ to: Int) -> Int {
    let hash = FNV1a.hash(s, from, to)
    return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7fff_ffff)
  }
}
