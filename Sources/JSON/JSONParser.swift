/// Parses bytes to a ``JSON`` value by recursive descent over ``JSONScanner``'s tokens.
enum JSONParser {
  static func parse(_ s: Span<UInt8>) throws(JSONError) -> JSON {
    var i = JSONScanner.skipSpace(s, JSONScanner.skipByteOrderMark(s))
    let value = try value(s, &i, depth: 0)
    i = JSONScanner.skipSpace(s, i)
    guard i == s.count else { throw .syntax(at: i) }
    return value
  }

  private static func value(_ s: Span<UInt8>, _ i: inout Int, depth: Int) throws(JSONError) -> JSON {
    let start = i
    switch JSONScanner.byte(s, i) {
    case ASCII.openBrace: return .object(try object(s, &i, depth: depth + 1))
    case ASCII.openBracket: return .array(try array(s, &i, depth: depth + 1))
    case ASCII.quote: return .string(try string(s, &i))
    case ASCII.t, ASCII.f, ASCII.n:
      i = try JSONScanner.skipValue(s, start, depth: depth)
      return s[start] == ASCII.n ? .null : .bool(s[start] == ASCII.t)
    default:
      let (end, form) = JSONScanner.number(s, start)
      if form == .none { throw JSONScanner.unexpected(s, end) }
      i = end
      return .number(JSONNumber(scanned: try JSONScanner.text(s, start, end)))
    }
  }

  /// The same as ``JSONScanner/skipString(_:_:)``, but accepts lone surrogates.
  private static func skipString(_ s: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    var i = start
    while true {
      do {
        return try JSONScanner.skipString(s, i)
      } catch {
        guard case .loneSurrogate(let at) = error else { throw error }
        i = at + 6
      }
    }
  }

  private static func string(_ s: Span<UInt8>, _ i: inout Int) throws(JSONError) -> String {
    let start = try JSONScanner.expect(s, i, ASCII.quote)
    i = try skipString(s, start)
    return try JSONScanner.text(s, start, i - 1)
  }

  private static func array(_ s: Span<UInt8>, _ i: inout Int, depth: Int) throws(JSONError) -> [JSON] {
    guard depth <= JSONScanner.maximumDepth else { throw .tooDeep(at: i) }
    var elements: [JSON] = []
    i = JSONScanner.skipSpace(s, i + 1)
    if JSONScanner.byte(s, i) == ASCII.closeBracket {
      i += 1
      return elements
    }
    while true {
      elements.append(try value(s, &i, depth: depth))
      if try closes(s, &i, ASCII.closeBracket) { return elements }
    }
  }

  private static func object(_ s: Span<UInt8>, _ i: inout Int, depth: Int) throws(JSONError) -> JSONObject {
    guard depth <= JSONScanner.maximumDepth else { throw .tooDeep(at: i) }
    var members: [JSONObject.Member] = []
    i = JSONScanner.skipSpace(s, i + 1)
    if JSONScanner.byte(s, i) == ASCII.closeBrace {
      i += 1
      return JSONObject()
    }
    while true {
      let name = try string(s, &i)
      i = JSONScanner.skipSpace(s, try JSONScanner.expect(s, JSONScanner.skipSpace(s, i), ASCII.colon))
      members.append(JSONObject.Member(name, try value(s, &i, depth: depth)))
      if try closes(s, &i, ASCII.closeBrace) { return JSONObject(members) }
    }
  }

  /// After an element: whether its container closes. If not, `i` is moved to the next element.
  private static func closes(_ s: Span<UInt8>, _ i: inout Int, _ close: UInt8) throws(JSONError) -> Bool {
    i = JSONScanner.skipSpace(s, i)
    let c = JSONScanner.byte(s, i)
    guard c == close || c == ASCII.comma else { throw JSONScanner.unexpected(s, i) }
    i += 1
    if c == close { return true }
    i = JSONScanner.skipSpace(s, i)
    return false
  }
}
