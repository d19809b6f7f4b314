import JSON
import Testing

struct `JSON writer` {
  @Test(arguments: [
    ("", #""""#), ("a", #""a""#), ("\"\\", #""\"\\""#), ("\n\r\t", #""\n\r\t""#),
    ("\u{0}\u{8}\u{c}\u{1f}", #""\u0000\u0008\u000c\u001f""#),
    ("\u{10}\u{1a}", #""\u0010\u001a""#), ("/é€😀\u{7f}", "\"/é€😀\u{7f}\""), ("\u{2028}", "\"\u{2028}\""),
  ])
  func `text is quoted and escaped`(text: String, expected: String) throws {
    #expect(JSON.string(text).text == expected)
    #expect(try JSON(parsing: expected) == .string(text))
    let bytes = Array("<\(text)>".utf8)
    var buffer = ByteBuffer()
    buffer.append(quoting: bytes.span, from: 1, to: bytes.count - 1)
    #expect(buffer.array() == Array(expected.utf8))
  }

  @Test func `containers are written compactly and in order`() {
    let value: JSON = ["z": [1, [], [:], ["a": nil]], "a\"": false]
    #expect(value.text == #"{"z":[1,[],{},{"a":null}],"a\"":false}"#)
  }
}
