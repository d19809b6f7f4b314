import JSON

extension PageScanner {
  /// Notes where the record that has just been closed lies, its metrics and its key.
  mutating func note(from start: Int, _ out: borrowing ByteBuffer) {
    let metrics = plan.metrics
    guard metrics >= 0, extents[metrics].object >= firstObject else {
      fault = fault ?? .unexpectedShape("record \(summary.records) of the answer has no `metrics`")
      return
    }
    var (first, end) = (extents[metrics].value, extents[metrics].end)
    if plan.fields[metrics].disposition == .open {
      // Without the comma behind the last of them; if there are none, the place of further ones is before the brace.
      (first, end) = end > first ? (first, end - 1) : (out.count - 1, out.count - 1)
    } else {
      guard out[first] == 0x7b else {
        fault = fault ?? .unexpectedShape("record \(summary.records) of the answer has no object `metrics`")
        return
      }
      (first, end) = (first + 1, end - 1)
    }
    let nulled = nulled.isEmpty ? [] : nulledPaths()
    var noted = rows.take()
    noted?.append(start..<out.count, metrics: first..<end, nulled: nulled) { key in
      for field in plan.key {
        for i in extents[field].value..<extents[field].end { key.append(out[i]) }
        key.append(0x2c)
      }
    }
    rows = noted
  }
}
