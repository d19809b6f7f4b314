import JSON

/// The key of the current record, as written to the output: its fields' values, each followed by a comma.
struct RecordKey: ~Copyable {
  /// ``RecordLayout/key``.
  private let fields: FixedBuffer<Int>

  init(_ layout: RecordLayout) { fields = FixedBuffer(layout.key) }

  var isEmpty: Bool { fields.count == 0 }

  /// The first field that the record lacks or has null for; nil when the key is complete.
  func missing(in members: borrowing WrittenMembers, _ out: borrowing ByteBuffer) -> Int? {
    for index in fields.indices where members.lacks(fields[index], out) { return fields[index] }
    return nil
  }

  /// The hash of the key's bytes, as ``append(of:_:to:)`` spells them.
  func hash(of members: borrowing WrittenMembers, _ out: borrowing ByteBuffer) -> UInt64 {
    var hash = FNV1a()
    for index in fields.indices where members.has(fields[index]) {
      let extent = members.extents[fields[index]]
      for i in extent.value..<extent.end {
        let byte = out[i]
        guard byte != ASCII.backslash else {
          var bytes: [UInt8] = []
          append(of: members, out, to: &bytes)
          return FNV1a.hash(bytes)
        }
        hash.add(byte)
      }
      hash.add(ASCII.comma)
    }
    return hash.value
  }

  /// What follows the bytes of a key that has come `earlier` times before on the same page, so that records with equal
  /// keys pair up in the order in which they come.
  static func number(_ earlier: Int) -> [UInt8] { earlier == 0 ? [] : Array("\(earlier),".utf8) }

  /// Appends the key's bytes to `key`: the same ones however the API has spelt the values.
  func append(of members: borrowing WrittenMembers, _ out: borrowing ByteBuffer, to key: inout [UInt8]) {
    // A record that lacks a field of its key fails the page; an earlier record's extent must not be read.
    for index in fields.indices where members.has(fields[index]) {
      let extent = members.extents[fields[index]]
      let start = key.count
      for i in extent.value..<extent.end { key.append(out[i]) }
      if key[start...].contains(ASCII.backslash), let plain = try? JSON(parsing: Array(key[start...])).bytes {
        key.replaceSubrange(start..., with: plain)
      }
      key.append(ASCII.comma)
    }
  }
}
