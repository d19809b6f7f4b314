import JSON

extension PageScanner {
  /// Whether a field's `"name":` stands at `start`.
  @inline(__always)
  func isName(of rule: RecordPlan.Field, _ s: Span<UInt8>, _ start: Int) -> Bool {
    isName(at: rule.nameStart, count: rule.nameCount, s, start)
  }

  /// Whether the `count` bytes of ``RecordPlan/names`` from `from` on stand at `start`.
  @inline(__always)
  func isName(at from: Int, count: Int, _ s: Span<UInt8>, _ start: Int) -> Bool {
    let names = plan.names.span
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

  /// The shape's field of the name `from..<to`; -1 for a name that the plan does not know.
  func find(
    _ s: Span<UInt8>, _ from: Int, _ to: Int, in shape: RecordPlan.Shape
  ) throws(JSONError) -> Int {
    for i in from..<to where s[i] == 0x5c {
      let plain = Array(try JSONScanner.text(s, from, to).utf8)
      return look(up: plain.span, 0, plain.count, in: shape)
    }
    return look(up: s, from, to, in: shape)
  }

  private func look(up s: Span<UInt8>, _ from: Int, _ to: Int, in shape: RecordPlan.Shape) -> Int {
    var slot = RecordPlan.hash(s, from, to) & shape.tableMask
    while true {
      let field = Int(plan.table[shape.tableStart + slot])
      guard field >= 0 else { return -1 }
      let rule = plan.fields[field]
      if rule.nameCount - 3 == to - from {
        var k = 0
        while k < to - from, plan.names[rule.nameStart + 1 + k] == s[from + k] { k += 1 }
        if k == to - from { return field }
      }
      slot = (slot + 1) & shape.tableMask
    }
  }
}
