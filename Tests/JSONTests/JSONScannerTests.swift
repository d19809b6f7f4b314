import JSON
import Testing

struct `JSON scanner` {
  @Test(arguments: Texts.accepted)
  func `a value is skipped to its end`(text: String) throws {
    let last = try #require(text.utf8.lastIndex { $0 > 0x20 })
    let value = Array(text.utf8[...last].drop { $0 <= 0x20 })
    for tail in ["", ",", " ", "]", "}", ", 12345678"] {
      let bytes = value + Array(tail.utf8)
      #expect(try skipValue(bytes, depth: 0) == value.count)
    }
  }

  @Test(arguments: Texts.notPortable)
  func `a value that parsers refuse is an error`(text: String, portable: String) throws {
    let error = #expect(throws: JSONError.self) { try skipValue(Array(text.utf8)) }
    let replacement = try #require(PortableJSON(Array(text.utf8).span).replacements.first)
    let offset = replacement.offset
    #expect(
      error == (replacement.kind == .loneSurrogate ? .loneSurrogate(at: offset) : .infinite(at: offset)))
    #expect(
      try skipValue(Array(portable.utf8)) == Array(portable.utf8).lastIndex { $0 > 0x20 }.map { $0 + 1 })
  }

  @Test(arguments: Texts.rejected)
  func `an invalid value is not skipped to the end of the text`(text: String) {
    let bytes = Array(text.utf8)
    let start = skipSpace(bytes)
    let end = try? skipValue(bytes, from: start)
    #expect(end.map { skipSpace(bytes, from: $0) } != bytes.count)
  }

  /// Strings are skipped in steps of eight bytes. A special byte must be found at every position of a word.
  @Test(arguments: ["\"", "\\n", "é", "€", "😀", "\\u0041", " ", "~", "\u{7f}", "!", "#", "[", "]"], 0..<20)
  func `a string is skipped whatever it contains at any position`(piece: String, place: Int) throws {
    let before = String(repeating: "x", count: place)
    for after in 0..<20 {
      let inside = before + (piece == "\"" ? "" : piece + String(repeating: "y", count: after))
      let bytes = Array((inside + "\"" + String(repeating: "z", count: after)).utf8)
      #expect(try skipString(bytes) == inside.utf8.count + 1)
    }
  }

  @Test(arguments: UInt8(0)..<0x20, 0..<10)
  func `a control character in a string is refused`(control: UInt8, place: Int) {
    let bytes = [UInt8](repeating: 0x78, count: place) + [control] + [UInt8](repeating: 0x22, count: 12)
    let error = #expect(throws: JSONError.self) { try skipString(bytes) }
    #expect(error == .syntax(at: place))
  }

  @Test func `every scalar is accepted, as bytes and escaped`() throws {
    for value in (UInt32(0x20)...0x10ffff) where value % 61 == 0 || value < 0x1000 {
      guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
      let bytes = Array("\(Character(scalar))\"".utf8)
      #expect(try skipString(bytes) == bytes.count)
      let escaped = Character(scalar).utf16.map { "\\u" + String(UInt32($0) + 0x10000, radix: 16).suffix(4) }
        .joined()
      #expect(try text(escaped).unicodeScalars.elementsEqual([scalar]))
    }
  }

  @Test(arguments: [
    ("0", 1, JSONScanner.NumberForm.integer), ("-0", 2, .integer), ("12", 2, .integer), ("12x", 2, .integer),
    ("01", 1, .integer), ("1.5", 3, .decimal), ("1e5", 3, .scientific), ("1E+5,", 4, .scientific),
    ("1.50e-07", 8, .scientific),
    ("12345678", 8, .integer), ("123456789", 9, .integer), ("1234567.12345678", 16, .decimal),
    ("1728545390695442\"", 16, .integer), ("1/", 1, .integer), ("1:", 1, .integer), ("1234567:", 7, .integer),
    ("1234567/", 7, .integer), ("1é", 1, .integer), ("1234567\u{80}", 7, .integer), ("1\u{10}", 1, .integer),
  ])
  func `a number's end and form are found`(text: String, end: Int, form: JSONScanner.NumberForm) {
    for tail in ["", "]", "          "] {
      let found = number(text + tail)
      #expect(found.end == end)
      #expect(found.form == form)
    }
  }

  @Test(arguments: [
    ("", 0), ("-", 1), ("+1", 0), ("1.", 2), ("1.x", 2), (".5", 0), ("1e", 2), ("1e+", 3), ("1.5e-x", 5),
    ("x", 0),
    ("/", 0), (":", 0), ("-x", 1), ("-.5", 1), ("\u{10}", 0),
  ])
  func `an invalid number is reported at its first wrong byte`(text: String, offset: Int) {
    for tail in ["", "]         "] {
      #expect(number(text + tail).form == .none)
      #expect(number(text + tail).end == offset)
    }
  }

  @Test func `a run of digits ends at each byte that is not a digit`() {
    for place in 1..<20 {
      for byte in UInt8.min...UInt8.max where !(0x30...0x39).contains(byte) {
        guard ![0x2e, 0x45, 0x65].contains(byte) else { continue }
        let bytes = [UInt8](repeating: 0x39, count: place) + [byte] + [UInt8](repeating: 0x39, count: 12)
        #expect(number(bytes).end == place)
      }
    }
  }

  @Test func `white space is the four characters of the grammar`() {
    for byte in UInt8.min...UInt8.max {
      let isSpace = [0x20, 0x09, 0x0a, 0x0d].contains(byte)
      let bytes = [0x20, byte, 0x78]
      #expect(skipSpace(bytes) == (isSpace ? 2 : 1))
    }
    #expect(skipSpace([0x20, 0x20]) == 2)
  }

  @Test func `depth counts from the outermost value`() throws {
    let bytes = Array("[[]]".utf8)
    #expect(try skipValue(bytes, depth: 510) == 4)
    #expect(throws: JSONError.tooDeep(at: 1)) { try skipValue(bytes, depth: 511) }
    #expect(throws: JSONError.tooDeep(at: 0)) { try skipValue(bytes, depth: 512) }
    #expect(try skipValue(Array("1".utf8), depth: 512) == 1)
  }

  @Test func `a name is compared as a whole, however it is escaped`() {
    for same in ["code", "c\\u006fde", "\\u0063\\u006F\\u0064\\u0065"] { #expect(matches(same, "code")) }
    #expect(matches("", ""))
    for other in ["", "cod", "codex", "ode", "xcode", "codf", "Code", "c\\u006ede", "c\\node"] {
      #expect(!matches(other, "code"))
    }
  }

  // `#expect` does not accept spans.

  private func skipValue(_ bytes: [UInt8], from start: Int = 0, depth: Int = 0) throws -> Int {
    try JSONScanner.skipValue(bytes.span, start, depth: depth)
  }

  private func skipString(_ bytes: [UInt8]) throws -> Int { try JSONScanner.skipString(bytes.span, 0) }

  private func skipSpace(_ bytes: [UInt8], from start: Int = 0) -> Int {
    JSONScanner.skipSpace(bytes.span, start)
  }

  private func number(_ bytes: [UInt8]) -> (end: Int, form: JSONScanner.NumberForm) {
    JSONScanner.number(bytes.span, 0)
  }

  private func number(_ text: String) -> (end: Int, form: JSONScanner.NumberForm) { number(Array(text.utf8)) }

  private func text(_ inside: String) throws -> String {
    let bytes = Array(inside.utf8)
    return try JSONScanner.text(bytes.span, 0, bytes.count)
  }

  private func matches(_ key: String, _ name: String) -> Bool {
    let bytes = Array("x\(key)y".utf8)
    return JSONScanner.matches(bytes.span, 1, bytes.count - 1, name)
  }
}
