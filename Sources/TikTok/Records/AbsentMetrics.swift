import JSON

/// The metrics that the rows of a page lack, because TikTok does not have them for such campaigns. They are written as
/// null.
struct AbsentMetrics: Sendable {
  /// Their fields, as far as they are selected.
  private let fields: [Int]

  var isEmpty: Bool { fields.isEmpty }

  init(named names: [String], in layout: RecordLayout) {
    fields = names.compactMap(layout.metric).filter { layout.fields[$0].disposition == .emit }
  }

  /// Writes them as members of the object with that number, each followed by a comma, unless the row has them after all.
  @inline(never)
  func append(
    to object: Int, _ layout: RecordLayout, _ extents: inout FixedBuffer<MemberExtent>,
    _ out: inout ByteBuffer
  ) {
    for field in fields where extents[field].object != object {
      let start = out.count
      layout.appendKey(of: field, to: &out)
      let value = out.count
      out.append("null")
      extents[field] = MemberExtent(object: object, start: start, value: value, end: out.count)
      out.append(ASCII.comma)
    }
  }
}
