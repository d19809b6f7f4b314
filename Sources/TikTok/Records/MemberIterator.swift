import JSON

/// Iterates over the members of one of the few objects around the records.
struct MemberIterator {
  /// Where the next member is looked for. After each member the caller sets it to the offset after the value.
  var position: Int
  private var isFirst = true

  /// The offsets of a key, without its quotes, and of its value.
  struct Member {
    let key: Int
    let keyEnd: Int
    let value: Int

    func isNamed(_ name: String, _ s: Span<UInt8>) -> Bool { JSONScanner.matches(s, key, keyEnd, name) }
  }

  init(_ s: Span<UInt8>, _ start: Int) throws(JSONError) {
    position = try JSONScanner.expect(s, start, ASCII.openBrace)
  }

  /// The next member; nil after the last one.
  mutating func next(_ s: Span<UInt8>) throws(JSONError) -> Member? {
    position = JSONScanner.skipSpace(s, position)
    let c = JSONScanner.byte(s, position)
    if c == ASCII.closeBrace {
      position += 1
      return nil
    }
    if !isFirst { position = JSONScanner.skipSpace(s, try JSONScanner.expect(s, position, ASCII.comma)) }
    isFirst = false
    let key = try JSONScanner.expect(s, position, ASCII.quote)
    let end = try JSONScanner.skipString(s, key)
    let colon = try JSONScanner.expect(s, JSONScanner.skipSpace(s, end), ASCII.colon)
    return Member(key: key, keyEnd: end - 1, value: JSONScanner.skipSpace(s, colon))
  }
}
