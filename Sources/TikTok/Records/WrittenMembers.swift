import Connector
import JSON

/// The members of the current record in the output, and the operations that change them there.
///
/// Objects are numbered as they are entered. A member's extent is valid if its object belongs to the current record, so
/// nothing has to be cleared between records.
struct WrittenMembers: ~Copyable {
  /// Per field of the layout: the member that was written last.
  var extents: FixedBuffer<MemberExtent>
  /// The members that the layout does not know.
  var unknown = UnknownMembers()
  private let layout: RecordLayout
  /// ``RecordLayout/promoted``.
  private let promoted: FixedBuffer<Int>
  /// Objects entered so far, and the number of the current record's first one.
  private var objects = 0
  private var firstObject = 0
  /// Where the record holds something else than the API sent; -1 is the field of a member that the layout does not
  /// know.
  private var changed: [(change: RecordChange, field: Int, place: Int)] = []

  init(_ layout: RecordLayout) {
    self.layout = layout
    extents = FixedBuffer(repeating: MemberExtent(), count: layout.fields.count)
    promoted = FixedBuffer(layout.promoted)
  }

  mutating func beginRecord() {
    firstObject = objects + 1
    unknown.beginRecord()
    changed.removeAll(keepingCapacity: true)
  }

  /// Returns the number of the object that begins now.
  @inline(__always)
  mutating func enterObject() -> Int {
    objects &+= 1
    return objects
  }

  /// Whether the record has the field.
  func has(_ field: Int) -> Bool { extents[field].object >= firstObject }

  /// Whether a field that the record has is null.
  func isNull(_ field: Int, _ out: borrowing ByteBuffer) -> Bool { out[extents[field].value] == ASCII.n }

  /// Whether the record lacks the field, or has null for it.
  func lacks(_ field: Int, _ out: borrowing ByteBuffer) -> Bool { !has(field) || isNull(field, out) }

  /// Notes that the field's value at `place` is not the one that the API sent.
  mutating func noteChange(_ kind: RecordChange.Kind, of field: Int, at place: Int) {
    changed.append((RecordChange(layout.paths[field], kind), field, place))
  }

  /// The same for the member at `place` with that path, which the layout does not know.
  mutating func noteChange(_ kind: RecordChange.Kind, ofUnknown path: String, at place: Int) {
    changed.append((RecordChange(path, kind), -1, place))
  }

  /// The changes, one for each field: the first, which is the larger one.
  var changes: [RecordChange] {
    guard !changed.isEmpty else { return [] }
    return changed.map(\.change).firstOfEachField
  }

  /// Ends a top-level member that the caller has just written, `"name":value`, and notes it.
  mutating func end(_ field: Int, from start: Int, _ out: inout ByteBuffer) {
    extents[field] = MemberExtent(
      object: firstObject, start: start, value: start + layout.fields[field].nameCount, end: out.count)
    out.append(ASCII.comma)
  }

  /// Removes a member from the output with the comma that separates it from its neighbour. What was written after it
  /// moves up; members within it count as not seen.
  mutating func remove(_ member: MemberExtent, _ out: inout ByteBuffer) {
    var gap = member.start..<member.end
    if out[member.end] == ASCII.comma {
      gap = member.start..<member.end + 1
    } else if out[member.start - 1] == ASCII.comma {
      // The last member of an object that is closed.
      gap = member.start - 1..<member.end
    }
    out.remove(gap)
    for field in extents.indices where has(field) {
      var extent = extents[field]
      let isWithin = extent.start >= member.start && extent.start < member.end
      if isWithin, layout.fields[field].disposition != .flatten {
        extent.object = 0
      } else {
        extent.close(gap)
      }
      extents[field] = extent
    }
    changed.removeAll { gap.contains($0.place) }
    for index in changed.indices where changed[index].place >= gap.upperBound {
      changed[index].place -= gap.count
    }
    unknown.close(gap)
  }

  /// Removes what was needed only while the record was made.
  mutating func removeInspected(_ out: inout ByteBuffer) {
    for field in layout.inspected where has(field) { remove(extents[field], &out) }
  }

  /// Repeats promoted values at the record's top, unless the API has put them there itself.
  mutating func promote(_ out: inout ByteBuffer) {
    for index in promoted.indices where has(promoted[index]) {
      let field = promoted[index]
      let top = layout.fields[field].promotedTo
      if has(top) {
        // A value replaces null.
        guard isNull(top, out), !isNull(field, out) else { continue }
        remove(extents[top], &out)
      }
      let start = out.count
      layout.appendKey(of: top, to: &out)
      out.appendCopy(from: extents[field].value, to: extents[field].end)
      layout.fields[top].declared?.rewrite(from: start + layout.fields[top].nameCount, &out)
      end(top, from: start, &out)
      for (change, from, _) in changed where from == field {
        noteChange(change.kind, of: top, at: extents[top].value)
      }
    }
  }

  /// Whether a top-level member came within the metrics, which are at the top in the flat layout.
  func isAmongMetrics(_ field: Int) -> Bool {
    let metrics = layout.metrics
    guard metrics >= 0, layout.fields[metrics].disposition == .flatten, has(metrics) else { return false }
    return extents[metrics].start <= extents[field].start && extents[field].start < extents[metrics].end
  }

  /// Where the metrics of the record lie, which has just been closed; nil without an object of metrics.
  func metrics(_ out: borrowing ByteBuffer) -> Range<Int>? {
    let metrics = layout.metrics
    guard metrics >= 0, has(metrics) else { return nil }
    let (first, end) = (extents[metrics].value, extents[metrics].end)
    if layout.fields[metrics].disposition == .flatten {
      // Without the comma after the last one. If there are none, others can be inserted before the brace.
      return end > first ? first..<end - 1 : out.count - 1..<out.count - 1
    }
    return out[first] == ASCII.openBrace ? first + 1..<end - 1 : nil
  }
}

extension [RecordChange] {
  /// One change of each field, in the order of the fields.
  var firstOfEachField: [RecordChange] {
    var fields: Set<String> = []
    return filter { fields.insert($0.field).inserted }
  }
}
