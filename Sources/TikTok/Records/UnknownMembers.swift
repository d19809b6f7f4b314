import JSON

/// The members that the layout does not know: where those of the current record lie in the output, and the names of
/// those of all records.
struct UnknownMembers {
  private(set) var extents: [MemberExtent] = []
  /// The places in ``extents`` of those after the first few. No record of TikTok's has so many, but searching one that
  /// had would take quadratic time.
  private var further: [Key: Int] = [:]
  /// Whether any key is written with escapes.
  private var hasEscapedKeys = false
  /// The names, each once, at any depth; at most ``mostNames`` per page.
  private(set) var names: [String] = []
  /// Hashes of ``names`` as they are spelt in the page.
  private var named: Set<UInt64> = []

  private static let few = 16
  private static let mostNames = 20

  /// A member's object, by its number, and its name without escapes.
  private struct Key: Hashable {
    let object: Int
    let name: [UInt8]
  }

  var isEmpty: Bool { extents.isEmpty }

  mutating func beginRecord() {
    extents.removeAll(keepingCapacity: true)
    if !further.isEmpty { further.removeAll() }
    hasEscapedKeys = false
  }

  /// The place of the object's member with the name `key..<keyEnd`, which includes the quotes; nil for none.
  mutating func place(
    of s: Span<UInt8>, _ key: Int, _ keyEnd: Int, in object: Int, _ out: borrowing ByteBuffer
  ) throws(JSONError) -> Int? {
    for i in key..<keyEnd where s[i] == ASCII.backslash { hasEscapedKeys = true }
    try name(s, key + 1, keyEnd - 1)
    for place in extents.indices.prefix(Self.few)
    where extents[place].object == object && isKey(of: extents[place], s, key, keyEnd, out) { return place }
    guard extents.count >= Self.few else { return nil }
    let name = Key(object: object, name: try Self.plain(s, key + 1, keyEnd - 1))
    let place = further[name]
    further[name] = place ?? extents.count
    return place
  }

  /// Notes a member. It replaces an earlier one of its name, if there is one.
  mutating func note(_ member: MemberExtent, at place: Int?) {
    if let place { extents[place] = member } else { extents.append(member) }
  }

  /// Moves the members up after a removal.
  mutating func close(_ gap: Range<Int>) {
    for index in extents.indices { extents[index].close(gap) }
  }

  private mutating func name(_ s: Span<UInt8>, _ from: Int, _ to: Int) throws(JSONError) {
    guard names.count < Self.mostNames, named.insert(FNV1a.hash(s, from, to)).inserted else {
      return
    }
    names.append(try JSONScanner.text(s, from, to))
  }

  /// A name's bytes without escapes.
  private static func plain(_ s: Span<UInt8>, _ from: Int, _ to: Int) throws(JSONError) -> [UInt8] {
    for i in from..<to where s[i] == ASCII.backslash { return Array(try JSONScanner.text(s, from, to).utf8) }
    return (from..<to).map { s[$0] }
  }

  /// Whether a member's key in the output and `key..<keyEnd` are the same name, however they are spelt.
  private func isKey(
    of member: MemberExtent, _ s: Span<UInt8>, _ key: Int, _ keyEnd: Int, _ out: borrowing ByteBuffer
  ) -> Bool {
    let count = member.value - 1 - member.start
    if hasEscapedKeys {
      var written: [UInt8] = []
      for i in member.start + 1..<member.start + count - 1 { written.append(out[i]) }
      let text = try? JSONScanner.text(written.span, 0, written.count)
      return text == (try? JSONScanner.text(s, key + 1, keyEnd - 1))
    }
    guard count == keyEnd - key else { return false }
    for k in 0..<count where out[member.start + k] != s[key + k] { return false }
    return true
  }
}
