import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `JSON fault` {
  static let texts: [String] = [
    // Other formats.
    "credentials:\n  app_id: 1\n", "---\ncredentials: {}\n", "- a: 1\n", "<html></html>", "a = 1",
    "PK\u{3}\u{4}x",
    "[1, x]", "TIKTOK=1",
    // Comments.
    "{\n  // the app\n  \"a\": 1\n}", "{\"a\": 1 /* one */}", "# the app\n{}", "{\"a\": 1} # end",
    // Commas.
    "{\"a\": 1,}", "[1, 2,\n]", "{\"a\": 1,, \"b\": 2}", "{,\"a\": 1}", "[,1]", "{\"a\": 1\n \"b\": 2}",
    "[1 2]",
    "[{} {}]", "{\"a\": 1; \"b\": 2}",
    // Colons and values.
    "{\"a\" 1}", "{\"a\" = 1}", "{\"a\"}", "{\"a\": }", "{\"a\": , \"b\": 1}", "{\"a\"\n: \"b\": 2}",
    // Quotation marks.
    "{'a': 1}", "{\"a\": 'x'}", "{“a”: 1}", "{\"a\": „x“}", "{\"a\": `x`}", "{a: 1}", "{\"a\": x}",
    "{\"a\": 1, b: 2}",
    "{\"a\": \"he said \"no\"\"}", "{\"a\": \"x, \"b\": 1}", "{1: 2}",
    // Words and numbers.
    "{\"a\": True}", "{\"a\": None}", "{\"a\": NaN}", "{\"a\": yes}", "{\"a\": nul}", "{\"a\": tRue}",
    "{\"a\": ${TIKTOK_X}}",
    "{\"a\": {{ x }}}", "{\"a\": $X}", "{\"a\": 01}", "{\"a\": +1}", "{\"a\": .5}", "{\"a\": 1.}",
    "{\"a\": -}", "{\"a\": 0x1f}",
    "{\"a\": 1_000}", "{\"a\": 2024-01-01}", "{\"a\": 7GB}",
    // Within texts.
    "{\"a\": \"x\ny\"}", "{\"a\": \"x\ty\"}", "{\"a\": \"x\u{0}y\"}", "{\"a\": \"C:\\Users\"}",
    "{\"a\": \"\\u12x4\"}",
    "{\"a\": \"\\x\"}",
    // Brackets and ends.
    "{\"a\": [1}", "[{\"a\": 1]", "{\"a\": 1}}", "{\"a\": 1}]", "{\"a\": 1}\n{\"b\": 2}", "{\"a\": 1} x",
    "{\"a\": [1, {\"b\": 2}",
    "{\"a\": \"x", "{\"a\":", "[", "]", "{\"a\": 1,", "{\"a\": tru", "{]", "{\"a\": [}",
    // Characters that are not seen.
    "{\u{a0}\"a\": 1}", "{}\u{feff}{}", "\u{feff}\u{feff}{}", "{\"a\": 1}\u{0}",
  ]

  static let bytes: [(name: String, bytes: [UInt8])] = [
    ("UTF-16, little endian", [0xff, 0xfe, 0x7b, 0, 0x7d, 0]),
    ("UTF-16, big endian", [0xfe, 0xff, 0, 0x7b, 0, 0x7d]),
    ("UTF-16 without a mark", [0x7b, 0, 0x7d, 0]), ("gzip", [0x1f, 0x8b, 8, 0]),
    ("Latin-1", [0x7b, 0x22, 0xe4, 0x22, 0x7d]), ("a byte beyond ASCII", [0x7b, 0xe4, 0x7d]),
  ]

  private static func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try JSON(parsing: bytes)
      return "no fault"
    } catch {
      let fault = JSONFault(error, in: bytes)
      return "\(fault.reason). \(fault.cause?.remedy ?? "-")"
    }
  }

  @Test func `each fault has its place, its character and its cause`() throws {
    let table =
      Self.texts.map { "\(JSON.string($0).text)\n    \(Self.message(Array($0.utf8)))\n" }
      + Self.bytes.map { "\($0.name)\n    \(Self.message($0.bytes))\n" }
    try expectSnapshot(table.joined(), named: "json-faults.txt")
  }

  @Test(arguments: texts)
  func `every text has a fault, with a cause`(text: String) {
    let message = Self.message(Array(text.utf8))
    #expect(message.contains(" in line "))
    #expect(!message.hasSuffix("-"))
  }

  @Test func `a fault in a later line is found from there`() throws {
    let text = Array("{\"a\": 1}\n{'b': 2}".utf8)
    let fault = JSONFault(.syntax(at: 1), in: text, from: 9)
    #expect(fault.place == Place(line: 2, column: 2))
    #expect(fault.cause == .singleQuotes)
  }

  @Test(.timeLimit(.minutes(1))) func `a large text is judged at once`() throws {
    let text = Array(("[" + String(repeating: "{\"a\": \"x\"}, ", count: 1 << 19) + "]").utf8)
    let error = try #require(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(JSONFault(error, in: text).cause == .trailingComma)
  }

  @Test func `only one character of the text is shown`() {
    #expect(JSONFault(.syntax(at: 6), in: Array("{\"a\": secret}".utf8)).reason.contains("`s` in line 1"))
    #expect(!Self.message(Array("{\"a\": secret}".utf8)).contains("secret"))
  }
}
