import JSON
import Testing

struct `JSON parser` {
  @Test(arguments: Texts.accepted)
  func `valid JSON is parsed`(text: String) throws {
    _ = try JSON(parsing: text)
  }

  @Test(arguments: Texts.rejected)
  func `invalid JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
  }

  @Test(arguments: Texts.notUTF8, ["", "1234567", "12345678", "\\n"])
  func `a string that is not UTF-8 is refused`(bytes: [UInt8], before: String) {
    let error = #expect(throws: JSONError.self) {
      try JSON(parsing: Array("\"\(before)".utf8) + bytes + Array("\"".utf8))
    }
    #expect(error == .invalidUTF8(at: 1 + before.utf8.count))
  }

  @Test(arguments: Texts.accepted)
  func `a truncated text is reported as truncated`(text: String) throws {
    let bytes = Array(text.utf8)
    guard let last = bytes.last, ["]", "}", "\"", "e", "l"].contains(UnicodeScalar(last)) else { return }
    for count in 0..<bytes.count {
      let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(bytes[..<count])) }
      #expect(error == .truncated(at: count))
    }
  }

  @Test(arguments: [
    ("[1,x]", JSONError.syntax(at: 3)), ("[1", .truncated(at: 2)), ("", .truncated(at: 0)),
    ("1 2", .syntax(at: 2)),
    (#"{"a":tru}"#, .syntax(at: 8)), (#""\q""#, .syntax(at: 2)), ("\"\n\"", .syntax(at: 1)),
    ("[-x]", .syntax(at: 2)),
    ("[1.x]", .syntax(at: 3)), ("[1ex]", .syntax(at: 3)), ("[1.", .truncated(at: 3)),
    ("[-", .truncated(at: 2)),
    ("[1e+", .truncated(at: 4)), ("[+1]", .syntax(at: 1)), (#""\u12"#, .truncated(at: 5)),
    ("[01]", .syntax(at: 2)),
  ])
  func `an error has its position`(text: String, expected: JSONError) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(error == expected)
    #expect(error?.offset == expected.offset)
    #expect(error?.description.contains("\(expected.offset)") == true)
  }

  @Test(arguments: [("[", "", "]"), (#"{"a":"#, "1", "}"), (#"[{"a":"#, "1", "}]")])
  func `up to 512 levels of nesting are accepted`(open: String, inner: String, close: String) throws {
    let levels = 512 / open.count { $0 == "[" || $0 == "{" }
    _ = try JSON(parsing: Texts.nested(levels, open: open, inner: inner, close: close))
    let deeper = "[" + Texts.nested(levels, open: open, inner: inner, close: close) + "]"
    let error = #expect(throws: JSONError.self) { try JSON(parsing: deeper) }
    guard case .tooDeep = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("512 levels") == true)
  }

  @Test func `a byte order mark is skipped`() throws {
    #expect(try JSON(parsing: [0xef, 0xbb, 0xbf] + Array(" [1]".utf8)) == [1])
    #expect(throws: JSONError.self) { try JSON(parsing: [0xef, 0xbb, 0xbf]) }
    #expect(throws: JSONError.self) { try JSON(parsing: [0xef, 0xbb, 0x31]) }
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
    (#""\ud83d\ude00!""#, "😀!"),
    (#""\ud800""#, "\u{fffd}"), (#""\udc00x""#, "\u{fffd}x"), (#""\ud800\ud83d\ude00""#, "\u{fffd}😀"),
    (#""\ud800\u0041""#, "\u{fffd}A"), (#""\ud800\\udc00""#, "\u{fffd}\\udc00"), (#""\u0000""#, "\u{0}"),
    (#""a\u0062c""#, "abc"), ("\"Größe 😀\"", "Größe 😀"), (#""\ud83d\ude00\ud83d\ude01""#, "😀😁"),
  ])
  func `strings are unescaped`(text: String, expected: String) throws {
    #expect(try JSON(parsing: text) == .string(expected))
  }

  @Test func `every kind of value is parsed`() throws {
    let value = try JSON(
      parsing: #" { "a" : [ null , true , false , -1.50 , "x" ] , "b" : { } , "c" : [ ] } "#)
    let expected: JSON = [
      "a": [nil, true, false, .number(try #require(JSONNumber("-1.50"))), "x"], "b": [:], "c": [],
    ]
    #expect(value == expected)
    #expect(value.object?.names == ["a", "b", "c"])
  }

  @Test func `of two members with the same name the last one is kept`() throws {
    #expect(try JSON(parsing: #"{"a":1,"b":2,"\u0061":3}"#) == ["a": 3, "b": 2])
  }
}
