import JSON

extension PageScanner {
  /// Notes where the record that has just been closed lies, its metrics and its key.
  mutating func note(from start: Int, _ out: borrowing ByteBuffer) {
    let metrics = layout.metrics
    guard metrics >= 0, extents[metrics].object >= firstObject else {
      fault = fault ?? .unexpectedShape("record \(summary.records) of the answer has no `metrics`")
      return
    }
    var (first, end) = (extents[metrics].value, extents[metrics].end)
    if layout.fields[metrics].disposition == .flatten {
      // Without the comma behind the last of them; if there are none, the place of further ones is before the brace.
      (first, end) = end > first ? (first, end - 1) : (out.count - 1, out.count - 1)
    } else {
      guard out[first] == ASCII.openBrace else {
        fault = fault ?? .unexpectedShape("record \(summary.records) of the answer has no object `metrics`")
        return
      }
      (first, end) = (first + 1, end - 1)
    }
    let nulled = nulled.isEmpty ? [] : nulledPaths()
    var noted = rows.take()
    noted?.append(
      start..<out.count, metrics: first..<end, nulled: nulled, count: unknown.isEmpty ? metricsCount : .max
    ) { key in
      for field in layout.key { append(keyOf: field, out, to: &key) }
    }
    rows = noted
  }

  /// Notes the key of the record under way. Returns whether such a record is left out.
  mutating func noteKey(_ out: borrowing ByteBuffer) -> Bool {
    let hash = keyHash(out)
    summary.keys.append(hash)
    return !leftOut.isEmpty && leftOut.contains(hash)
  }

  /// What ``PageRows`` has as the row's hash: that of the key's bytes.
  private func keyHash(_ out: borrowing ByteBuffer) -> UInt64 {
    var hash = RecordLayout.emptyHash
    for index in key.indices where extents[key[index]].object >= firstObject {
      for i in extents[key[index]].value..<extents[key[index]].end {
        let byte = out[i]
        guard byte != ASCII.backslash else { return hashOfEscapedKey(out) }
        hash = RecordLayout.hash(hash, byte)
      }
      hash = RecordLayout.hash(hash, ASCII.comma)
    }
    return hash
  }

  private func hashOfEscapedKey(_ out: borrowing ByteBuffer) -> UInt64 {
    var bytes: [UInt8] = []
    for index in key.indices { append(keyOf: key[index], out, to: &bytes) }
    return RecordLayout.wideHash(bytes.span, 0, bytes.count)
  }

  /// Adds a field's value to a row's key: the same bytes however the API has spelt it.
  private func append(keyOf field: Int, _ out: borrowing ByteBuffer, to key: inout [UInt8]) {
    // A record without its key is a fault of the page, and where an earlier record's key stood may be gone.
    guard extents[field].object >= firstObject else { return }
    let start = key.count
    for i in extents[field].value..<extents[field].end { key.append(out[i]) }
    if key[start...].contains(ASCII.backslash), let plain = try? JSON(parsing: Array(key[start...])).bytes {
      key.replaceSubrange(start..., with: plain)
    }
    key.append(ASCII.comma)
  }
}
