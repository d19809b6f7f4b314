import JSON

extension PageScanner {
  /// Whether a field's `"name":` stands at `start`.
  @inline(__always)
  func isName(of rule: RecordLayout.Field, _ s: Span<UInt8>, _ start: Int) -> Bool {
    isName(at: rule.nameStart, count: rule.nameCount, s, start)
  }

  /// Whether the `count` bytes of ``RecordLayout/names`` from `from` on stand at `start`.
  @inline(__always)
  func isName(at from: Int, count: Int, _ s: Span<UInt8>, _ start: Int) -> Bool {
    let names = layout.names.span
    guard start &+ max(count, 8) <= s.count else { return false }
    if count < 8 {
      let surplus = 64 &- count &* 8
      return JSONScanner.word(s, start) &<< surplus == JSONScanner.word(names, from) &<< surplus
    }
    var k = 0
    while k &+ 8 < count {
      if JSONScanner.word(s, start &+ k) != JSONScanner.word(names, from &+ k) { return false }
      k &+= 8
    }
    return JSONScanner.word(s, start &+ count &- 8) == JSONScanner.word(names, from &+ count &- 8)
  }

  /// The shape's field of the name `from..<to`; -1 for a name that the layout does not know.
  func find(
    _ s: Span<UInt8>, _ from: Int, _ to: Int, in shape: RecordLayout.Shape
  ) throws(JSONError) -> Int {
    for i in from..<to where s[i] == ASCII.backslash {
      let plain = Array(try JSONScanner.text(s, from, to).utf8)
      return look(up: plain.span, 0, plain.count, in: shape)
    }
    return look(up: s, from, to, in: shape)
  }

  private func look(up s: Span<UInt8>, _ from: Int, _ to: Int, in shape: RecordLayout.Shape) -> Int {
    var slot = RecordLayout.hash(s, from, to) & shape.tableMask
    while true {
      let field = Int(layout.table[shape.tableStart + slot])
      guard field >= 0 else { return -1 }
      let rule = layout.fields[field]
      if rule.nameCount - 3 == to - from {
        var k = 0
        while k < to - from, layout.names[rule.nameStart + 1 + k] == s[from + k] { k += 1 }
        if k == to - from { return field }
      }
      slot = (slot + 1) & shape.tableMask
    }
  }
}
